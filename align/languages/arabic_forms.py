"""Arabic phrases in other forms: citation, article, proclitics, accusative; and the roots of relational adjectives."""

import re
from dataclasses import replace
from functools import cache

from align.languages.arabic_lexicon import IRREGULAR_ADJECTIVES, load_lexicon
from align.languages.arabic_words import Reading, find_readings, normalize
from align.languages.phrases import Phrase, PhraseWord, Relation, WordClass
from align.languages.tokens import QUOTES

_PROCLITICS = tuple(conjunction + preposition for conjunction in ("", "و", "ف") for preposition in ("", "ب", "ل", "ك"))
_NUNATION = re.compile("[\u064b-\u064d]")
_QUOTES = "".join(QUOTES)
_HAMZA = str.maketrans("أإآىؤئ", "اااييي")


def cite(phrase: Phrase, number: str) -> str:
    """Return the phrase without proclitics, as definite as it stands, its head in the nominative.

    With `number` Sing a sound plural becomes singular, and its adjectives with it; other plurals stay.
    """
    return " ".join(_cite_words(phrase, number))


def find_forms(phrase: Phrase) -> frozenset[str]:
    """Return the phrase as it stands, and with and without article, proclitics and accusative ending."""
    found = {" ".join(word.text for word in phrase.words)}
    for number in ("Sing", "Plur"):
        words = _cite_words(phrase, number)
        for has_article in (None, False, True):
            changed = words if has_article is None else _set_article(phrase, words, has_article)
            found.update(_prefix(" ".join(changed), proclitics) for proclitics in _PROCLITICS)
            accusative = _accusative(phrase, changed)
            found.update((accusative, "و" + accusative) if accusative else ())
    return frozenset(found)


def find_reading(word: PhraseWord) -> Reading:
    """Return the reading that a word of a phrase was given, known by its class and lemma."""
    readings = find_readings(word.text.strip(_QUOTES))
    for reading in readings:
        lemma = reading.masculine if word.word_class is WordClass.ADJECTIVE else reading.lemma
        if lemma == word.lemma and (reading.is_nominal or reading.is_name):
            return reading
    return Reading(word.word_class, word.lemma, stem=normalize(word.text))


def _cite_words(phrase: Phrase, number: str) -> list[str]:
    head = phrase.words[phrase.head]
    if phrase.is_name:
        return [head.lemma, *(_NUNATION.sub("", word.text) for word in phrase.words[1:])]
    reading = _with_article(phrase, find_reading(head))
    singular = number == "Sing" and _is_sound_plural(reading)
    parts = []
    for i, word in enumerate(phrase.words):
        if i == phrase.head:
            parts.append(_cite_head(phrase, reading, singular))
        elif word.relation is Relation.MODIFIER and word.governor == phrase.head:
            parts.append(_cite_adjective(word, reading, singular))
        else:
            parts.append(_NUNATION.sub("", word.text))
    return parts


def _with_article(phrase: Phrase, reading: Reading) -> Reading:
    """Read لل before lam as ل and the article, unless a genitive follows: للجنة is لجنة in the construct state only."""
    hidden = reading.proclitics.endswith("ل") and reading.stem.startswith("ل") and reading.is_nominal
    return replace(reading, has_article=True) if hidden and not _has_genitive(phrase, phrase.head) else reading


def _is_sound_plural(reading: Reading) -> bool:
    """Whether the singular follows from the ending and is itself a known word."""
    regular = reading.number == "Plur" and reading.stem != reading.lemma
    return regular and reading.stem.endswith(("ات", "ون", "ين", "ي")) and load_lexicon().mass(reading.lemma) > 1e-7


def _has_genitive(phrase: Phrase, index: int) -> bool:
    return any(word.governor == index and word.relation is Relation.GENITIVE for word in phrase.words)


def _cite_head(phrase: Phrase, reading: Reading, singular: bool) -> str:
    """Return the head without proclitics: ال comes back for للـ and for a pronoun, and never before a genitive."""
    genitive = _has_genitive(phrase, phrase.head)
    stem = reading.lemma if singular else reading.stem
    if not singular and reading.is_sound_masculine_plural:
        if stem.endswith("ين"):
            stem = stem[:-2] + "ون"
        if stem.endswith("ي") and genitive:
            stem = stem[:-1] + "و"
    definite = (reading.has_article or bool(reading.enclitic)) and not genitive
    return "ال" + stem if definite else stem


