"""Find the terms of a glossary in a text, in any form that the glossary has of them."""

import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import accumulate, chain, groupby, takewhile
from operator import itemgetter
from typing import Final, Self

from glossary.automaton import TermAutomaton
from glossary.folding import FoldedText, TextFolder
from glossary.liveindex import LiveIndex, Snapshot
from glossary.model import STANDING_ORDER, AdministrativeStatus, ConceptStatus
from glossary.store import Store
from glossary.termkeys import TermCard
from glossary.text import check_language, matches_language, primary_language

ANNOTATED: Final = frozenset(AdministrativeStatus) - {AdministrativeStatus.REJECTED}
"""The standings of terms that are found where nothing else is asked for."""

_REMEMBERED: Final = 200_000  # entries
_SCOPES: Final = 16

_Cards = tuple[TermCard, ...]
# Start, minus end, group: in their natural order a longer one goes before those within it. A group is a number that
# stands for the terms, as Python's garbage collector passes tuples of numbers over.
_Span = tuple[int, int, int]
_START_AND_END: Final = itemgetter(0, 1)


@dataclass(frozen=True, slots=True)
class Annotation:
    """A place in a text where terms stand, the best first; `text[start:end]` is `form`, offsets are code points.

    It is nested where it lies within a longer one.
    """

    start: int
    end: int
    form: str
    terms: tuple[TermCard, ...]
    is_nested: bool = False


class Annotator:
    """Finds the terms of a store in texts. It follows the store, and threads may share it.

    The index of a language is made at its first use, and takes a while: some ten seconds for 100,000 terms with forms.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._indexes: dict[str, _Index] = {}

    def annotate(
        self,
        text: str,
        language: str,
        *,
        nested: bool = False,
        statuses: AbstractSet[AdministrativeStatus] = ANNOTATED,
    ) -> list[Annotation]:
        """Return the places of terms in a text, in its order; a longer one goes before those within it.

        Terms stand between words: among letters, digits, marks and apostrophes within words none begins or ends. Of
        those that overlap the longest is taken, of equally long ones the first; `nested` adds those that lie within
        one that was taken. A term that is case-sensitive stands only where its own capitals do. Not found are terms of
        other standings than `statuses`, those of rejected concepts, and forms of one letter or without any letter.
        The terms are those of the text's language and its regions; of a region, its own and the language's (RFC 4647).
        Raises UsageError for a malformed language tag, and StoreError.
        """
        wanted = check_language(language)
        tags = {tag for tag in self._store.get_languages() if matches_language(tag, wanted)}
        if not tags:
            return []
        scope = _Scope(frozenset(tags), frozenset(statuses))
        places = self._get_index(primary_language(wanted)).find(text, scope)
        chosen = _choose(places.spans)
        found = places.make_annotations(chosen)
        if nested:
            found += places.make_annotations(_find_nested(places.spans, chosen), is_nested=True)
            found.sort(key=lambda each: (each.start, -each.end))
        return found

    def find_ages(self) -> list[float | None]:
        """Return of each index for how many seconds nobody has compared it with the store."""
        with self._lock:
            return [index.age() for index in self._indexes.values()]

    def _get_index(self, language: str) -> "_Index":
        with self._lock:
            index = self._indexes.get(language)
            if index is None:
                self._indexes[language] = index = _Index(self._store, language)
            return index


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which terms are wanted: those in some languages, of some standings."""

    tags: frozenset[str]
    statuses: frozenset[AdministrativeStatus]

    def includes(self, card: TermCard) -> bool:
        """Whether a term is wanted."""
        is_wanted = card.status in self.statuses and card.language in self.tags
        return is_wanted and card.concept_status is not ConceptStatus.REJECTED


@dataclass(frozen=True, slots=True)
class _Memory:
    """The terms of entries, as far as texts had them; those of the second part of an index are counted on."""

    snapshot: Snapshot[TermAutomaton]
    bases: tuple[int, ...]
    cards: dict[int, _Cards] = field(default_factory=dict)
    cased: set[int] = field(default_factory=set)

    @classmethod
    def make(cls, snapshot: Snapshot[TermAutomaton]) -> Self:
        """Return a memory with nothing in it."""
        return cls(snapshot, tuple(accumulate(map(len, snapshot.parts[:-1]), initial=0)))

    def put(self, entry: int, cards: Iterable[TermCard]) -> None:
        """Remember the terms of an entry."""
        known = tuple(sorted(cards, key=_rank))
        if any(card.is_case_sensitive for card in known):
            self.cased.add(entry)
        self.cards[entry] = known


@dataclass(slots=True)
class _Places:
    """The places in a text where terms stand, in order; groups are entries, or numbers below 0 given here."""

    text: str
    folded: FoldedText
    spans: list[_Span]
    memory: _Memory
    own: dict[int, _Cards] = field(default_factory=dict)

    def get_cards(self, group: int) -> _Cards:
        """Return the terms of a group."""
        return self.own[group] if group < 0 else self.memory.cards[group]

    def make_annotations(self, spans: Iterable[_Span], *, is_nested: bool = False) -> list[Annotation]:
        """Return the annotations of some places."""
        found = []
        for start, minus_end, group in spans:
            first, last = self.folded.find_span(start, -minus_end)
            found.append(Annotation(first, last, self.text[first:last], self.get_cards(group), is_nested))
        return found

    def merge(self) -> None:
        """Make one of places that are the same: both parts of an index have terms there."""
        merged: list[_Span] = []
        for (start, minus_end), same in groupby(self.spans, key=_START_AND_END):
            groups = [group for *_, group in same]
            if len(groups) > 1:
                cards = chain.from_iterable(map(self.get_cards, groups))
                groups = [self._give(tuple(sorted(cards, key=_rank)))]
            merged.append((start, minus_end, groups[0]))
        self.spans = merged

    def keep_capitals(self) -> None:
        """Leave out the terms that are case-sensitive where other capitals stand."""
        cased, kept = self.memory.cased, list[_Span]()
        for span in self.spans:
            start, minus_end, group = span
            if group >= 0 and group not in cased:
                kept.append(span)
                continue
            first, last = self.folded.find_span(start, -minus_end)
            form, cards = self.text[first:last], self.get_cards(group)
            fitting = [card for card in cards if not card.is_case_sensitive or keeps_capitals(form, card.text)]
            if fitting:
                kept.append((start, minus_end, self._give(tuple(fitting))))
        self.spans = kept

    def _give(self, cards: _Cards) -> int:
        group = -1 - len(self.own)
        self.own[group] = cards
        return group


