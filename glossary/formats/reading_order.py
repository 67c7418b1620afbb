"""What stands where in a glossary for readers: which language leads, and the concepts under the letters of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from glossary.formats.alphabets import group_by_letter
from glossary.formats.content import LanguagePair
from glossary.model import (
    Concept,
    Context,
    GrammaticalGender,
    GrammaticalNumber,
    LanguageSection,
    PartOfSpeech,
    Term,
    TermType,
)
from glossary.text import matches_language

Entry = TypeVar("Entry")

# Nothing of a text may turn the text around it about: the embeddings, overrides and isolates of Unicode (UAX #9).
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane + end) for plane in range(0x10000, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF))
    + "]"
)

_GENDERS = {GrammaticalGender.MASCULINE: "m", GrammaticalGender.FEMININE: "f", GrammaticalGender.NEUTER: "n"}
_NUMBERS = {
    GrammaticalNumber.SINGULAR: "sg",
    GrammaticalNumber.PLURAL: "pl",
    GrammaticalNumber.DUAL: "du",
    GrammaticalNumber.MASS: "mass",
}


@dataclass(frozen=True, slots=True)
class Part(Generic[Entry]):
    """The concepts that are filed under one language: each letter with the leading terms and their entries."""

    language: str
    letters: list[tuple[str, list[tuple[str, Entry]]]]


def order_languages(counts: Mapping[str, int], pair: LanguagePair | None) -> list[str]:
    """Return languages in the order of columns: those of the pair, then by how many concepts have them.

    >>> order_languages({"ar": 3, "pl": 2, "ru": 9}, LanguagePair("pl", "ar"))
    ['pl', 'ar', 'ru']
    """

    def rank(language: str) -> tuple[int, int]:
        wanted = () if pair is None else (pair.source, pair.target)
        place = next((i for i, each in enumerate(wanted) if matches_language(language, each)), len(wanted))
        return place, -counts[language]

    return sorted(counts, key=rank)


def arrange(entries: Iterable[tuple[Mapping[str, str], Entry]], languages: Iterable[str]) -> list[Part[Entry]]:
    """Return entries under the first of the languages that each has a term in; its head maps language to term."""
    filed: dict[str, list[tuple[str, Entry]]] = {language: [] for language in languages}
    for heads, entry in entries:
        leading = next(language for language in filed if language in heads)
        filed[leading].append((heads[leading], entry))
    return [Part(language, group_by_letter(found, language)) for language, found in filed.items() if found]


def find_heads(concept: Concept) -> dict[str, str]:
    """Return the preferred term of each language that a concept has terms in."""
    heads: dict[str, str] = {}
    for section in concept.sections:
        if section.terms:
            heads.setdefault(section.language, section.preferred.text)
    return heads


def order_terms(section: LanguageSection) -> list[Term]:
    """Return the terms of a section, the preferred one first."""
    preferred = section.preferred
    return [preferred, *(term for term in section.terms if term is not preferred)]


def choose_contexts(section: LanguageSection, limit: int) -> list[Context]:
    """Return the first contexts of the terms of a section, each with another sentence."""
    distinct: dict[str, Context] = {}
    for term in order_terms(section):
        for context in term.contexts:
            if len(distinct) == limit:
                break
            distinct.setdefault(context.sentence, context)
    return list(distinct.values())


def describe_grammar(term: Term) -> str:
    """Return what is known of a term besides its status, as dictionaries abridge it.

    >>> describe_grammar(Term("gens", gender=GrammaticalGender.FEMININE, number=GrammaticalNumber.PLURAL))
    'f, pl'
    """
    facts: list[str | None] = []
    # A gender says by itself that its word is a noun.
    if term.part_of_speech is not None and (term.part_of_speech is not PartOfSpeech.NOUN or term.gender is None):
        facts.append(_in_words(term.part_of_speech))
    facts.append(None if term.gender is None else _GENDERS.get(term.gender))
    facts.append(None if term.number is None else _NUMBERS.get(term.number))
    facts.append(None if term.term_type is None else _in_words(term.term_type))
    facts.append(term.geographical_usage)
    facts.append("do not translate" if term.do_not_translate else None)
    facts.append("case-sensitive" if term.is_case_sensitive else None)
    return ", ".join(fact for fact in facts if fact)


def clean(text: str) -> str:
    r"""Return a text as it can be shown: what no page may hold is replaced, what turns text about is taken away.

    >>> clean("a\u202eb\x00")
    'ab�'
    """
    return _UNPRINTABLE.sub("\ufffd", _TURNING.sub("", text))


def _in_words(value: PartOfSpeech | TermType) -> str:
    return re.sub("[A-Z]", lambda match: f" {match[0].lower()}", value.value)
