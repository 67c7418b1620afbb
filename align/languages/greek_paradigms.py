"""Paradigms of Greek nouns and adjectives, and which of their forms are attested.

modern-greek-inflexion declines whatever it is given, verbs included, and guesses the gender. Its list of 1.2 million
word forms tells good guesses from bad ones: `Paradigm.attested` is the share of cells with a form of that list.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any

from align.languages.phrases import Agreement

_CASES = {"nom": "Nom", "gen": "Gen", "acc": "Acc", "voc": "Voc"}
_NUMBERS = {"sg": "Sing", "pl": "Plur"}
_PERSONS = ("Masc", "Fem")
_GENDERS = {"masc": "Masc", "fem": "Fem", "neut": "Neut"}
_PREFIXED = re.compile(r"(.*[-‐‑]|\d+)([^\W\d_]+)")

_GOOD_GUESS = 0.75
"""A guessed gender counts as right from this share of attested cells on."""

# Endings of ordinals written with digits: 14ο Συνέδριο.
_ORDINAL_ENDINGS = {
    "ος": ("Nom Sing Masc",),
    "ου": ("Gen Sing Masc", "Gen Sing Neut"),
    "ο": ("Acc Sing Masc", "Nom Sing Neut", "Acc Sing Neut"),
    "η": ("Nom Sing Fem", "Acc Sing Fem"),
    "ης": ("Gen Sing Fem",),
    "οι": ("Nom Plur Masc",),
    "ους": ("Acc Plur Masc",),
    "ες": ("Nom Plur Fem", "Acc Plur Fem"),
    "α": ("Nom Plur Neut", "Acc Plur Neut"),
    "ων": ("Gen Plur Masc", "Gen Plur Fem", "Gen Plur Neut"),
}
ORDINAL = re.compile(r"(\d+)(ος|ου|ον?|ην?|ης|οι|ους|ες|α|ων)")


@dataclass(frozen=True, slots=True)
class Paradigm:
    """The forms of a lemma in lower case: for each cell the usual form first. `attested` is in 0..1."""

    cells: Mapping[Agreement, tuple[str, ...]]
    attested: float

    @property
    def is_indeclinable(self) -> bool:
        """Whether all cells have one form: a loan word, or no noun at all."""
        return len(set(self.cells.values())) == 1 and len(self.cells) > 1

    def find_agreements(self, form: str) -> frozenset[Agreement]:
        """Return the cells a form can stand for; no vocatives, which texts hardly use and verbs look like."""
        return frozenset(a for a, forms in self.cells.items() if form in forms and a.case != "Voc")

    def find_form(self, target: Agreement) -> str | None:
        """Return the usual form of a cell; any gender if the target has none or the lemma lacks that one."""
        forms = self.cells.get(target)
        if forms is None:
            forms = next((self.cells[a] for a in sorted(self.cells) if a[:2] == target[:2]), None)
        return forms[0] if forms else None


_EMPTY = Paradigm({}, 0.0)


@cache
def word_forms() -> AbstractSet[str]:
    """Return 1.2 million word forms; names stand there with a capital, and mostly in lower case too."""
    forms: AbstractSet[str] = _library().resources.greek_corpus
    return forms


@cache
def noun_paradigm(lemma: str, is_name: bool = False) -> Paradigm:
    """Return the paradigm of a noun, of the gender whose forms are attested best.

    A compound with a hyphen or digits (5ετία) is declined in its last part.
    """
    prefixed = _PREFIXED.fullmatch(lemma)
    if prefixed and prefixed[1].isdigit():
        return _replace_prefix(noun_paradigm("δεκα" + prefixed[2]), "δεκα", prefixed[1])
    if prefixed:
        return _replace_prefix(noun_paradigm(prefixed[2]), "", prefixed[1])
    best = _decline_noun(lemma, "", is_name)
    if best.attested < _GOOD_GUESS and lemma.endswith(("ς", "ρ", "ν")):
        # The other endings tell the gender; here "γεγονός" is taken for a masculine.
        others = [_decline_noun(lemma, gender, is_name) for gender in ("neut", "fem", "masc")]
        best = max([best, *others], key=lambda paradigm: paradigm.attested)
    if lemma.endswith("ής") and best.is_indeclinable:  # a person, like επικεφαλής
        cells = {Agreement(c, n, g): (lemma,) for c in _CASES.values() for n in _NUMBERS.values() for g in _PERSONS}
        return Paradigm(cells, best.attested)
    return best


@cache
def adjective_paradigm(lemma: str) -> Paradigm:
    """Return the paradigm of an adjective, participle or ordinal (14ος) in the positive degree."""
    ordinal = ORDINAL.fullmatch(lemma)
    if ordinal:
        return _ordinal_paradigm(ordinal[1])
    prefixed = _PREFIXED.fullmatch(lemma)
    if prefixed:
        return _replace_prefix(adjective_paradigm(prefixed[2]), "", prefixed[1])
    try:
        numbers = _library().Adjective(lemma).all()["adj"]
    except Exception:  # noqa: BLE001 - the library raises errors of many kinds on words that are no adjectives
        return _EMPTY
    cells = {
        Agreement(_CASES[case], _NUMBERS[number], _GENDERS[gender]): forms
        for number, genders in numbers.items()
        for gender, cases in genders.items()
        for case, forms in cases.items()
        if forms is not None
    }
    return _make_paradigm(lemma, cells, keeps_accent=True)


@cache
def verb_forms(lemma: str) -> frozenset[str]:
    """Return the attested forms of a verb, without those of several words; none for what isn't cited as a verb."""
    if not lemma.endswith(("ω", "ώ", "μαι")) or lemma not in word_forms():
        return frozenset()
    try:
        forms = frozenset(_flatten(_library().Verb(lemma).all()))
    except Exception:  # noqa: BLE001 - the library raises errors of many kinds on words that are no verbs
        return frozenset()
    return forms & word_forms() if lemma in forms else frozenset()


