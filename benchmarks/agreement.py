"""Hold generated forms of terms against the morphological analysers, by other code than that which makes them.

Words are compared one by one with those of the citation form. A word that was changed must be a form of the same lemma,
and all that were must agree in case and number; a genitive may keep a case and number of its own. For Arabic, of which
there is no free analyser, the rules of writing are checked: the order of clitics, and what goes along with an article.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Any, Final, NamedTuple

from align.languages.polish_dictionary import analyze

_CACHE: Final = 100_000
_WORD: Final = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_GENITIVES: Final = frozenset({"gen", "gent"})
_JOINING: Final = frozenset("i oraz lub и или либо και ή ο η το οι τα του της των τον την τους τις".split())
_LINKS: Final = frozenset("في على من عن إلى مع حول بين ضد بشأن خارج داخل عبر".split())


class Reading(NamedTuple):
    """One reading of a word form."""

    lemma: str
    case: str
    number: str


def find_fault(language: str, citation: str, form: str) -> str | None:
    """Return what is wrong with a form of a term, or None if the analyser of its language accepts it."""
    if language == "ar":
        return _find_arabic_fault(citation, form)
    before, after = _WORD.findall(citation.lower()), _WORD.findall(form.lower())
    if len(before) != len(after):
        # "Rivers and lakes" are "rivers, lakes", too, and each may have its article.
        before, after = ([word for word in words if word not in _JOINING] for words in (before, after))
    if len(before) != len(after):
        return f"{len(after)} words for {len(before)}"
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    if language == "el":
        return next((f"{word!r} is no word" for _, word in changed if not _is_greek(word)), None)
    return _find_disagreement(_ANALYSERS[language], changed, is_list=not _JOINING.isdisjoint(_WORD.findall(citation)))


def _find_disagreement(
    analyse: Callable[[str], frozenset[Reading]], changed: Sequence[tuple[str, str]], *, is_list: bool
) -> str | None:
    """Return the first word that isn't a form of what it was, or that no case and number is common to."""
    common: set[tuple[str, str]] | None = None
    for one, other in changed:
        lemmas = {reading.lemma for reading in analyse(one)}
        readings = {reading for reading in analyse(other) if reading.lemma in lemmas}
        if not readings:
            return f"{other!r} is no form of {one!r}"
        cells = {(reading.case, "" if is_list else reading.number) for reading in readings}
        joined = cells if common is None else common & cells
        if not joined and not any(reading.case in _GENITIVES for reading in readings):
            return f"{other!r} doesn't agree"
        common = joined or common
    return None


@lru_cache(_CACHE)
def _analyse_polish(form: str) -> frozenset[Reading]:
    found = {analysis for spelling in (form, form.capitalize()) for analysis in analyze(spelling)}
    return frozenset(
        Reading(analysis.lemma.lower(), case, number)
        for analysis in found
        for number, case in product(*(values.split(".") for values in (*analysis.tag, "", "")[1:3]))
    )


@lru_cache(_CACHE)
def _analyse_russian(form: str) -> frozenset[Reading]:
    return frozenset(
        Reading(_fold(parse.normal_form), _merge_case(str(parse.tag.case)), str(parse.tag.number))
        for parse in _pymorphy().parse(form)
    )


def _merge_case(case: str) -> str:
    return {"gen1": "gent", "gen2": "gent", "loc1": "loct", "loc2": "loct", "acc2": "accs"}.get(case, case)


def _fold(text: str) -> str:
    return text.replace("ё", "е")


def _is_greek(form: str) -> bool:
    return form in _greek_forms() or form.rpartition("-")[2] in _greek_forms() or form[:1].isdigit()


_ANALYSERS: Final[Mapping[str, Callable[[str], frozenset[Reading]]]] = {"pl": _analyse_polish, "ru": _analyse_russian}


@cache
def _pymorphy() -> Any:
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415 - maps its dictionary

    return MorphAnalyzer()


@cache
def _greek_forms() -> frozenset[str]:
    from modern_greek_inflexion import resources  # noqa: PLC0415 - unpickles 29 MB

    return frozenset(resources.greek_corpus)


# -- Arabic ------------------------------------------------------------------------------------------------------------


def _find_arabic_fault(citation: str, form: str) -> str | None:
    """Return which rule of writing a form breaks.

    After ل the article loses its alif, before another lam its lam; no word has two articles. Of the words after the
    first, all that have an article, or lack one, in the citation form change that together.
    """
    before, after = citation.split(), form.split()
    if len(before) != len(after):
        return f"{len(after)} words for {len(before)}"
    if re.match("[وف]?لال[^ا]", after[0]) and not before[0].startswith(after[0][:4]):
        return f"{after[0]!r} has an article that ل leaves whole"
    twice = next((word for word in after if re.match("[وفبك]{0,2}الال", word)), None)
    if twice is not None and "الال" not in citation:
        return f"{twice!r} has two articles"
    flags = [(_has_article(one), _has_article(other)) for one, other in zip(before[1:], after[1:], strict=True)]
    for is_definite in (False, True):
        ends = {other for one, other in flags if one is is_definite}
        if len(ends) > 1 and not _has_link(before):
            return "some words have changed their article, others not"
    return None


def _has_link(words: Iterable[str]) -> bool:
    """Whether a preposition stands in a term; what comes after it keeps its article."""
    return any(word in _LINKS or (word.startswith(("ل", "ب")) and len(word) > 3) for word in words)


def _has_article(word: str) -> bool:
    return word.removeprefix("و").startswith("ال")
