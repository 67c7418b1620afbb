"""Find where a glossary is not of one mind: terms that compete for a concept, and terms that serve two concepts.

What an editor would look at first stands first: variants that are used often and nearly as often as the preferred term.
A long variant that differs only because of a shorter one inside it follows from that one, and is mended with it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from glossary.differences import Comparison, Difference, compare_terms
from glossary.model import AdministrativeStatus, Concept, Context, LanguageSection, Term
from glossary.text import lookup_key, matches_language

MINOR_WEIGHT = 0.25
"""A competing term that differs in spelling, capitals or number only asks for so much of the attention."""


@dataclass(frozen=True, slots=True)
class CompetingTerm:
    """A term beside the preferred one.

    `share` is its part, from 0 to 1, in the occurrences of all terms of its section. `documents` are the ids of those
    it stands in, sorted; `places` all occurrences, as far as they are kept. `follows` is the shorter competing term
    that stands inside every occurrence and makes the same kind of difference; empty if none does.
    """

    text: str
    status: AdministrativeStatus
    comparison: Comparison
    count: int
    share: float
    documents: tuple[str, ...]
    places: tuple[Context, ...]
    follows: str = ""

    @property
    def attention(self) -> float:
        """Return how much it asks for: occurrences times share; nothing if it goes away with a shorter one."""
        weight = MINOR_WEIGHT if self.comparison.difference.is_minor else 1.0
        return 0.0 if self.follows else round(self.count * self.share * weight, 6)


@dataclass(frozen=True, slots=True)
class Competition:
    """The terms of one concept and language that compete with the preferred one, the most urgent first."""

    concept: str
    language: str
    preferred: str
    preferred_count: int
    terms: tuple[CompetingTerm, ...]

    @property
    def attention(self) -> float:
        """Return how much it asks for: the sum over its terms."""
        return round(sum(term.attention for term in self.terms), 6)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One of the concepts that a homograph stands in: its preferred term and the homograph's occurrences there."""

    concept: str
    preferred: str
    count: int


@dataclass(frozen=True, slots=True)
class Homograph:
    """One term that stands in several concepts, the one it is most used for first."""

    language: str
    text: str
    meanings: tuple[Meaning, ...]

    @property
    def attention(self) -> int:
        """Return how much it asks for: its occurrences beside those of the first concept."""
        return sum(meaning.count for meaning in self.meanings[1:])


@dataclass(frozen=True, slots=True)
class Inconsistencies:
    """All inconsistencies of a glossary, each kind by falling attention."""

    competitions: tuple[Competition, ...]
    homographs: tuple[Homograph, ...]


def find_inconsistencies(concepts: Iterable[Concept], language: str | None = None) -> Inconsistencies:
    """Return the inconsistencies of a glossary, or of one language of it. Terms that were rejected don't count.

    The order of the concepts makes no difference.
    """
    competitions: list[Competition] = []
    meanings: dict[tuple[str, str], list[tuple[Meaning, str]]] = defaultdict(list)
    for concept in concepts:
        for section in concept.sections:
            terms = [term for term in section.terms if term.status is not AdministrativeStatus.REJECTED]
            if not terms or (language is not None and not matches_language(section.language, language)):
                continue
            kept = LanguageSection(section.language, tuple(terms))
            if len(terms) > 1:
                competitions.append(_compare(concept.id, kept))
            for term in terms:
                key = (section.language, lookup_key(term.text, section.language))
                meanings[key].append((Meaning(concept.id, kept.preferred.text, term.frequency), term.text))
    return Inconsistencies(tuple(_sort(_find_followers(competitions))), _find_homographs(meanings))


# -- competing terms ---------------------------------------------------------------------------------------------------


def _compare(concept: str, section: LanguageSection) -> Competition:
    preferred = section.preferred
    total = sum(term.frequency for term in section.terms)
    terms = tuple(
        _describe(term, preferred, section.language, total) for term in section.terms if term is not preferred
    )
    return Competition(concept, section.language, preferred.text, preferred.frequency, terms)


def _describe(term: Term, preferred: Term, language: str, total: int) -> CompetingTerm:
    return CompetingTerm(
        text=term.text,
        status=term.status,
        comparison=compare_terms(preferred.text, term.text, language, [form.text for form in preferred.forms]),
        count=term.frequency,
        share=term.frequency / total if total else 0.0,
        documents=tuple(sorted({context.document for context in term.contexts})),
        places=tuple(sorted(term.contexts, key=lambda x: (x.document, x.start, x.end))),
    )


def _sort(competitions: Iterable[Competition]) -> list[Competition]:
    sorted_terms = [
        replace(each, terms=tuple(sorted(each.terms, key=lambda t: (-t.attention, -t.count, t.text))))
        for each in competitions
    ]
    return sorted(sorted_terms, key=lambda c: (-c.attention, -c.preferred_count, c.language, c.preferred, c.concept))


# -- what follows from what --------------------------------------------------------------------------------------------

_Place = tuple[int, int, str]  # start, end, text


def _find_followers(competitions: Sequence[Competition]) -> list[Competition]:
    """Return the competitions with `follows` set where each occurrence of a term holds one of a shorter such term."""
    index: dict[tuple[str, Difference], list[_Place]] = defaultdict(list)
    for each in competitions:
        for term in each.terms:
            for place in term.places:
                index[place.document, term.comparison.difference].append((place.start, place.end, term.text))
    for places in index.values():
        places.sort()
    return [
        replace(each, terms=tuple(replace(term, follows=_find_reason(term, index)) for term in each.terms))
        for each in competitions
    ]


def _find_reason(term: CompetingTerm, index: Mapping[tuple[str, Difference], Sequence[_Place]]) -> str:
    """Return the shortest competing term that stands inside all occurrences of a term; empty if there is none."""
    common: set[str] | None = None
    for place in term.places:
        places = index[place.document, term.comparison.difference]
        inside = set()
        for start, end, text in places[bisect_left(places, (place.start,)) :]:
            if start >= place.end:
                break
            if end <= place.end and (start, end) != (place.start, place.end):
                inside.add(text)
        common = inside if common is None else common & inside
    return min(common or (), key=lambda text: (len(text), text), default="")


# -- homographs --------------------------------------------------------------------------------------------------------


def _find_homographs(meanings: Mapping[tuple[str, str], Sequence[tuple[Meaning, str]]]) -> tuple[Homograph, ...]:
    found = []
    for (language, _), uses in meanings.items():
        by_concept: dict[str, Meaning] = {}
        for meaning, _ in uses:
            count = meaning.count + (by_concept[meaning.concept].count if meaning.concept in by_concept else 0)
            by_concept[meaning.concept] = replace(meaning, count=count)
        if len(by_concept) > 1:
            ordered = sorted(by_concept.values(), key=lambda m: (-m.count, m.concept))
            text = min(uses, key=lambda use: (-use[0].count, use[1]))[1]
            found.append(Homograph(language, text, tuple(ordered)))
    return tuple(sorted(found, key=lambda h: (-h.attention, h.language, h.text)))
