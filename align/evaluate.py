"""Measure a glossary against a gold standard: concepts that people have aligned by hand.

The figures are those of the published scorer of the gold standard, so that both can be compared. Every one lies in
0..1 and higher is better; each is a mean over the gold standard, or over what the glossary claims about it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from align.gold import GOLD_LANGUAGES, Gold, GoldConcept
from align.matches import JudgedPair, MatchedConcept, Places, find_pairs, find_places, judge_pairs, match_concepts
from glossary.model import Concept


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision and recall of a part of the alignments, and how many pairs each was measured on; 0 without any."""

    precision: float
    recall: float
    judged_pairs: int = 0
    pairs: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_dict(self) -> dict[str, float | int]:
        """Return the figures under the names that the published scorer would give them."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "judged_pairs": self.judged_pairs,
            "pairs": self.pairs,
        }


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured. The fields of `core_` are about concepts of importance 1 and 2 that are not generic.

    align_precision: of all cross-language term pairs inside one concept with a known term, the share that is right.
    align_recall: of all gold (concept, language pair), the share for which one concept has a term in both.
    extract_recall: of all gold (concept, language), the share with a term in the glossary.
    variant_recall: of all pairs of gold variants of one concept and language, the share that stand in one concept.
    preferred_acc: of the gold (concept, language) found, the share whose preferred term is the gold's.
    known_term_share: of all terms, the share that the gold standard knows.
    """

    align_precision: float
    judged_pairs: int
    align_recall: float
    align_f1: float
    extract_recall: float
    variant_recall: float
    preferred_acc: float
    pairs: int
    core_align_recall: float
    core_align_f1: float
    core_extract_recall: float
    core_variant_recall: float
    core_preferred_acc: float
    core_pairs: int
    terms_in_glossary: int
    known_term_share: float
    concepts_in_glossary: int
    by_pair: Mapping[str, Quality]
    by_kind: Mapping[str, Quality]

    def as_dict(self) -> dict[str, float | int]:
        """Return the figures of the published scorer under its names."""
        names = (name for name in self.__slots__ if not name.startswith("by_"))
        return {name: getattr(self, name) for name in names}

    def parts_as_dict(self) -> dict[str, dict[str, dict[str, float | int]]]:
        """Return the qualities of the parts that the published scorer doesn't tell of: `by_pair` and `by_kind`."""
        parts = {"by_pair": self.by_pair, "by_kind": self.by_kind}
        return {name: {key: quality.as_dict() for key, quality in part.items()} for name, part in parts.items()}


def evaluate(concepts: Iterable[Concept], gold: Gold) -> Figures:
    """Return how well a glossary matches a gold standard."""
    return measure(match_concepts(concepts, gold), gold)


def measure(glossary: Sequence[MatchedConcept], gold: Gold) -> Figures:
    """Return how well a glossary that was put beside a gold standard matches it."""
    places = find_places(glossary)
    judged = list(judge_pairs(glossary))
    precision = _share(pair.is_right for pair in judged)
    whole = _measure(gold, places, precision, is_core_only=False)
    core = _measure(gold, places, precision, is_core_only=True)
    terms = [term for concept in glossary for section in concept.terms.values() for term in section]
    return Figures(
        align_precision=precision,
        judged_pairs=len(judged),
        **whole,
        **{f"core_{name}": value for name, value in core.items()},
        terms_in_glossary=len(terms),
        known_term_share=_share(bool(term.gold) for term in terms),
        concepts_in_glossary=len(glossary),
        by_pair=_measure_pairs(gold, places, judged),
        by_kind=_measure_kinds(gold, places, judged),
    )


# -- the figures ---------------------------------------------------------------------------------------------------


def _measure(gold: Gold, places: Places, precision: float, *, is_core_only: bool) -> dict[str, Any]:
    aligned = [concept for concept in gold.aligned if concept.is_core or not is_core_only]
    single = [concept for concept in gold.single if concept.is_core or not is_core_only]
    found_pairs = [found for concept in aligned for *_, found in find_pairs(concept.id, concept.terms, places)]
    extracted = [(c.id, language) in places.concepts for c in (*aligned, *single) for language in c.terms]
    alignment = Quality(precision, _share(found_pairs))
    return {
        "align_recall": alignment.recall,
        "align_f1": alignment.f1,
        "extract_recall": _share(extracted),
        "variant_recall": _share(found for concept in aligned for found in _find_variants(concept, places)),
        "preferred_acc": _share(right for concept in aligned for right in _find_preferred(concept, places)),
        "pairs": len(found_pairs),
    }


def _find_variants(concept: GoldConcept, places: Places) -> Iterator[bool]:
    """Yield for each pair of variants of a language whether they stand in one concept."""
    for language, terms in concept.terms.items():
        numbers = [
            set().union(*(places.forms.get((concept.id, language, form), set()) for form in term.forms))
            for term in terms
        ]
        for one, other in combinations(numbers, 2):
            yield bool(one & other)


def _find_preferred(concept: GoldConcept, places: Places) -> Iterator[bool]:
    """Yield for each language found whether the preferred term is the gold's preferred or its most frequent one."""
    for language, terms in concept.terms.items():
        if (concept.id, language) in places.concepts:
            most = max(term.count for term in terms)
            wanted = {f for t in terms if t.is_preferred or t.count == most for f in t.citation_forms}
            yield bool(wanted & places.preferred.get((concept.id, language), set()))


def _measure_pairs(gold: Gold, places: Places, judged: Sequence[JudgedPair]) -> dict[str, Quality]:
    """Return the quality of each language pair."""
    found = [hit for concept in gold.aligned for hit in find_pairs(concept.id, concept.terms, places)]
    return {
        f"{a}-{b}": _measure_quality(
            [pair.is_right for pair in judged if pair.languages == f"{a}-{b}"],
            [hit for one, other, hit in found if (one, other) == (a, b)],
        )
        for a, b in combinations(sorted(GOLD_LANGUAGES), 2)
    }


def _measure_kinds(gold: Gold, places: Places, judged: Sequence[JudgedPair]) -> dict[str, Quality]:
    """Return the quality of each kind of gold concept; a pair of two kinds counts for both."""
    kinds = {concept.id: concept.kind for concept in gold.concepts}
    judged_kinds = [({kinds[known] for known in pair.gold}, pair.is_right) for pair in judged]
    found = [
        (concept.kind, hit) for concept in gold.aligned for *_, hit in find_pairs(concept.id, concept.terms, places)
    ]
    return {
        kind: _measure_quality(
            [good for of, good in judged_kinds if kind in of], [hit for of, hit in found if of == kind]
        )
        for kind in sorted(set(kinds.values()))
    }


def _measure_quality(judged: Sequence[bool], found: Sequence[bool]) -> Quality:
    return Quality(_share(judged), _share(found), len(judged), len(found))


def _share(outcomes: Iterable[bool]) -> float:
    """Return how many of the outcomes are true, from 0 to 1; 0 without any."""
    results = list(outcomes)
    return sum(results) / len(results) if results else 0.0
