"""List where a glossary and a gold standard disagree: wrong alignments, and missing ones with the reason why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product

from align.gold import Gold, GoldConcept, TermKey, find_key
from align.matches import JudgedPair, MatchedConcept, MatchedTerm, Places, find_pairs, find_places, judge_pairs
from glossary.model import Link

_LinkTable = Mapping[frozenset[TermKey], Link]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the gold standard has in place of a wrong pair: for one known term, its equivalents in the other language.

    No `equivalents` mean that the texts have none.
    """

    term: MatchedTerm
    gold: str
    language: str
    equivalents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongAlignment:
    """Terms of two languages in one concept of the glossary, no two of which the gold standard has in one.

    `link` is the best one between these terms; where there is none, as between variants, the best one between both
    languages in the concept, and `is_direct` is false; None where only a third language brought them together.
    `pairs` counts the wrong pairs of terms.
    """

    concept: str
    source: tuple[MatchedTerm, ...]
    target: tuple[MatchedTerm, ...]
    pairs: int
    link: Link | None
    is_direct: bool
    expected: tuple[Expectation, ...]


class MissReason(Enum):
    """Why a gold concept is not aligned in two languages, as far as the glossary tells."""

    NOT_EXTRACTED = "term not extracted"
    LINK_NOT_TAKEN = "link not taken"
    APART = "in different concepts"


@dataclass(frozen=True, slots=True)
class Miss:
    """A pair of languages in which a gold concept is not aligned; `link` is the best one between its terms, if any.

    `missing` are those of the two languages in which no term of it is in the glossary.
    """

    source: str
    target: str
    reason: MissReason
    missing: tuple[str, ...]
    link: Link | None


@dataclass(frozen=True, slots=True)
class Place:
    """A concept of the glossary in which a gold concept stands, and which of the others' terms stand there with it."""

    concept: str
    terms: tuple[MatchedTerm, ...]
    companions: tuple[MatchedTerm, ...]


@dataclass(frozen=True, slots=True)
class MissedConcept:
    """A gold concept that is not aligned in all of its languages, and where in the glossary it stands in each."""

    gold: GoldConcept
    misses: tuple[Miss, ...]
    places: tuple[tuple[str, tuple[Place, ...]], ...]


@dataclass(frozen=True, slots=True)
class Disagreements:
    """What is wrong, the best score first, and what is missing, the concepts that matter most first.

    Wrong alignments without a link of their own come last.
    """

    wrong: tuple[WrongAlignment, ...]
    missed: tuple[MissedConcept, ...]

    def count_reasons(self) -> dict[MissReason, int]:
        """Return how many pairs of languages were missed for each reason."""
        reasons = [miss.reason for concept in self.missed for miss in concept.misses]
        return {reason: reasons.count(reason) for reason in MissReason}


def find_disagreements(glossary: Sequence[MatchedConcept], gold: Gold) -> Disagreements:
    """Return every disagreement of a glossary with a gold standard, in a stable order."""
    links = _index_links(link for concept in glossary for link in concept.links)
    by_id = {concept.id: concept for concept in gold.concepts}
    pairs: dict[tuple[str, str], list[JudgedPair]] = defaultdict(list)
    for pair in judge_pairs(glossary):
        if not pair.is_right:
            pairs[pair.concept.id, pair.languages].append(pair)
    wrong = [_describe_wrong(found, links, by_id) for found in pairs.values()]
    places = find_places(glossary)
    missed = [_describe_missed(concept, glossary, places, links) for concept in gold.aligned]
    return Disagreements(
        tuple(sorted(wrong, key=_rank_wrong)),
        tuple(sorted((concept for concept in missed if concept.misses), key=_rank_missed)),
    )


