"""Check translations against the glossary: whether each term of the source is rendered, and by the right term.

A false alarm costs more than a fault that is passed over, as people stop reading. So a term that may mean several
concepts is content with a rendering of any; a concept without a term in the target language is never asked for; nor is
a term within a longer one. Every form of a term counts, as does a rendering whose words stand apart.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from glossary.bilingual.content import Segment
from glossary.consistency import Consistency
from glossary.findings import Check, Finding, OffsetUnit, Place, Span
from glossary.model import AVOIDED, AdministrativeStatus, Term
from glossary.occurrences import Occurrence, TermFinder, find_occurrences
from glossary.renderings import Renderings, find_renderings, find_word_forms, is_short_form
from glossary.segment_text import SegmentText, WordForms, split_words
from glossary.store import Store
from glossary.termkeys import TermCard
from glossary.text import primary_language, shorten

_ALL = frozenset(AdministrativeStatus)
# What people rejected as a term means nothing in a source.
_IN_SOURCE = _ALL - {AdministrativeStatus.REJECTED}
_REMEMBERED = 10_000  # concepts
_BATCH, _BATCH_CHARACTERS = 200, 200_000
_SHOWN = 3
_WORD_BEFORE, _WORD_AFTER = re.compile(r"\w+\s+$"), re.compile(r"\s+\w+")
_LONGEST_WORD = 50


@dataclass(frozen=True, slots=True)
class _Ask:
    """What the translation should render: an occurrence in the source, and the concepts that it may mean."""

    concepts: frozenset[str]
    occurrence: Occurrence
    source: Span


@dataclass  # without slots, for the sake of what is cached
class _Pair:
    """A segment with its terms: what is asked for, all concepts that are, and the terms of the target.

    `told` keeps one thing from being told twice.
    """

    place: Place
    source: SegmentText
    target: SegmentText
    asks: Sequence[_Ask]
    meant: frozenset[str]
    found: Sequence[Occurrence]
    renderings: dict[str, Renderings]
    by_concept: Mapping[str, Sequence[tuple[Occurrence, TermCard]]]
    own: Sequence[Occurrence] | None = None
    told: set[Hashable] = field(default_factory=set)

    def is_told(self, *what: Hashable) -> bool:
        """Whether that was told of the segment before; it counts as told from now on."""
        is_known = what in self.told
        self.told.add(what)
        return is_known

    @cached_property
    def word_concepts(self) -> Mapping[str, AbstractSet[str]]:
        """The concepts of the usable terms that each word of the target is in, for words that are in one."""
        words: dict[str, set[str]] = {}
        for each in self.found:
            concepts = {card.concept for card in each.usable}
            for word in split_words(self.target.text[each.start : each.end], self.target.language) if concepts else ():
                words.setdefault(word, set()).update(concepts)
        return words


class Checker:
    """Checks segments one by one, and what they say against each other at the end; make one for each run.

    `checked` counts the segments that were looked at, `untranslated` those passed over as their target is empty.
    """

    def __init__(
        self,
        store: Store,
        finder: TermFinder,
        checks: AbstractSet[Check] = frozenset(Check),
        unit: OffsetUnit = OffsetUnit.CODE_POINT,
    ) -> None:
        """Take the glossary, what finds its terms in a text, the checks to make and the unit of offsets."""
        self.checked = 0
        self.untranslated = 0
        self._store = store
        self._finder = finder
        self._checks = checks
        self._unit = unit
        self._consistency = Consistency()
        self._renderings: dict[tuple[str, str], Renderings] = {}
        self._words: dict[tuple[str, str], Sequence[WordForms]] = {}

    def check(self, segments: Iterable[Segment]) -> Iterator[Finding]:
        """Yield what is wrong: segment by segment, in the order of the source, then inconsistencies across them.

        Of the segments, nothing but counts is held. Raises StoreError.
        """
        for batch in _make_batches(segments):
            translated = [segment for segment in batch if segment.target.strip()]
            self.untranslated += len(batch) - len(translated)
            for pair in self._make_pairs(translated):
                self.checked += 1
                for ask in pair.asks:
                    yield from self._choose(self._check_ask(ask, pair))
        yield from self._choose(self._consistency.find())

    def _choose(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        return (finding for finding in findings if finding.check in self._checks)

    # -- what is in a segment ------------------------------------------------------------------------------------------

    def _make_pairs(self, segments: Sequence[Segment]) -> Iterator[_Pair]:
        """Yield segments of the same languages with their terms."""
        if not segments:
            return
        source_language, target_language = segments[0].source_language, segments[0].target_language
        texts = [segment.source for segment in segments], [segment.target for segment in segments]
        terms = find_occurrences(self._finder, texts[0], source_language, _IN_SOURCE)
        found = find_occurrences(self._finder, texts[1], target_language, _ALL)
        all_meant = {card.concept for each in terms for occurrence in each for card in occurrence.cards}
        renderings = self._find_renderings(all_meant, target_language)
        for segment, occurrences, targets in zip(segments, terms, found, strict=True):
            source = SegmentText(segment.source, source_language, self._unit)
            target = SegmentText(segment.target, target_language, self._unit)
            asks = [
                _Ask(frozenset(card.concept for card in each.cards), each, source.make_span(each.start, each.end))
                for each in occurrences
                if each.is_outer
            ]
            meant = frozenset(concept for ask in asks for concept in ask.concepts)
            place = Place(segment.id, segment.file, segment.line)
            yield _Pair(place, source, target, asks, meant, targets, renderings, _index(targets))

    def _find_renderings(self, concepts: AbstractSet[str], language: str) -> dict[str, Renderings]:
        if len(self._renderings) > _REMEMBERED:
            self._renderings.clear()
            self._words.clear()
        unknown = sorted(concept for concept in concepts if (concept, language) not in self._renderings)
        for concept in self._store.find_concepts_by_id(unknown, with_evidence=False) if unknown else ():
            self._renderings[concept.id, language] = find_renderings(concept, language)
        # One that was deleted in between has none, and is not asked for.
        known = ((concept, self._renderings.get((concept, language))) for concept in concepts)
        return {concept: renderings for concept, renderings in known if renderings is not None}

    def _find_words(self, concept: str, language: str) -> Sequence[WordForms]:
        key = (concept, language)
        if key not in self._words:
            whole = self._store.find_concepts_by_id([concept])
            usable = [term for each in whole for term in find_renderings(each, language).usable]
            self._words[key] = find_word_forms(usable, language)
        return self._words[key]

    # -- what is wrong with it -----------------------------------------------------------------------------------------

    def _check_ask(self, ask: _Ask, pair: _Pair) -> Iterator[Finding]:
        if not ask.occurrence.usable:
            yield from self._tell_deprecated_source(ask, pair)
        if pair.is_told(ask.concepts):
            return  # once is enough
        used = [each for concept in sorted(ask.concepts) for each in pair.by_concept.get(concept, ())]
        usable = [each for each, card in used if card.status not in AVOIDED]
        is_rendered = bool(usable) or self._is_kept(ask, pair)
        wrong = [(each, card) for each, card in used if _is_wrong(each, card, ask, pair, is_rendered=is_rendered)]
        for each, card in wrong:
            yield from _tell_forbidden(ask, each, card, pair)
        if len(ask.concepts) == 1:
            for each in dict.fromkeys(each for each in usable if each.is_outer):
                yield from self._compare(ask, each, pair)
        if not is_rendered and not wrong:
            yield from self._tell_missing(ask, pair)

    def _tell_deprecated_source(self, ask: _Ask, pair: _Pair) -> Iterator[Finding]:
        card = ask.occurrence.cards[0]
        if pair.is_told(Check.DEPRECATED_SOURCE, card.number):
            return
        own = self._find_renderings({card.concept}, card.language).get(card.concept)
        suggestion = None if own is None else own.suggestion
        message = f"{shorten(ask.source.text)!r} in the source is {card.status.value}{_tell(suggestion)}"
        yield Finding(
            *(Check.DEPRECATED_SOURCE, pair.place, message, card.concept, ask.source.text),
            source=ask.source,
            suggestion=suggestion,
        )

    def _compare(self, ask: _Ask, found: Occurrence, pair: _Pair) -> Iterator[Finding]:
        """Count a rendering of the one concept that is meant, and tell it if a preferred term is passed over."""
        [concept] = ask.concepts
        renderings = pair.renderings.get(concept)
        term = None if renderings is None else _find_term(found, concept, renderings)
        if renderings is None or term is None or is_short_form(term):
            return
        if any(card.concept in pair.meant and card.concept != concept for card in found.usable):
            return  # it may as well render another term of the source
        preferred = renderings.preferred
        target = pair.target.make_span(found.start, found.end)
        if not pair.is_told(Check.INCONSISTENT, concept, term.text):
            self._consistency.add(
                *(concept, pair.target.language, term.text, None if preferred is None else preferred.text),
                *(pair.place, ask.source, target),
            )
        if preferred is None or term.status is AdministrativeStatus.PREFERRED or is_short_form(preferred):
            return
        if not pair.is_told(Check.COMPETING_VARIANT, concept, found.start):
            message = (
                f"{shorten(target.text)!r} for {shorten(ask.source.text)!r} is {term.status.value}; "
                f"{shorten(preferred.text)!r} is preferred"
            )
            yield Finding(
                *(Check.COMPETING_VARIANT, pair.place, message, concept, target.text),
                *(ask.source, target, preferred.text),
            )

    def _tell_missing(self, ask: _Ask, pair: _Pair) -> Iterator[Finding]:
        """Tell that a term isn't rendered, if it is sure that it could be: each of its concepts has a term for that."""
        kept = {card.concept: card for card in ask.occurrence.cards if card.do_not_translate}
        found = {concept: pair.renderings.get(concept) for concept in ask.concepts}
        if not all(concept in kept or (each is not None and each.usable) for concept, each in found.items()):
            return
        if self._is_alike(ask, pair) or _is_in_kept_name(ask, pair):
            return
        if kept.keys() == ask.concepts:
            yield _make_changed(ask, pair)
            return
        choices = [
            (card.concept, each)
            for card in ask.occurrence.cards
            if (each := found[card.concept]) is not None and each.usable
        ]
        concept, first = choices[0]
        terms = dict.fromkeys(term.text for _, each in choices for term in each.usable)
        shown = " or ".join(repr(shorten(text)) for text in list(terms)[:_SHOWN])
        span = _find_untranslated(ask, pair)
        check = Check.TERM_MISSING if span is None else Check.UNTRANSLATED
        fault = "has no rendering in the translation" if span is None else "stands untranslated in the translation"
        message = f"{shorten(ask.source.text)!r} {fault}; the glossary has {shown}"
        yield Finding(
            *(check, pair.place, message, concept, ask.source.text),
            *(ask.source, span, first.suggestion),
        )

    def _is_kept(self, ask: _Ask, pair: _Pair) -> bool:
        """Whether a term that is not to be translated stands in the translation, in any of its own forms."""
        kept = {card.number: card for card in ask.occurrence.cards if card.do_not_translate}
        if not kept:
            return False
        for card in kept.values():
            forms = (card.text, ask.source.text)
            if any(pair.target.has_beginning(form, is_case_sensitive=card.is_case_sensitive) for form in forms):
                return True
        if pair.own is None:
            [pair.own] = find_occurrences(self._finder, [pair.target.text], pair.source.language, _IN_SOURCE)
        return any(card.number in kept for each in pair.own for card in each.cards)

    def _is_alike(self, ask: _Ask, pair: _Pair) -> bool:
        """Whether the translation says a term in a turn of phrase that the glossary can't know.

        The words of a rendering stand apart, as where two terms share a word; or a word is derived from one, as the
        adjective is from the noun, and is no term of something else.
        """
        words = [each for concept in ask.concepts for each in self._find_words(concept, pair.target.language)]
        if any(pair.target.has_scattered(each) for each in words):
            return True
        derived = (word for each in words if len(each) == 1 for word in pair.target.find_derived(each[0]))
        return any(not ask.concepts.isdisjoint(pair.word_concepts.get(word, ask.concepts)) for word in derived)


