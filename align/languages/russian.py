"""Russian: tags in context by slovnet, lemmas and paradigms by pymorphy3, names by slovnet's entity recogniser.

The tagger decides what a word is and in which case; the dictionary supplies the lemma and the values that the form
can have. Lemmas are written without ё; a form is written with ё only where the text itself does so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from align.languages.chains import Reading, Word
from align.languages.grammar import AgreementLanguage, read_quantifiers
from align.languages.inflection import match_case
from align.languages.phrases import Agreement, Phrase, PhraseWord, WordClass
from align.languages.russian_names import NAME_GRAMMEMES, PERSON_GRAMMEMES, NameFinder, infer_lemmas
from align.languages.russian_roots import OPAQUE_ADJECTIVES, find_base_noun
from align.languages.russian_tagger import Tag, Tagger
from align.languages.russian_words import (
    CONJUNCTIONS,
    DOCUMENT_NOUNS,
    GENERAL_LEMMAS,
    NUMBER_SIGNS,
    PREPOSITIONS,
    QUANTIFIERS,
)
from align.languages.tokens import Token

_CASES = {
    "nomn": "Nom", "gent": "Gen", "gen1": "Gen", "gen2": "Gen", "datv": "Dat", "accs": "Acc", "acc2": "Acc",
    "ablt": "Ins", "loct": "Loc", "loc1": "Loc", "loc2": "Loc",
}  # fmt: skip
_GRAMMEMES = {
    "Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct",
    "Sing": "sing", "Plur": "plur", "Masc": "masc", "Fem": "femn", "Neut": "neut",
}  # fmt: skip
_NUMBERS = {"sing": "Sing", "plur": "Plur"}
_GENDERS = {"masc": ("Masc",), "femn": ("Fem",), "neut": ("Neut",), "ms-f": ("Masc", "Fem")}
_ALL_GENDERS = ("Masc", "Fem", "Neut", "")  # "" is the gender of what has no singular
_ROMAN = re.compile(r"[IVXLCХІ]+")
_ORDINAL = re.compile(r"(\d+)[-‐‑](й|го|му|м|я|ю|е|х|ми)")
_ORDINAL_ENDINGS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("Sing", "Masc"): {"Nom": "й", "Gen": "го", "Dat": "му", "Acc": "й", "Ins": "м", "Loc": "м"},
    ("Sing", "Neut"): {"Nom": "е", "Gen": "го", "Dat": "му", "Acc": "е", "Ins": "м", "Loc": "м"},
    ("Sing", "Fem"): {"Nom": "я", "Gen": "й", "Dat": "й", "Acc": "ю", "Ins": "й", "Loc": "й"},
    ("Plur", ""): {"Nom": "е", "Gen": "х", "Dat": "м", "Acc": "е", "Ins": "ми", "Loc": "х"},
}
_NOUN = frozenset({"NOUN"})
_ADJECTIVES = frozenset({"ADJF", "PRTF"})
_DECLINED = _ADJECTIVES | _NOUN
_READ = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "PUNCT", "CCONJ"})
_ADJECTIVE_ENDINGS = ("ый", "ий", "ой")
_ABSTRACT = re.compile(r".{5,}ость")
_CACHE = 200_000  # word forms; a running text of ten million words has about as many


@dataclass(frozen=True, slots=True)
class _Parse:
    """One reading of a word form by the dictionary."""

    lemma: str
    word_class: WordClass
    agreement: tuple[Agreement, ...]
    is_name: bool
    is_substantive: bool

    def nominalise(self) -> "_Parse":
        """Return an adjective or participle as the noun it may stand for: верующие, служащий."""
        agreement = tuple(a for a in self.agreement if a.number == "Sing" or a.gender == "Masc")
        return replace(self, word_class=WordClass.NOUN, agreement=agreement)


class Russian(AgreementLanguage):
    """Nouns with preceding modifiers; genitives and prepositions join them."""

    tag = "ru"
    prepositions = PREPOSITIONS
    conjunctions = CONJUNCTIONS
    general_lemmas = GENERAL_LEMMAS
    document_nouns = DOCUMENT_NOUNS
    number_signs = NUMBER_SIGNS
    quantifiers = read_quantifiers(QUANTIFIERS)
    place_prepositions = frozenset({"в", "во", "из", "на", "под", "около"})

    def __init__(self) -> None:
        from pymorphy3 import MorphAnalyzer  # noqa: PLC0415 - maps its dictionary

        self._analyzer: Any = MorphAnalyzer()
        self._tagger = Tagger()
        self._names = NameFinder(self._analyzer)
        self._parse = lru_cache(_CACHE)(self._parse_form)
        self._read = lru_cache(_CACHE)(self._read_form)
        self._inflect = lru_cache(_CACHE)(self._inflect_lemma)
        self._find_stem = lru_cache(_CACHE)(self._stem_lemma)

    # -- reading ---------------------------------------------------------------------------------------------------

    def read(self, sentences: Sequence[Sequence[Token]]) -> list[list[Word]]:
        """Return the words of each sentence with their readings."""
        texts = [[token.text for token in sentence] for sentence in sentences]
        tags, spans = self._tagger.tag(texts)
        names = [self._names.find(*each) for each in zip(texts, tags, spans, strict=True)]
        lemmas = infer_lemmas(texts, tags, names)
        words = []
        for tokens, tag, found, lemma in zip(sentences, tags, names, lemmas, strict=True):
            joining = _find_joining([token.text.lower() for token in tokens])
            readings: list[tuple[Reading, ...]] = []
            for i, token in enumerate(tokens):
                if i in joining:
                    readings.append(())
                elif i in found:
                    readings.append((self._read_name(token.text, tag[i], lemma.get(i)),))
                else:
                    readings.append(self._read_common(tokens, tag, i))
            words.append([Word(token, reading) for token, reading in zip(tokens, readings, strict=True)])
        return words

    def _read_common(self, tokens: Sequence[Token], tags: Sequence[Tag], at: int) -> tuple[Reading, ...]:
        """Return the readings of a word that is no name."""
        text, tag = tokens[at].text, tags[at]
        if not text[0].isalpha():
            return _read_ordinal(text)
        if _ROMAN.fullmatch(text):
            return (Reading(text, WordClass.NUMBER),)
        governed = self.prepositions.get(tokens[at - 1].text.lower()) if at else None
        if governed and tag.case and tag.case not in governed:
            tag = tag._replace(case=min(governed) if len(governed) == 1 else "")
        if tag.pos == "VERB" and at and tokens[at - 1].text == ",":
            return ()  # a participle after a comma opens a clause of its own
        following = tags[at + 1].pos if at + 1 < len(tags) else ""
        return self._read(text.lower(), text[0].isupper(), tag, following in _NOMINAL)

    def _read_form(self, form: str, is_capital: bool, tag: Tag, before_nominal: bool) -> tuple[Reading, ...]:
        if tag.pos not in _READ or tag.form == "Short" or (tag.pos == "VERB" and tag.form != "Part"):
            return ()
        parses = self._parse(form)
        nouns = [p for p in parses if p.word_class is WordClass.NOUN]
        adjectives = [p for p in parses if p.word_class is WordClass.ADJECTIVE]
        if tag.pos in ("NOUN", "PROPN"):
            ordered = [nouns or [p.nominalise() for p in adjectives], adjectives]
        elif before_nominal:
            ordered = [adjectives or nouns]
        else:
            ordered = [adjectives, nouns or [p.nominalise() for p in adjectives if p.is_substantive]]
        return tuple(reading for chosen in ordered for reading in _merge(chosen, tag, is_capital))

    def _read_name(self, text: str, tag: Tag, lemma: str | None) -> Reading:
        """Return the reading of a name; one without a lemma is declined by the dictionary."""
        if lemma is None:
            parses = [p for p in self._parse(text.lower()) if p.is_name]
            reading = next(_merge(parses, tag, True), None)
            if reading is not None and (not tag.number or any(a.number == tag.number for a in reading.agreement)):
                return Reading(match_case(reading.lemma, text), WordClass.NAME, reading.agreement)
        return Reading(lemma or text, WordClass.NAME)

    def _parse_form(self, form: str) -> tuple[_Parse, ...]:
        """Return the nouns and declined adjectives that a form can be, the likeliest first."""
        parses = []
        for parse in self._analyzer.parse(form):
            tag = parse.tag
            case, number = _CASES.get(str(tag.case)), _NUMBERS.get(str(tag.number))
            if case is None or number is None or tag.POS not in _DECLINED or "Apro" in tag.grammemes:
                continue
            if tag.POS == "NOUN":
                genders = ("",) if "Pltm" in tag.grammemes else _GENDERS.get(str(tag.gender), ("Masc",))
            else:
                genders = _GENDERS.get(str(tag.gender), _ALL_GENDERS)
            parses.append(
                _Parse(
                    _fold(_find_lemma(parse)),
                    WordClass.NOUN if tag.POS == "NOUN" else WordClass.ADJECTIVE,
                    tuple(Agreement(case, number, gender) for gender in genders),
                    tag.POS == "NOUN" and bool(tag.grammemes & NAME_GRAMMEMES),
                    "Subx" in tag.grammemes and _find_lemma(parse).endswith(("щий", "щийся")),
                )
            )
        return tuple(parses)

    # -- inflection ------------------------------------------------------------------------------------------------

    def inflect(self, word: PhraseWord, target: Agreement) -> str | None:
        """Return a word in another form; None if it has no such form.

        The accusative of an adjective is that of inanimate nouns; in a phrase the noun decides. Names that are not in
        the dictionary have a nominative only. ё is written only where the word in the text has one.
        """
        if word.word_class is WordClass.NAME and not word.agreement:
            return word.lemma if target.case == "Nom" else None
        genders = tuple(sorted({a.gender for a in word.agreement}))
        form = self._inflect(word.lemma, word.word_class, target, genders)
        return form if form is None or "ё" in word.text.lower() else _fold(form)

    def _inflect_lemma(
        self, lemma: str, word_class: WordClass, target: Agreement, genders: tuple[str, ...]
    ) -> str | None:
        ordinal = _ORDINAL.fullmatch(lemma)
        if ordinal and target.case in _GRAMMEMES:
            key = (target.number, target.gender) if target.number == "Sing" and target.gender else ("Plur", "")
            return f"{ordinal[1]}-{_ORDINAL_ENDINGS[key][target.case]}"
        parse = self._find_base(lemma.lower(), word_class, genders)
        if parse is None or target.case not in _GRAMMEMES:
            return None
        wanted = {_GRAMMEMES[target.case], _GRAMMEMES[target.number]}
        if parse.tag.POS != "NOUN":
            wanted = {_GRAMMEMES[target.case], "plur"}
            if target.number == "Sing" and target.gender:
                wanted = {_GRAMMEMES[target.case], "sing", _GRAMMEMES[target.gender]}
            if target.case == "Acc" and "femn" not in wanted and "neut" not in wanted:
                wanted.add("inan")
        return _inflect_parse(parse, wanted)

    def _find_base(self, lemma: str, word_class: WordClass, genders: tuple[str, ...]) -> Any:
        """Return the dictionary's entry of a lemma; of homonyms a noun of the same gender."""
        parses = [p for p in self._analyzer.parse(lemma) if p.tag.case == "nomn" and _fold(p.word) == lemma]
        adjectives = [p for p in parses if p.tag.POS in _ADJECTIVES]
        nouns = [p for p in parses if p.tag.POS == "NOUN"]
        if word_class is WordClass.ADJECTIVE:
            return next(iter(adjectives), None)
        if word_class is WordClass.NAME:
            nouns = [p for p in nouns if p.tag.grammemes & NAME_GRAMMEMES] or nouns
        same = [p for p in nouns if set(_GENDERS.get(str(p.tag.gender), ("",))) & set(genders)]
        return next(iter(same or nouns or adjectives), None)

    def _decline_group(self, phrase: Phrase, noun: int, case: str, number: str) -> dict[int, str]:
        """Return what the base class does, but for the adjectives of animate nouns, whose accusative is a genitive."""
        texts = super()._decline_group(phrase, noun, case, number)
        target = self._find_target(phrase.words[noun], case, number) if case == "Acc" and len(texts) > 1 else None
        if target is None or (target.number == "Sing" and target.gender != "Masc"):
            return texts
        if not self._is_animate(phrase.words[noun]):
            return texts
        return {**super()._decline_group(phrase, noun, "Gen", number), noun: texts[noun]}

    def _is_animate(self, noun: PhraseWord) -> bool:
        accusative, genitive = (self._find_target(noun, case, "Plur") for case in ("Acc", "Gen"))
        if accusative is None or genitive is None:
            return False
        return self.inflect(noun, accusative) == self.inflect(noun, genitive)

    # -- derivation ------------------------------------------------------------------------------------------------

    def stem(self, lemma: str) -> str:
        """Return the noun that an adjective is derived from, or the lemma itself (lower case, without ё).

        The first part of a compound ("массово") counts as its adjective; an abstract noun in -ость as the adjective
        it is made from, where that has no noun of its own.
        """
        return self._find_stem(_fold(lemma.lower()))

    def _stem_lemma(self, lemma: str) -> str:
        adjective = None
        if lemma.endswith(_ADJECTIVE_ENDINGS):
            adjective = lemma if self._is_lemma(lemma, _ADJECTIVES) or not self._is_noun(lemma) else None
        elif not self._is_noun(lemma):
            adjective = self._find_adjective(lemma[:-1]) if lemma.endswith(("о", "е")) else None
        elif _ABSTRACT.fullmatch(lemma):
            # "Эффективность" is all that "эффективный" has for a noun; "национальность" is not "нация".
            adjective = self._find_adjective(lemma.removesuffix("ость"))
            is_derived = adjective is not None and find_base_noun(adjective, self._rate_noun) is not None
            return lemma if adjective is None or is_derived or adjective in OPAQUE_ADJECTIVES else adjective
        return (adjective and find_base_noun(adjective, self._rate_noun)) or adjective or lemma

    def _find_adjective(self, root: str) -> str | None:
        """Return the adjective of the dictionary with that root."""
        words = (root + ending for ending in _ADJECTIVE_ENDINGS)
        return next((w for w in words if self._is_lemma(w, _ADJECTIVES)), None)

    def _is_noun(self, word: str) -> bool:
        return self._is_lemma(word, _NOUN)

    def _rate_noun(self, word: str) -> float:
        from wordfreq import zipf_frequency  # noqa: PLC0415 - loads its word lists; only variants need them

        return float(zipf_frequency(word, "ru")) if self._is_noun(word) else 0.0

    def _is_lemma(self, word: str, parts_of_speech: frozenset[str]) -> bool:
        return any(
            p.is_known
            and p.tag.POS in parts_of_speech
            and _fold(p.normal_form) == word
            and not p.tag.grammemes & PERSON_GRAMMEMES
            for p in self._analyzer.parse(word)
        )