def _index_links(links: Iterable[Link]) -> dict[frozenset[TermKey], Link]:
    """Return the best link between each two terms of two languages."""
    found: dict[frozenset[TermKey], Link] = {}
    for link in links:
        source = find_key(link.source_term, link.source_language)
        target = find_key(link.target_term, link.target_language)
        if source is not None and target is not None and source[0] != target[0]:
            key = frozenset((source, target))
            if key not in found or link.score > found[key].score:
                found[key] = link
    return found


def _find_best(links: _LinkTable, source: Iterable[TermKey], target: Iterable[TermKey]) -> Link | None:
    """Return the best link between terms of one language and terms of another."""
    found = [links[key] for key in map(frozenset, product(source, target)) if key in links]
    return max(found, key=lambda link: (link.score, link.source_term, link.target_term), default=None)


# -- wrong alignments --------------------------------------------------------------------------------------------------


def _describe_wrong(pairs: Sequence[JudgedPair], links: _LinkTable, by_id: Mapping[str, GoldConcept]) -> WrongAlignment:
    """Return the wrong pairs of one concept and two languages as one disagreement."""
    concept = pairs[0].concept
    source = tuple(dict.fromkeys(pair.source for pair in pairs))
    target = tuple(dict.fromkeys(pair.target for pair in pairs))
    direct = [_find_best(links, [_key(pair.source)], [_key(pair.target)]) for pair in pairs]
    link = max((link for link in direct if link is not None), key=lambda link: link.score, default=None)
    is_direct = link is not None
    if link is None:
        languages = source[0].language, target[0].language
        link = _find_best(links, *(map(_key, concept.terms[language]) for language in languages))
    expected = [
        Expectation(term, gold, language, tuple(found.text for found in by_id[gold].terms.get(language, ())))
        for terms, language in ((source, target[0].language), (target, source[0].language))
        for term in terms
        for gold in sorted(term.gold)
    ]
    return WrongAlignment(concept.id, source, target, len(pairs), link, is_direct, tuple(expected))


def _key(term: MatchedTerm) -> TermKey:
    return term.language, term.form


def _rank_wrong(found: WrongAlignment) -> tuple[bool, float, str, str, str]:
    # The score of a link between other terms says little of these, however high it is.
    score = found.link.score if found.link else -1.0
    return not found.is_direct, -score, found.concept, found.source[0].language, found.target[0].language


# -- missed alignments -------------------------------------------------------------------------------------------------


def _describe_missed(
    gold: GoldConcept, glossary: Sequence[MatchedConcept], places: Places, links: _LinkTable
) -> MissedConcept:
    misses = [
        _describe_miss(gold, a, b, places, links)
        for a, b, is_found in find_pairs(gold.id, gold.terms, places)
        if not is_found
    ]
    standing = {
        language: tuple(
            _describe_place(glossary[number], gold.id, language)
            for number in sorted(places.concepts.get((gold.id, language), ()))
        )
        for language in sorted(gold.terms)
    }
    return MissedConcept(gold, tuple(misses), tuple(standing.items()))


def _describe_miss(gold: GoldConcept, source: str, target: str, places: Places, links: _LinkTable) -> Miss:
    missing = tuple(language for language in (source, target) if (gold.id, language) not in places.concepts)
    link = _find_best(
        links, *([(language, f) for t in gold.terms[language] for f in t.forms] for language in (source, target))
    )
    reason = MissReason.APART if link is None else MissReason.LINK_NOT_TAKEN
    return Miss(source, target, MissReason.NOT_EXTRACTED if missing else reason, missing, link)


def _describe_place(concept: MatchedConcept, gold: str, language: str) -> Place:
    own = tuple(term for term in concept.terms[language] if gold in term.gold)
    # Of the other languages the preferred term will do: it tells what took the place of the equivalent.
    others = (
        next((term for term in terms if term.is_preferred), terms[0])
        for tag, terms in sorted(concept.terms.items())
        if tag != language
    )
    return Place(concept.id, own, tuple(others))


def _rank_missed(found: MissedConcept) -> tuple[bool, int, int, str]:
    return not found.gold.is_core, -len(found.misses), -found.gold.count, found.gold.id