def _flatten(table: Any) -> Iterator[str]:
    """Yield the forms in a paradigm of whatever depth."""
    if isinstance(table, str):
        yield table
    elif table is not None:
        for part in table.values() if isinstance(table, Mapping) else table:
            yield from _flatten(part)


def _decline_noun(lemma: str, gender: str, is_name: bool) -> Paradigm:
    try:
        genders = _library().Noun(lemma, proper_name=is_name, gender=gender or None).all()
    except Exception:  # noqa: BLE001 - the library raises errors of many kinds on words that are no nouns
        return _EMPTY
    cells = {
        Agreement(_CASES[case], _NUMBERS[number], _GENDERS[name]): forms
        for name, numbers in genders.items()
        if name in _GENDERS
        for number, cases in numbers.items()
        for case, forms in cases.items()
    }
    return _make_paradigm(lemma, cells)


def _make_paradigm(lemma: str, cells: Mapping[Agreement, Any], keeps_accent: bool = False) -> Paradigm:
    """Order the forms of each cell: the lemma, the attested, those accented like it, the frequent, by the alphabet."""
    stem = lemma[:-2].lower() if keeps_accent else ""
    known = word_forms()
    ordered: dict[Agreement, tuple[str, ...]] = {}
    attested = 0
    for agreement, forms in cells.items():
        spellings = {form.lower(): form for form in forms if form}
        if not spellings:
            continue
        is_known = {low: low in known or form in known for low, form in spellings.items()}
        ranks = {
            low: (low != lemma.lower(), not is_known[low], *_rank_ending(low, stem), -frequency(low), low)
            for low in spellings
        }
        ordered[agreement] = tuple(sorted(spellings, key=ranks.__getitem__))
        attested += agreement.case != "Voc" and any(is_known.values())
    total = sum(agreement.case != "Voc" for agreement in ordered)
    return Paradigm(ordered, attested / total) if total else _EMPTY


def _rank_ending(form: str, stem: str) -> tuple[bool, bool, bool]:
    """Prefer an adjective's forms with the lemma's accent (κύρια), in -η (σταθερή) and in -τος (διευθύνοντος)."""
    is_learned = bool(stem) and form.removeprefix(stem)[:1] in ("α", "ά")
    return (not form.startswith(stem), is_learned, not form.endswith("τος"))


def _replace_prefix(paradigm: Paradigm, old: str, new: str) -> Paradigm:
    cells = {a: tuple(new + form.removeprefix(old) for form in forms) for a, forms in paradigm.cells.items()}
    return Paradigm(cells, paradigm.attested)


def _ordinal_paradigm(digits: str) -> Paradigm:
    cells: defaultdict[Agreement, tuple[str, ...]] = defaultdict(tuple)
    for ending, agreements in _ORDINAL_ENDINGS.items():
        for agreement in agreements:
            cells[Agreement(*agreement.split())] += (digits + ending,)
    return Paradigm(dict(cells), 1.0)


@cache
def common_gender() -> frozenset[str]:
    """Return nouns that are masculine and feminine alike: persons, mostly by trade."""
    return frozenset(_library().resources.noun.nouns_masc_fem)


@cache
def _frequencies() -> Mapping[str, float]:
    import wordfreq  # noqa: PLC0415 - loads its tables; only analysis needs them

    frequencies: Mapping[str, float] = wordfreq.get_frequency_dict("el")
    return frequencies


def frequency(form: str) -> float:
    """Return the share of a form among the words of general Greek; 0.0 for a rare one."""
    return _frequencies().get(form.casefold(), 0.0)


@cache
def _library() -> Any:
    with warnings.catch_warnings():
        # It leaves the files of its word lists open when imported; nothing is lost by that.
        warnings.simplefilter("ignore", ResourceWarning)
        import modern_greek_inflexion  # noqa: PLC0415 - unpickles 29 MB
        import modern_greek_inflexion.resources.noun  # noqa: PLC0415
    return modern_greek_inflexion