def load() -> Russian:
    """Return the module of Russian with its dictionary and networks loaded."""
    return Russian()


def _merge(parses: Sequence[_Parse], tag: Tag, is_capital: bool) -> Iterator[Reading]:
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


def _find_joining(words: Sequence[str]) -> frozenset[int]:
    """Return the words of prepositions of several words: "счет" in "за счет" is no noun."""
    return frozenset(
        i
        for length in (2, 3)
        for start in range(len(words) - length + 1)
        if " ".join(words[start : start + length]) in PREPOSITIONS
        for i in range(start, start + length)
    )


def _find_lemma(parse: Any) -> str:
    """Return the dictionary form; for participles and superlatives their own masculine nominative."""
    if parse.tag.POS == "PRTF" or "Supr" in parse.tag.grammemes:
        return _inflect_parse(parse, {"nomn", "sing", "masc"}) or str(parse.word)
    return str(parse.normal_form)


def _inflect_parse(parse: Any, wanted: set[str]) -> str | None:
    """Return another form of a dictionary entry; of the two superlatives лучший and наилучший the one at hand."""
    if "Supr" not in parse.tag.grammemes:
        form = parse.inflect(wanted)
        return str(form.word) if form else None
    forms = [str(each.word) for each in parse.lexeme if wanted | {"Supr"} <= each.tag.grammemes]
    same = [word for word in forms if word.startswith("наи") == str(parse.word).startswith("наи")]
    return next(iter(same or forms), None)


def _read_ordinal(text: str) -> tuple[Reading, ...]:
    """Return the reading of an ordinal in figures: "14-го" -> 14-й, genitive."""
    match = _ORDINAL.fullmatch(text)
    if match is None:
        return ()
    agreement = frozenset(
        Agreement(case, number, each)
        for (number, gender), endings in _ORDINAL_ENDINGS.items()
        for case, ending in endings.items()
        for each in ((gender,) if gender else _ALL_GENDERS)
        if ending == match[2]
    )
    return (Reading(f"{match[1]}-й", WordClass.ADJECTIVE, agreement),)


def _fold(text: str) -> str:
    return text.replace("ё", "е")