def _cite_adjective(word: PhraseWord, head: Reading, singular: bool) -> str:
    """Return an adjective of the head in its citation form: number and gender of the head, no accusative."""
    reading = find_reading(word)
    text = _NUNATION.sub("", word.text)
    if word.word_class is not WordClass.ADJECTIVE or reading.stem in IRREGULAR_ADJECTIVES:
        return text
    stem = reading.stem
    if singular:
        stem = reading.masculine + ("ة" if head.lemma.endswith("ة") else "")
    elif stem.endswith("ين") and stem[:-2] == reading.masculine:
        stem = stem[:-2] + "ون"
    return reading.proclitics + ("ال" if reading.has_article else "") + stem


def _chain(phrase: Phrase) -> tuple[list[int], set[int]]:
    """Return the nouns of the head's construct, and the adjectives of all of them."""
    nouns = [phrase.head]
    for i, word in enumerate(phrase.words):
        if word.governor == nouns[-1] and word.relation is Relation.GENITIVE:
            nouns.append(i)
    modifiers = {i for i, word in enumerate(phrase.words) if word.governor in nouns}
    return nouns, {i for i in modifiers if phrase.words[i].word_class is WordClass.ADJECTIVE}


def _set_article(phrase: Phrase, words: list[str], has_article: bool) -> list[str]:
    """Return the words with or without the article on the last noun of the construct and on all its adjectives."""
    nouns, adjectives = _chain(phrase)
    last = phrase.words[nouns[-1]]
    if last.word_class is WordClass.NAME or find_reading(last).enclitic or last.text[0] in QUOTES:
        return words
    changed = list(words)
    for i in {nouns[-1], *adjectives}:
        conjunction = "و" if i in adjectives and find_reading(phrase.words[i]).proclitics == "و" else ""
        bare = words[i].removeprefix(conjunction)
        if find_reading(phrase.words[i]).has_article or (i == phrase.head and bare.startswith("ال")):
            bare = bare.removeprefix("ال")
        changed[i] = conjunction + ("ال" if has_article else "") + bare
    return changed


def _prefix(text: str, proclitics: str) -> str:
    """Write proclitics before a text; ل swallows the alif of the article, and its lam before another lam.

    >>> _prefix("الحزب", "ول"), _prefix("اللجنة", "ل"), _prefix("لجنة", "ب")
    ('وللحزب', 'للجنة', 'بلجنة')
    """
    if proclitics.endswith("ل") and text.startswith("الل"):
        return proclitics + text[2:]
    if proclitics.endswith("ل") and text.startswith("ال"):
        return proclitics + text[1:]
    return proclitics + text


def _accusative(phrase: Phrase, words: list[str]) -> str | None:
    """Return an indefinite masculine noun and its adjectives in the accusative (مؤتمرا وطنيا), else None."""
    nouns, adjectives = _chain(phrase)
    if phrase.is_name or len(nouns) > 1 or words[phrase.head].startswith("ال") or phrase.head != 0:
        return None
    changed = list(words)
    for i in {phrase.head, *adjectives}:
        if words[i].endswith(("ة", "ا", "ى", "ء", "ات", "ون")):
            if i == phrase.head:
                return None
            continue
        changed[i] = words[i] + "ا"
    return " ".join(changed)


@cache
def find_stem(lemma: str) -> str:
    """Return the noun that a relational adjective is derived from, or the lemma itself; hamza carriers levelled.

    >>> find_stem("حزبي"), find_stem("سياسي") == find_stem("سياسة"), find_stem("قاضي")
    ('حزب', True, 'قاضي')
    """
    if not lemma.endswith("ي") or len(lemma) < 4:
        return lemma.translate(_HAMZA)
    lexicon = load_lexicon()
    base = lemma[:-1]
    candidates = [form for form in (base, base + "ة", base + "ا") if lexicon.is_nominal(form) or form.endswith("ا")]
    best = max(candidates, key=lexicon.mass, default=lemma)
    if lexicon.find_masculine(lemma) is None or lexicon.mass(best) < max(1e-6, 0.05 * lexicon.mass(lemma)):
        return lemma.translate(_HAMZA)
    return lexicon.lemmatize_noun(best)[0].translate(_HAMZA)
