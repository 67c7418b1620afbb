"""What pymorphy3 (the OpenCorpora dictionary) knows of Russian: readings of word forms, and other forms of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from align.languages.chains import Reading
from align.languages.phrases import Agreement, WordClass
from align.languages.russian_names import NAME_GRAMMEMES
from align.languages.russian_tagger import Tag

CASES = {
    "nomn": "Nom", "gent": "Gen", "gen1": "Gen", "gen2": "Gen", "datv": "Dat", "accs": "Acc", "acc2": "Acc",
    "ablt": "Ins", "loct": "Loc", "loc1": "Loc", "loc2": "Loc",
}  # fmt: skip
GRAMMEMES = {
    "Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct",
    "Sing": "sing", "Plur": "plur", "Masc": "masc", "Fem": "femn", "Neut": "neut",
}  # fmt: skip
_NUMBERS = {"sing": "Sing", "plur": "Plur"}
GENDERS = {"masc": ("Masc",), "femn": ("Fem",), "neut": ("Neut",), "ms-f": ("Masc", "Fem")}
ALL_GENDERS = ("Masc", "Fem", "Neut", "")  # "" is the gender of what has no singular
NOUN = frozenset({"NOUN"})
ADJECTIVES = frozenset({"ADJF", "PRTF"})
_DECLINED = ADJECTIVES | NOUN


@dataclass(frozen=True, slots=True)
class Parse:
    """One reading of a word form by the dictionary."""

    lemma: str
    word_class: WordClass
    agreement: tuple[Agreement, ...]
    is_name: bool
    is_substantive: bool

    def nominalise(self) -> "Parse":
        """Return an adjective or participle as the noun it may stand for: верующие, служащий."""
        agreement = tuple(a for a in self.agreement if a.number == "Sing" or a.gender == "Masc")
        return replace(self, word_class=WordClass.NOUN, agreement=agreement)


def parse_form(analyzer: Any, form: str, *, pronouns: bool = False) -> tuple[Parse, ...]:
    """Return the nouns and declined adjectives that a form can be, the likeliest first; pronouns only on demand."""
    parses = []
    for parse in analyzer.parse(form):
        tag = parse.tag
        case, number = CASES.get(str(tag.case)), _NUMBERS.get(str(tag.number))
        if case is None or number is None or tag.POS not in _DECLINED:
            continue
        if "Apro" in tag.grammemes and not pronouns:
            continue
        if tag.POS == "NOUN":
            genders = ("",) if "Pltm" in tag.grammemes else GENDERS.get(str(tag.gender), ("Masc",))
        else:
            genders = GENDERS.get(str(tag.gender), ALL_GENDERS)
        parses.append(
            Parse(
                fold(_find_lemma(parse)),
                WordClass.NOUN if tag.POS == "NOUN" else WordClass.ADJECTIVE,
                tuple(Agreement(case, number, gender) for gender in genders),
                tag.POS == "NOUN" and bool(tag.grammemes & NAME_GRAMMEMES),
                "Subx" in tag.grammemes and _find_lemma(parse).endswith(("щий", "щийся")),
            )
        )
    return tuple(parses)


def merge_parses(parses: Sequence[Parse], tag: Tag, is_capital: bool) -> Iterator[Reading]:
    """Yield one reading a lemma with the values that the tag allows, where the form allows any of them.

    Adjectives follow with all the values of their form: where the tagger is wrong about an adjective, it may still
    agree with its noun. A noun's tag is believed, or every plural would be a genitive of what stands before it.
    """
    fitting = [p.agreement for p in parses]
    for wanted, index in ((tag.case, 0), (tag.number, 1), (tag.gender, 2)):
        kept = [tuple(a for a in values if a[index] == wanted) for values in fitting] if wanted else []
        fitting = kept if any(kept) else fitting
    narrow: dict[tuple[str, WordClass], set[Agreement]] = {}
    wide: dict[tuple[str, WordClass], set[Agreement]] = {}
    for parse, values in zip(parses, fitting, strict=True):
        lemma = parse.lemma[:1].upper() + parse.lemma[1:] if parse.is_name and is_capital else parse.lemma
        key = (lemma, parse.word_class)
        if values:
            narrow.setdefault(key, set()).update(values)
        if parse.word_class is WordClass.ADJECTIVE:
            wide.setdefault(key, set()).update(parse.agreement)
    for (lemma, word_class), found in narrow.items():
        yield Reading(lemma, word_class, frozenset(found))
    for key, found in wide.items():
        if found != narrow.get(key):
            yield Reading(*key, frozenset(found))


def _find_lemma(parse: Any) -> str:
    """Return the dictionary form; for participles and superlatives their own masculine nominative."""
    if parse.tag.POS == "PRTF" or "Supr" in parse.tag.grammemes:
        return inflect_parse(parse, {"nomn", "sing", "masc"}) or str(parse.word)
    return str(parse.normal_form)


def inflect_parse(parse: Any, wanted: set[str]) -> str | None:
    """Return another form of a dictionary entry; of the two superlatives лучший and наилучший the one at hand."""
    if "Supr" not in parse.tag.grammemes:
        form = parse.inflect(wanted)
        return str(form.word) if form else None
    forms = [str(each.word) for each in parse.lexeme if wanted | {"Supr"} <= each.tag.grammemes]
    same = [word for word in forms if word.startswith("наи") == str(parse.word).startswith("наи")]
    return next(iter(same or forms), None)


def fold(text: str) -> str:
    """Write ё as е."""
    return text.replace("ё", "е")
