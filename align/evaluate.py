"""Measure a glossary against a gold standard: concepts that people have aligned by hand.

The figures are those of the published scorer of the gold standard, so that both can be compared. Every one lies in
0..1 and higher is better; each is a mean over the gold standard, or over what the glossary claims about it.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Any

from glossary.errors import InputError
from glossary.model import AdministrativeStatus, Concept

GOLD_LANGUAGES = ("pl", "ru", "ar", "el")

_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_ALEFS = re.compile("[أإآٱ]")
_QUOTES = re.compile(r"[«»„”“\"'’()\[\]]")


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision and recall of a part of the alignments."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


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


@dataclass(frozen=True, slots=True)
class GoldTerm:
    """One gold variant: the folded forms that count as it, and those of its citation form alone."""

    forms: frozenset[str]
    citation_forms: frozenset[str]
    is_preferred: bool
    count: int


@dataclass(frozen=True, slots=True)
class GoldConcept:
    """One gold concept with its variants in each language that attests it."""

    id: str
    kind: str
    is_core: bool
    terms: Mapping[str, tuple[GoldTerm, ...]]


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold standard: concepts attested in several languages, and those of one language."""

    aligned: tuple[GoldConcept, ...]
    single: tuple[GoldConcept, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of the glossary: its folded text, and the gold concepts that it may stand for."""

    form: str
    is_preferred: bool
    gold: frozenset[str]


def evaluate(concepts: Iterable[Concept], gold: Path) -> Figures:
    """Return how well a glossary matches the gold standard in a JSON file.

    Raises InputError for a file that can't be read or is no gold standard.
    """
    standard = read_gold(gold)
    known = _index(standard)
    glossary = [_match(concept, known) for concept in concepts]
    places = _find_places(glossary)
    judged = list(_judge_pairs(glossary))
    precision = _share(good for *_, good in judged)
    whole = _measure(standard, places, precision, is_core_only=False)
    core = _measure(standard, places, precision, is_core_only=True)
    terms = [term for concept in glossary for section in concept.values() for term in section]
    return Figures(
        align_precision=precision,
        judged_pairs=len(judged),
        **whole,
        **{f"core_{name}": value for name, value in core.items()},
        terms_in_glossary=len(terms),
        known_term_share=_share(bool(term.gold) for term in terms),
        concepts_in_glossary=len(glossary),
        by_pair=_measure_pairs(standard, places, judged),
        by_kind=_measure_kinds(standard, places, judged),
    )


def fold(text: str, language: str) -> str:
    """Return what two spellings of a term have in common: case, accents, the Arabic article and quotes are dropped.

    >>> fold("«Рабочая партия» ещё", "ru"), fold("التعبئة", "ar") == fold("تعبئة", "ar")
    ('рабочая партия еще', True)
    """
    text = unicodedata.normalize("NFC", text).casefold().replace("ё", "е")
    text = _QUOTES.sub(" ", text)
    if language == "ar":
        text = _ALEFS.sub("ا", _ARABIC_MARKS.sub("", text)).replace("ى", "ي")
        return " ".join(_fold_arabic_word(word) for word in text.split())
    if language == "el":
        letters = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
        text = "".join(letters).replace("ς", "σ")
    return " ".join(text.split())


def _fold_arabic_word(word: str) -> str:
    if len(word) > 4 and word.startswith("ال"):
        return word[2:]
    return "ل" + word[2:] if len(word) > 4 and word.startswith("لل") else word


# -- the gold standard ---------------------------------------------------------------------------------------------


def read_gold(path: Path) -> Gold:
    """Return the gold standard in a JSON file; raises InputError for a file that holds none."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check the name and the permissions") from error
    except ValueError as error:
        raise InputError(f"{path}: no JSON: {error}; name a gold standard such as dev.json") from error
    parts = [data.get(part) if isinstance(data, dict) else None for part in ("concepts", "single")]
    aligned, single = (_read_concepts(path, part) for part in parts)
    seen = set()
    for concept in (*aligned, *single):
        if concept.id in seen:
            raise InputError(f"{path}: concept {concept.id!r} stands there twice; remove one of them")
        seen.add(concept.id)
    return Gold(tuple(aligned), tuple(single))


def _read_concepts(path: Path, items: object) -> list[GoldConcept]:
    if not isinstance(items, list):
        raise InputError(f"{path}: no gold standard; it must be an object with the lists 'concepts' and 'single'")
    return [_read_concept(path, item) for item in items]


def _read_concept(path: Path, item: Any) -> GoldConcept:
    where = f"{path}: concept {item.get('id') if isinstance(item, dict) else item!r}"
    try:
        terms = {
            language: tuple(_read_term(term, language) for term in item["terms"][language])
            for language in GOLD_LANGUAGES
            if item["terms"].get(language)
        }
        is_core = int(item["importance"]) <= 2 and not item.get("generic")
        return GoldConcept(str(item["id"]), str(item.get("kind", "term")), is_core, terms)
    except KeyError as error:
        raise InputError(f"{where} has no {error.args[0]!r}; add it") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise InputError(f"{where} is malformed ({error}); compare it with its neighbours") from error


def _read_term(item: Mapping[str, Any], language: str) -> GoldTerm:
    citation_forms = {fold(text, language) for key in ("lemma", "lemma_alt") for text in _as_list(item, key)}
    surfaces = {fold(text, language) for key in ("surface", "surface_bare") for text in _as_list(item, key)}
    if not isinstance(item["lemma"], str):
        raise TypeError(f"lemma is {item['lemma']!r}")
    return GoldTerm(
        frozenset(citation_forms | surfaces),
        frozenset(citation_forms),
        item["status"] == "preferred",
        int(item["count"]),
    )