class _Index:
    """What finds the terms of one language and its regions."""

    def __init__(self, store: Store, language: str) -> None:
        self._store = store
        self._folder = TextFolder(language)
        self._live = LiveIndex(store, TermAutomaton, language)
        self._memories: dict[_Scope, _Memory] = {}

    def age(self) -> float | None:
        """Return for how many seconds nobody has compared the index with the store."""
        return self._live.age()

    def find(self, text: str, scope: _Scope) -> _Places:
        """Return the places in a text where wanted terms stand."""
        folded = self._folder.fold(text)
        memory = self._remember(scope)
        spans: list[_Span] = []
        for part, base in zip(memory.snapshot.parts, memory.bases, strict=True):
            matches = part.find(folded.text)
            new = {entry for entry, *_ in matches if base + entry not in memory.cards}
            if new and not self._learn(new, part, base, memory, scope):
                return self.find(text, scope)
            cards = memory.cards
            spans += [(start, 2 - end, base + entry) for entry, start, end in matches if cards[base + entry]]
        spans.sort()
        places = _Places(text, folded, spans, memory)
        if len(memory.bases) > 1:
            places.merge()
        if memory.cased:
            places.keep_capitals()
        return places

    def _remember(self, scope: _Scope) -> _Memory:
        """Return what is known of the terms of the index as it is now."""
        snapshot, memory = self._live.get(), self._memories.get(scope)
        if memory is None or memory.snapshot != snapshot or len(memory.cards) > _REMEMBERED:
            if len(self._memories) >= _SCOPES:
                self._memories = {}
            self._memories[scope] = memory = _Memory.make(snapshot)
        return memory

    def _learn(self, entries: Iterable[int], part: TermAutomaton, base: int, memory: _Memory, scope: _Scope) -> bool:
        """Learn the terms of entries, without those that are gone; False where all are, as a new glossary came."""
        generation = memory.snapshot.generation
        numbers = {entry: list(part.find_terms(entry)) for entry in entries}
        cards = self._store.find_term_cards(set(chain.from_iterable(numbers.values())), generation)
        if not cards and self._live.get().generation != generation:
            return False
        for entry, terms in numbers.items():
            found = (cards[number] for number in terms if number in cards)
            memory.put(base + entry, filter(scope.includes, found))
        return True


def keeps_capitals(form: str, term: str) -> bool:
    """Whether a form of a term has the term's own capitals: words are compared as far as their letters are the same.

    >>> keeps_capitals("it", "IT"), keeps_capitals("Arm", "arm"), keeps_capitals("Łodzi", "Łódź")
    (False, False, True)
    >>> keeps_capitals("NATO-wski", "NATO"), keeps_capitals("Nato", "NATO")
    (True, False)
    """
    words = (unicodedata.normalize("NFC", text).split() for text in (form, term))
    for found, own in zip(*words, strict=False):
        pairs = zip(found, own, strict=False)
        common = sum(1 for _ in takewhile(lambda pair: pair[0].casefold() == pair[1].casefold(), pairs))
        if not common and found[:1].isupper() != own[:1].isupper():
            return False
        ending = found[common:]
        if found[:common] != own[:common] or (ending != ending.lower() and not own.isupper()):
            return False
    return True


def _rank(card: TermCard) -> tuple[int, int, int, int]:
    return STANDING_ORDER[card.status], -card.frequency, card.rank, card.number


def _choose(spans: Iterable[_Span]) -> list[_Span]:
    """Return the places that are taken, of those in order: none overlaps with another."""
    chosen: list[_Span] = []
    group: list[_Span] = []
    reach = 0
    for span in spans:
        if span[0] >= reach:
            chosen += group if len(group) == 1 else _choose_longest(group)
            group = []
        group.append(span)
        reach = max(reach, -span[1])
    return chosen + _choose_longest(group)


def _choose_longest(group: Iterable[_Span]) -> list[_Span]:
    """Return the longest places of a group in which each overlaps with another."""
    taken: list[_Span] = []
    for span in sorted(group, key=lambda span: (span[0] + span[1], span[0])):
        at = bisect_right(taken, span[0], key=itemgetter(0))
        if (not at or -taken[at - 1][1] <= span[0]) and (at == len(taken) or taken[at][0] >= -span[1]):
            taken.insert(at, span)
    return taken


def _find_nested(spans: Iterable[_Span], chosen: Sequence[_Span]) -> Iterator[_Span]:
    """Yield the places that lie within one that was taken; both come in order."""
    at = 0
    for span in spans:
        while at < len(chosen) and -chosen[at][1] <= span[0]:
            at += 1
        if at < len(chosen) and chosen[at] is not span and chosen[at][0] <= span[0] and -span[1] <= -chosen[at][1]:
            yield span
