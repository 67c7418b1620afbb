"""Put a glossary beside a gold standard: which gold concepts its terms may stand for, which of its pairs are right."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from align.gold import Gold, TermKey, find_key
from glossary.model import AdministrativeStatus, Concept, Link


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """A term of the glossary, its folded text, and the gold concepts that it may stand for: none if unknown."""

    language: str
    text: str
    form: str
    is_preferred: bool
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class MatchedConcept:
    """A concept of the glossary in the languages of the gold standard, with the links that it was made by."""

    id: str
    terms: Mapping[str, tuple[MatchedTerm, ...]]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Two terms of one concept in two languages; right where the gold standard has them in one concept, too."""

    concept: MatchedConcept
    source: MatchedTerm
    target: MatchedTerm

    @property
    def is_right(self) -> bool:
        """Whether the gold standard confirms the pair."""
        return bool(self.source.gold & self.target.gold)

    @property
    def gold(self) -> frozenset[str]:
        """The gold concepts that either term may stand for."""
        return self.source.gold | self.target.gold

    @property
    def languages(self) -> str:
        """Both languages, as the pair is called in tables."""
        return f"{self.source.language}-{self.target.language}"


@dataclass(frozen=True, slots=True)
class Places:
    """Where in the glossary each gold concept stands: numbers of concepts, by (gold concept, language)."""

    concepts: Mapping[tuple[str, str], set[int]]
    forms: Mapping[tuple[str, str, str], set[int]]
    preferred: Mapping[tuple[str, str], set[str]]


def match_concepts(concepts: Iterable[Concept], gold: Gold) -> list[MatchedConcept]:
    """Return the concepts of a glossary with what a gold standard knows of their terms."""
    known = gold.index_terms()
    return [MatchedConcept(concept.id, _match_terms(concept, known), concept.links) for concept in concepts]


def _match_terms(concept: Concept, known: Mapping[TermKey, frozenset[str]]) -> dict[str, tuple[MatchedTerm, ...]]:
    matched: dict[str, list[MatchedTerm]] = defaultdict(list)
    for section in concept.sections:
        for term in section.terms:
            key = find_key(term.text, section.language)
            if key is not None:
                language, form = key
                is_preferred = term.status is AdministrativeStatus.PREFERRED
                found = MatchedTerm(language, term.text, form, is_preferred, known.get(key, frozenset()))
                matched[language].append(found)
    return {language: tuple(terms) for language, terms in matched.items()}


def find_places(glossary: Sequence[MatchedConcept]) -> Places:
    """Return where each gold concept stands."""
    places = Places(defaultdict(set), defaultdict(set), defaultdict(set))
    for number, concept in enumerate(glossary):
        for language, terms in concept.terms.items():
            for term in terms:
                for gold in term.gold:
                    places.concepts[gold, language].add(number)
                    places.forms[gold, language, term.form].add(number)
                    if term.is_preferred:
                        places.preferred[gold, language].add(term.form)
    return places


def judge_pairs(glossary: Iterable[MatchedConcept]) -> Iterator[JudgedPair]:
    """Yield each cross-language pair of terms of one concept with a known one; a pair that several hold, once."""
    seen = set()
    for concept in glossary:
        for a, b in combinations(sorted(concept.terms), 2):
            for one, other in product(concept.terms[a], concept.terms[b]):
                key = (a, one.form, b, other.form)
                if (one.gold or other.gold) and key not in seen:
                    seen.add(key)
                    yield JudgedPair(concept, one, other)


def find_pairs(gold: str, languages: Iterable[str], places: Places) -> Iterator[tuple[str, str, bool]]:
    """Yield each pair of languages of a gold concept, and whether one concept of the glossary has a term in both."""
    for a, b in combinations(sorted(languages), 2):
        both = places.concepts.get((gold, a), set()) & places.concepts.get((gold, b), set())
        yield a, b, bool(both)