def _make_batches(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Yield segments that stand together and are in the same languages, some at a time."""
    for _, group in groupby(segments, key=lambda segment: (segment.source_language, segment.target_language)):
        batch: list[Segment] = []
        size = 0
        for segment in group:
            batch.append(segment)
            size += len(segment.source) + len(segment.target)
            if len(batch) == _BATCH or size > _BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
        yield batch


def _index(found: Iterable[Occurrence]) -> Mapping[str, Sequence[tuple[Occurrence, TermCard]]]:
    """Return the places of the terms of each concept, and these terms."""
    by_concept: dict[str, list[tuple[Occurrence, TermCard]]] = {}
    for each in found:
        for card in each.cards:
            by_concept.setdefault(card.concept, []).append((each, card))
    return by_concept


def _is_wrong(found: Occurrence, card: TermCard, ask: _Ask, pair: _Pair, *, is_rendered: bool) -> bool:
    """Whether a term that is not to be used stands for what is asked for.

    It does not within a longer term, nor where it renders something else in the source. If the concept is rendered
    rightly, too, only what is no term of anything, and was a term of this once, is told.
    """
    if card.status not in AVOIDED or not found.is_outer:
        return False
    if any(other.concept in pair.meant for other in found.usable):
        return False
    if not is_rendered:
        return True
    return card.status is not AdministrativeStatus.REJECTED and not found.usable and len(ask.concepts) == 1


def _tell_forbidden(ask: _Ask, found: Occurrence, card: TermCard, pair: _Pair) -> Iterator[Finding]:
    if pair.is_told(Check.FORBIDDEN_RENDERING, card.concept, found.start):
        return
    target = pair.target.make_span(found.start, found.end)
    renderings = pair.renderings.get(card.concept)
    suggestion = None if renderings is None else renderings.suggestion
    message = f"{shorten(target.text)!r} for {shorten(ask.source.text)!r} is {card.status.value}{_tell(suggestion)}"
    yield Finding(
        *(Check.FORBIDDEN_RENDERING, pair.place, message, card.concept, target.text),
        *(ask.source, target, suggestion),
    )


def _tell(suggestion: str | None) -> str:
    return "" if suggestion is None else f"; the glossary has {shorten(suggestion)!r}"


def _make_changed(ask: _Ask, pair: _Pair) -> Finding:
    card = ask.occurrence.cards[0]
    span = pair.target.find(card.text)  # in other capitals, or it would be kept
    target = None if span is None else pair.target.make_span(*span)
    message = f"{shorten(card.text)!r} is not to be translated, and the translation doesn't have it as it is"
    return Finding(
        *(Check.KEPT_TERM_CHANGED, pair.place, message, card.concept, ask.source.text),
        *(ask.source, target, card.text),
    )


def _is_in_kept_name(ask: _Ask, pair: _Pair) -> bool:
    """Whether a term is a part of a name that the translation has as it is: the source names it with a word beside it.

    Both are written with capitals, or a sentence that nobody translated would be taken for one.
    """
    text, start, end = pair.source.text, ask.occurrence.start, ask.occurrence.end
    before = _WORD_BEFORE.search(text[max(0, start - _LONGEST_WORD) : start])
    after = _WORD_AFTER.match(text[end : end + _LONGEST_WORD])
    names = (before and before[0] + text[start:end], after and text[start:end] + after[0])
    return any(name and name in pair.target.text and _is_name(name) for name in names)


def _is_name(text: str) -> bool:
    return all(word[0].isupper() for word in text.split())


def _find_untranslated(ask: _Ask, pair: _Pair) -> Span | None:
    """Return where the translation has the term as the source has it."""
    if primary_language(pair.source.language) == primary_language(pair.target.language):
        return None
    span = pair.target.find(pair.source.text[ask.occurrence.start : ask.occurrence.end])
    return None if span is None else pair.target.make_span(*span)


def _find_term(found: Occurrence, concept: str, renderings: Renderings) -> Term | None:
    """Return the term of a concept that an occurrence is a form of, the preferred one where several have the form."""
    cards = [card for card in found.usable if card.concept == concept]
    cards.sort(key=lambda card: (card.status is not AdministrativeStatus.PREFERRED, card.number))
    return renderings.find_usable(cards[0].text) if cards else None
