"""Read a gold standard: concepts that people have aligned by hand, to measure a glossary by.

Two spellings are one term here exactly when they are for the published scorer of the gold standard.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from glossary.errors import InputError

GOLD_LANGUAGES: Final = ("pl", "ru", "ar", "el")

_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_ALEFS = re.compile("[أإآٱ]")
_QUOTES = re.compile(r"[«»„”“\"'’()\[\]]")

TermKey = tuple[str, str]
"""A language and the folded text of a term in it."""


@dataclass(frozen=True, slots=True)
class GoldTerm:
    """One gold variant: its citation form, the folded forms that count as it, and those of its citation form alone."""

    text: str
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

    @property
    def count(self) -> int:
        """How often its terms stand in the texts, in all languages."""
        return sum(term.count for terms in self.terms.values() for term in terms)


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold standard: concepts attested in several languages, and those of one language."""

    aligned: tuple[GoldConcept, ...]
    single: tuple[GoldConcept, ...]

    @property
    def concepts(self) -> tuple[GoldConcept, ...]:
        """All concepts."""
        return (*self.aligned, *self.single)

    def index_terms(self) -> dict[TermKey, frozenset[str]]:
        """Return the ids of the concepts that each term may stand for."""
        known: dict[TermKey, set[str]] = defaultdict(set)
        for concept in self.concepts:
            for language, terms in concept.terms.items():
                for term in terms:
                    for form in term.forms:
                        known[language, form].add(concept.id)
        return {key: frozenset(ids) for key, ids in known.items()}


def find_key(text: str, language: str) -> TermKey | None:
    """Return the key of a term, or None for a blank one and for a language that gold standards don't have.

    >>> find_key("Praca", "pl-PL"), find_key("work", "en")
    (('pl', 'praca'), None)
    """
    primary = language.split("-", maxsplit=1)[0].lower()
    stripped = text.strip()
    return (primary, fold(stripped, primary)) if stripped and primary in GOLD_LANGUAGES else None


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


# -- the file ----------------------------------------------------------------------------------------------------------


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
        item["lemma"],
        frozenset(citation_forms | surfaces),
        frozenset(citation_forms),
        item["status"] == "preferred",
        int(item["count"]),
    )


def _as_list(item: Mapping[str, Any], key: str) -> list[str]:
    value = item.get(key) or []
    return [value] if isinstance(value, str) else list(value)
