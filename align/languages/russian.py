"""Russian: tags in context by slovnet, lemmas and paradigms by pymorphy3, names by slovnet's entity recogniser.

The tagger decides what a word is and in which case; the dictionary supplies the lemma and the values that the form
can have. Lemmas are written without ё; a form is written with ё only where the text itself does so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from typing import Any

from align.languages.chains import Reading, Word
from align.languages.grammar import read_quantifiers
from align.languages.inflection import choose_doublets, match_case
from align.languages.phrases import Agreement, Phrase, PhraseWord, WordClass
from align.languages.russian_dictionary import (
    ADJECTIVES,
    ALL_GENDERS,
    GENDERS,
    GRAMMEMES,
    NOUN,
    fold,
    inflect_parse,
    merge_parses,
    parse_form,
)
from align.languages.russian_names import (
    NAME_GRAMMEMES,
    PERSON_GRAMMEMES,
    NameFinder,
    decline_foreign_name,
    infer_lemmas,
)
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
from align.languages.terms import NO_FACTS, TermFacts, TermLanguage, transparent
from align.languages.tokens import Token

_ROMAN = re.compile(r"[IVXLCХІ]+")
_ORDINAL = re.compile(r"(\d+)[-‐‑](й|го|му|м|я|ю|е|х|ми)")
_ORDINAL_ENDINGS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("Sing", "Masc"): {"Nom": "й", "Gen": "го", "Dat": "му", "Acc": "й", "Ins": "м", "Loc": "м"},
    ("Sing", "Neut"): {"Nom": "е", "Gen": "го", "Dat": "му", "Acc": "е", "Ins": "м", "Loc": "м"},
    ("Sing", "Fem"): {"Nom": "я", "Gen": "й", "Dat": "й", "Acc": "ю", "Ins": "й", "Loc": "й"},
    ("Plur", ""): {"Nom": "е", "Gen": "х", "Dat": "м", "Acc": "е", "Ins": "ми", "Loc": "х"},
}
_READ = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "PUNCT", "CCONJ"})
_ADJECTIVE_ENDINGS = ("ый", "ий", "ой")
_ABSTRACT = re.compile(r".{5,}ость")
_ADJECTIVE_FORMS = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_MAX_SYLLABLE = 5
_NO_TAG = Tag("")
_CACHE = 200_000  # word forms; a running text of ten million words has about as many


class Russian(TermLanguage):
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
        self._names = NameFinder(self._analyzer)
        self._parse = lru_cache(_CACHE)(partial(parse_form, self._analyzer))
        self._read = lru_cache(_CACHE)(self._read_form)
        self._inflect = lru_cache(_CACHE)(self._inflect_lemma)
        self._list_cell = lru_cache(_CACHE)(self._list_noun_forms)
        self._find_stem = lru_cache(_CACHE)(self._stem_lemma)

    @cached_property
    def _tagger(self) -> Tagger:
        """The networks, which only running text needs."""
        return Tagger()

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

    def inflect_term(self, text: str, facts: TermFacts = NO_FACTS) -> frozenset[str]:
        """Return the forms of a term as it is cited; the name of a foreigner is declined in its last word."""
        words = text.split()
        is_foreign = facts.gender != "Fem" and not all(map(self._analyzer.word_is_known, words))
        if is_foreign and all(len(word) <= _MAX_SYLLABLE or self._is_unknown(word) for word in words):
            return decline_foreign_name(text)
        return super().inflect_term(text, facts)

    def _is_unknown(self, word: str) -> bool:
        return word[:1].isupper() and not self._analyzer.word_is_known(word)

    def read_cited(self, tokens: Sequence[Token]) -> list[Word]:
        """Return the words of a term with all readings of the dictionary: the tagger is made for sentences."""
        joining = _find_joining([token.text.lower() for token in tokens])
        return [Word(token, () if i in joining else self._read_alone(token.text, i)) for i, token in enumerate(tokens)]

    def _read_alone(self, text: str, at: int) -> tuple[Reading, ...]:
        """Return the readings of a word of a term, names first where it begins with a capital inside the term."""
        form = text.lower()
        if not text[0].isalpha():
            return _read_ordinal(text)
        if _ROMAN.fullmatch(text):
            return (Reading(text, WordClass.NUMBER),)
        if form in self.prepositions or form in self.conjunctions or not _CYRILLIC.match(text):
            return ()
        parses = self._parse(form) or parse_form(self._analyzer, form, pronouns=True)
        is_capital = text[0].isupper()
        if is_capital and not self._analyzer.word_is_known(form) and not form.endswith(_ADJECTIVE_FORMS):
            return (Reading(text, WordClass.NAME),) if at else ()
        found = tuple(merge_parses([p for p in parses if not p.is_name], _NO_TAG, is_capital))
        names = [replace(p, word_class=WordClass.NAME) for p in parses if p.is_name] if is_capital else []
        proper = tuple(merge_parses(names, _NO_TAG, is_capital))
        if self._is_adverb(form):
            return (transparent(form),)
        leads = bool(parses) and parses[0].is_name
        adjectives = [p.nominalise() for p in parses if p.word_class is WordClass.ADJECTIVE]
        nominalised = tuple(merge_parses(adjectives, _NO_TAG, is_capital))
        return (*proper, *found, *nominalised) if leads else (*found, *proper, *nominalised)

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
        return tuple(reading for chosen in ordered for reading in merge_parses(chosen, tag, is_capital))

    def _read_name(self, text: str, tag: Tag, lemma: str | None) -> Reading:
        """Return the reading of a name; one without a lemma is declined by the dictionary."""
        if lemma is None:
            parses = [p for p in self._parse(text.lower()) if p.is_name]
            reading = next(merge_parses(parses, tag, True), None)
            if reading is not None and (not tag.number or any(a.number == tag.number for a in reading.agreement)):
                return Reading(match_case(reading.lemma, text), WordClass.NAME, reading.agreement)
        return Reading(lemma or text, WordClass.NAME)

    def _is_adverb(self, form: str) -> bool:
        return str(self._analyzer.parse(form)[0].tag.POS) == "ADVB"

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
        return form if form is None or "ё" in word.text.lower() else fold(form)

    def _inflect_lemma(
        self, lemma: str, word_class: WordClass, target: Agreement, genders: tuple[str, ...]
    ) -> str | None:
        ordinal = _ORDINAL.fullmatch(lemma)
        if ordinal and target.case in GRAMMEMES:
            key = (target.number, target.gender) if target.number == "Sing" and target.gender else ("Plur", "")
            return f"{ordinal[1]}-{_ORDINAL_ENDINGS[key][target.case]}"
        parse = self._find_base(lemma.lower(), word_class, genders)
        if parse is None or target.case not in GRAMMEMES:
            return None
        wanted = {GRAMMEMES[target.case], GRAMMEMES[target.number]}
        if parse.tag.POS != "NOUN":
            wanted = {GRAMMEMES[target.case], "plur"}
            if target.number == "Sing" and target.gender:
                wanted = {GRAMMEMES[target.case], "sing", GRAMMEMES[target.gender]}
            if target.case == "Acc" and "femn" not in wanted and "neut" not in wanted:
                wanted.add("inan")
        return inflect_parse(parse, wanted)

    def _find_base(self, lemma: str, word_class: WordClass, genders: tuple[str, ...]) -> Any:
        """Return the dictionary's entry of a lemma; of homonyms a noun of the same gender."""
        parses = [p for p in self._analyzer.parse(lemma) if p.tag.case == "nomn" and fold(p.word) == lemma]
        adjectives = [p for p in parses if p.tag.POS in ADJECTIVES]
        nouns = [p for p in parses if p.tag.POS == "NOUN"]
        if word_class is WordClass.ADJECTIVE:
            return next(iter(adjectives), None)
        if word_class is WordClass.NAME:
            nouns = [p for p in nouns if p.tag.grammemes & NAME_GRAMMEMES] or nouns
        same = [p for p in nouns if set(GENDERS.get(str(p.tag.gender), ("",))) & set(genders)]
        return next(iter(same or nouns or adjectives), None)

    def find_doublets(self, word: PhraseWord, target: Agreement) -> Sequence[str]:
        """Return the other forms of a noun in a cell: "сектора" beside "секторы"."""
        usual = self.inflect(word, target)
        forms = self._list_cell(word.lemma, target, tuple(sorted({a.gender for a in word.agreement})))
        return choose_doublets(fold(usual), forms, self.tag) if usual is not None and len(forms) > 1 else ()

    def _list_noun_forms(self, lemma: str, target: Agreement, genders: tuple[str, ...]) -> tuple[str, ...]:
        parse = self._find_base(lemma.lower(), WordClass.NOUN, genders)
        if parse is None or parse.tag.POS != "NOUN" or target.case not in GRAMMEMES:
            return ()
        wanted = {GRAMMEMES[target.case], GRAMMEMES[target.number]}
        return tuple(fold(str(form.word)) for form in parse.lexeme if wanted <= form.tag.grammemes)

    def inflect_verb(self, verb: str) -> frozenset[str]:
        """Return the forms of a verb, participles included; none for what is no infinitive of the dictionary."""
        parses = [p for p in self._analyzer.parse(verb) if p.is_known and p.tag.POS == "INFN"]
        return frozenset(fold(str(form.word)) for parse in parses for form in parse.lexeme)

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
        return self._find_stem(fold(lemma.lower()))

    def _stem_lemma(self, lemma: str) -> str:
        adjective = None
        if lemma.endswith(_ADJECTIVE_ENDINGS):
            adjective = lemma if self._is_lemma(lemma, ADJECTIVES) or not self._is_noun(lemma) else None
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
        return next((w for w in words if self._is_lemma(w, ADJECTIVES)), None)

    def _is_noun(self, word: str) -> bool:
        return self._is_lemma(word, NOUN)

    def _rate_noun(self, word: str) -> float:
        from wordfreq import zipf_frequency  # noqa: PLC0415 - loads its word lists; only variants need them

        return float(zipf_frequency(word, "ru")) if self._is_noun(word) else 0.0

    def _is_lemma(self, word: str, parts_of_speech: frozenset[str]) -> bool:
        return any(
            p.is_known
            and p.tag.POS in parts_of_speech
            and fold(p.normal_form) == word
            and not p.tag.grammemes & PERSON_GRAMMEMES
            for p in self._analyzer.parse(word)
        )


def load() -> Russian:
    """Return the module of Russian with its dictionary loaded; the networks are at the first sentence."""
    return Russian()


def _find_joining(words: Sequence[str]) -> frozenset[int]:
    """Return the words of prepositions of several words: "счет" in "за счет" is no noun."""
    return frozenset(
        i
        for length in (2, 3)
        for start in range(len(words) - length + 1)
        if " ".join(words[start : start + length]) in PREPOSITIONS
        for i in range(start, start + length)
    )


def _read_ordinal(text: str) -> tuple[Reading, ...]:
    """Return the reading of an ordinal in figures: "14-го" -> 14-й, genitive."""
    match = _ORDINAL.fullmatch(text)
    if match is None:
        return ()
    agreement = frozenset(
        Agreement(case, number, each)
        for (number, gender), endings in _ORDINAL_ENDINGS.items()
        for case, ending in endings.items()
        for each in ((gender,) if gender else ALL_GENDERS)
        if ending == match[2]
    )
    return (Reading(f"{match[1]}-й", WordClass.ADJECTIVE, agreement),)