def _as_list(item: Mapping[str, Any], key: str) -> list[str]:
    value = item.get(key) or []
    return [value] if isinstance(value, str) else list(value)


# -- the glossary --------------------------------------------------------------------------------------------------


def _index(gold: Gold) -> dict[tuple[str, str], set[str]]:
    """Return the gold concepts of each language and folded form."""
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for concept in (*gold.aligned, *gold.single):
        for language, terms in concept.terms.items():
            for term in terms:
                for form in term.forms:
                    known[language, form].add(concept.id)
    return known


def _match(concept: Concept, known: Mapping[tuple[str, str], set[str]]) -> dict[str, list[_Term]]:
    """Return the terms of a concept by language, with the gold concepts that each may stand for."""
    matched: dict[str, list[_Term]] = {}
    for section in concept.sections:
        language = section.language.split("-", maxsplit=1)[0].lower()
        if language not in GOLD_LANGUAGES:
            continue
        for term in section.terms:
            text = term.text.strip()
            if text:
                form = fold(text, language)
                is_preferred = term.status is AdministrativeStatus.PREFERRED
                gold = frozenset(known.get((language, form), ()))
                matched.setdefault(language, []).append(_Term(form, is_preferred, gold))
    return matched


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in the glossary each gold concept stands, by (gold concept, language)."""

    concepts: Mapping[tuple[str, str], set[int]]
    forms: Mapping[tuple[str, str, str], set[int]]
    preferred: Mapping[tuple[str, str], set[str]]


def _find_places(glossary: Sequence[Mapping[str, Sequence[_Term]]]) -> _Places:
    places = _Places(defaultdict(set), defaultdict(set), defaultdict(set))
    for number, concept in enumerate(glossary):
        for language, terms in concept.items():
            for term in terms:
                for gold in term.gold:
                    places.concepts[gold, language].add(number)
                    places.forms[gold, language, term.form].add(number)
                    if term.is_preferred:
                        places.preferred[gold, language].add(term.form)
    return places


def _judge_pairs(glossary: Sequence[Mapping[str, Sequence[_Term]]]) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Yield for each cross-language pair of terms with a known one: its languages, gold concepts, and if it is right.

    A pair that several concepts hold counts once.
    """
    seen = set()
    for concept in glossary:
        for a, b in combinations(sorted(concept), 2):
            for one, other in product(concept[a], concept[b]):
                key = (a, one.form, b, other.form)
                if (one.gold or other.gold) and key not in seen:
                    seen.add(key)
                    yield f"{a}-{b}", one.gold | other.gold, bool(one.gold & other.gold)


# -- the figures ---------------------------------------------------------------------------------------------------


def _measure(gold: Gold, places: _Places, precision: float, *, is_core_only: bool) -> dict[str, Any]:
    aligned = [concept for concept in gold.aligned if concept.is_core or not is_core_only]
    single = [concept for concept in gold.single if concept.is_core or not is_core_only]
    found_pairs = [found for concept in aligned for _, found in _find_pairs(concept, places)]
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


def _find_pairs(concept: GoldConcept, places: _Places) -> Iterator[tuple[str, bool]]:
    """Yield each language pair of a gold concept, and whether one concept has a term in both."""
    for a, b in combinations(sorted(concept.terms), 2):
        both = places.concepts.get((concept.id, a), set()) & places.concepts.get((concept.id, b), set())
        yield f"{a}-{b}", bool(both)


def _find_variants(concept: GoldConcept, places: _Places) -> Iterator[bool]:
    """Yield for each pair of variants of a language whether they stand in one concept."""
    for language, terms in concept.terms.items():
        numbers = [
            set().union(*(places.forms.get((concept.id, language, form), set()) for form in term.forms))
            for term in terms
        ]
        for one, other in combinations(numbers, 2):
            yield bool(one & other)


def _find_preferred(concept: GoldConcept, places: _Places) -> Iterator[bool]:
    """Yield for each language found whether the preferred term is the gold's preferred or its most frequent one."""
    for language, terms in concept.terms.items():
        if (concept.id, language) in places.concepts:
            most = max(term.count for term in terms)
            wanted = {f for t in terms if t.is_preferred or t.count == most for f in t.citation_forms}
            yield bool(wanted & places.preferred.get((concept.id, language), set()))


def _measure_pairs(
    gold: Gold, places: _Places, judged: Sequence[tuple[str, frozenset[str], bool]]
) -> dict[str, Quality]:
    """Return the quality of each language pair."""
    found = [outcome for concept in gold.aligned for outcome in _find_pairs(concept, places)]
    return {
        pair: Quality(
            _share(good for languages, _, good in judged if languages == pair),
            _share(hit for languages, hit in found if languages == pair),
        )
        for pair in ("-".join(pair) for pair in combinations(sorted(GOLD_LANGUAGES), 2))
    }


def _measure_kinds(
    gold: Gold, places: _Places, judged: Sequence[tuple[str, frozenset[str], bool]]
) -> dict[str, Quality]:
    """Return the quality of each kind of gold concept; a pair of two kinds counts for both."""
    kinds = {concept.id: concept.kind for concept in (*gold.aligned, *gold.single)}
    judged_kinds = [({kinds[known] for known in ids}, good) for _, ids, good in judged]
    return {
        kind: Quality(
            _share(good for of, good in judged_kinds if kind in of),
            _share(hit for concept in gold.aligned if concept.kind == kind for _, hit in _find_pairs(concept, places)),
        )
        for kind in sorted(set(kinds.values()))
    }


def _share(outcomes: Iterable[bool]) -> float:
    """Return how many of the outcomes are true, from 0 to 1; 0 without any."""
    results = list(outcomes)
    return sum(results) / len(results) if results else 0.0
