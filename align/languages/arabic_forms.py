"""Arabic phrases in other forms: citation, article, proclitics, accusative; and the roots of relational adjectives."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from align.languages.arabic_lexicon import IRREGULAR_ADJECTIVES, load_lexicon
from align.languages.arabic_words import Reading, find_readings, normalize
from align.languages.phrases import Phrase, PhraseWord, Relation, WordClass
from align.languages.tokens import QUOTES

_CONJUNCTIONS = ("", "و", "ف")
_PROCLITICS = (*_CONJUNCTIONS, *(conjunction + letter for conjunction in ("", "و") for letter in "بلك"))
_NUNATION = re.compile("[\u064b-\u064d]")
_DIPTOTE = re.compile("[^ا]{2}ا[^اي]ي?[^ةاي]|أ[^اوي]{3}")
"""Shapes of nouns without nunation: broken plurals like لوائح and elatives like أكبر."""
_BARE_ACCUSATIVES = ("ة", "ا", "ى", "ء", "ات", "ون", "ين")
"""Endings after which no accusative is written, or another one."""
_QUOTES = "".join(QUOTES)
_HAMZA = str.maketrans("أإآىؤئ", "اااييي")


def cite(phrase: Phrase, number: str) -> str:
    """Return the phrase without proclitics, as definite as it stands, its head in the nominative.

    With `number` Sing a sound plural becomes singular, and its adjectives with it; other plurals stay.
    """
    return " ".join(_cite_words(phrase, number))


def find_forms(phrase: Phrase) -> frozenset[str]:
    """Return the phrase in singular and plural, with and without article, proclitics and accusative ending."""
    found = {" ".join(word.text for word in phrase.words)}
    for words, proclitics in _list_numbers(phrase):
        for has_article in (None, False, True):
            changed = words if has_article is None else _set_article(phrase, words, has_article)
            found.update(prefix(changed, proclitics))
            accusative = _accusative(phrase, changed)
            found.update((accusative, "و" + accusative) if accusative else ())
    return frozenset(found)


def prefix(words: Sequence[str], rows: Sequence[str] = _PROCLITICS) -> Iterator[str]:
    """Yield the words of a phrase behind each row of proclitics, the first of which is none."""
    return (_prefix(" ".join(words), proclitics) for proclitics in rows)


def _list_numbers(phrase: Phrase) -> Iterator[tuple[list[str], Sequence[str]]]:
    """Yield the words of a phrase as they are cited in each number, and the proclitics that may stand before them."""
    given = _cite_words(phrase, "Plur")
    if phrase.is_name:
        yield given, _PROCLITICS
        return
    yield from _list_cases(phrase, given)
    yield _cite_words(phrase, "Sing", any_plural=True), _PROCLITICS
    yield from _list_plurals(phrase, given)


def _list_plurals(phrase: Phrase, given: list[str]) -> Iterator[tuple[list[str], Sequence[str]]]:
    """Yield the words with the head in each of its plurals, and the genitive after it as it stands or in its plural."""
    for words, stem in _pluralize(phrase, given, phrase.head):
        yield from _list_cases(phrase, words)
        if stem.endswith("ون") and len(words) == 1:
            # What governs a genitive that isn't part of the term.
            yield [stem[:-1]], _CONJUNCTIONS
            yield [stem[:-2] + "ي"], _PROCLITICS
        genitive = next((i for i, w in enumerate(phrase.words) if _is_genitive_of(w, phrase.head)), None)
        for many, _ in itertools.islice(_pluralize(phrase, words, genitive), 1) if genitive is not None else ():
            yield from _list_cases(phrase, many)


def _is_genitive_of(word: PhraseWord, noun: int) -> bool:
    return word.governor == noun and word.relation is Relation.GENITIVE and word.word_class is WordClass.NOUN


def _modifies_head(phrase: Phrase, i: int) -> bool:
    return _modifies(phrase.words[i], phrase.head)


def _modifies(word: PhraseWord, noun: int) -> bool:
    return word.relation is Relation.MODIFIER and word.governor == noun


def _is_regular(word: PhraseWord) -> bool:
    return word.word_class is WordClass.ADJECTIVE and not _is_irregular(find_reading(word))


def _is_irregular(adjective: Reading) -> bool:
    """Whether the feminine of an adjective isn't its masculine with another letter."""
    return adjective.stem in IRREGULAR_ADJECTIVES or adjective.masculine.startswith("أ")


def _pluralize(phrase: Phrase, words: list[str], noun: int) -> Iterator[tuple[list[str], str]]:
    """Yield the words with a singular noun in each of its plurals, and the plural.

    The adjectives of things become feminine, those of persons plural.
    """
    reading = find_reading(phrase.words[noun])
    reading = _with_article(phrase, reading) if noun == phrase.head else reading
    adjectives = [i for i, word in enumerate(phrase.words) if _modifies(word, noun)]
    if reading.number != "Sing" or reading.enclitic or not all(_is_regular(phrase.words[i]) for i in adjectives):
        return
    in_construct = _has_genitive(phrase, noun)
    for stem in load_lexicon().find_plurals(reading.lemma):
        is_person = stem == f"{reading.lemma}ون"
        if is_person and noun != phrase.head:
            continue  # a genitive with another ending
        changed = list(words)
        changed[noun] = _put_article(stem[:-1] if is_person and in_construct else stem, reading, in_construct)
        for i in adjectives:
            own = find_reading(phrase.words[i])
            article = "ال" if own.has_article else ""
            changed[i] = own.proclitics + article + own.masculine + ("ون" if is_person else "ة")
        yield changed, stem


def _list_cases(phrase: Phrase, words: list[str]) -> Iterator[tuple[list[str], Sequence[str]]]:
    """Yield the words with all proclitics; a sound masculine plural after prepositions has another ending."""
    oblique = _oblique(phrase, words)
    if oblique == words:
        yield words, _PROCLITICS
    else:
        yield words, _CONJUNCTIONS
        yield oblique, _PROCLITICS


def _oblique(phrase: Phrase, words: list[str]) -> list[str]:
    """Return the words after a preposition, where a sound masculine plural has another ending."""
    changed = list(words)
    ending = ("و", "ي") if _has_genitive(phrase, phrase.head) else ("ون", "ين")
    own = find_reading(phrase.words[phrase.head])
    head = words[phrase.head]
    if not head.endswith(ending[0]) or head.removeprefix("ال") == own.lemma:
        return changed
    changed[phrase.head] = head.removesuffix(ending[0]) + ending[1]
    for i, word in enumerate(words):
        if _modifies_head(phrase, i) and word.endswith("ون"):
            changed[i] = word[:-2] + "ين"
    return changed


def find_reading(word: PhraseWord) -> Reading:
    """Return the reading that a word of a phrase was given, known by its class and lemma."""
    readings = find_readings(word.text.strip(_QUOTES))
    for reading in readings:
        lemma = reading.masculine if word.word_class is WordClass.ADJECTIVE else reading.lemma
        if lemma == word.lemma and (reading.is_nominal or reading.is_name):
            return reading
    return Reading(word.word_class, word.lemma, stem=normalize(word.text))


def _cite_words(phrase: Phrase, number: str, *, any_plural: bool = False) -> list[str]:
    """Return the words of the citation form; broken plurals become singular only on demand."""
    head = phrase.words[phrase.head]
    if phrase.is_name:
        return [head.lemma, *(_NUNATION.sub("", word.text) for word in phrase.words[1:])]
    reading = _with_article(phrase, find_reading(head))
    is_broken = any_plural and reading.number == "Plur" and reading.stem != reading.lemma
    singular = number == "Sing" and (is_broken or _is_sound_plural(reading))
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
    return _put_article(stem, reading, genitive)


def _put_article(stem: str, reading: Reading, in_construct: bool) -> str:
    return "ال" + stem if (reading.has_article or reading.enclitic) and not in_construct else stem


def _cite_adjective(word: PhraseWord, head: Reading, singular: bool) -> str:
    """Return an adjective of the head in its citation form: number and gender of the head, no accusative."""
    reading = find_reading(word)
    text = _NUNATION.sub("", word.text)
    if word.word_class is not WordClass.ADJECTIVE or _is_irregular(reading):
        return text
    stem = reading.stem
    if singular:
        stem = reading.masculine + ("ة" if head.lemma.endswith("ة") else "")
    elif stem.endswith("ين") and stem[:-2] == reading.masculine:
        stem = stem[:-2] + "ون"
    return reading.proclitics + ("ال" if reading.has_article else "") + stem


def _chain(phrase: Phrase) -> tuple[list[int], set[int]]:
    """Return the nouns of the head's construct, and the adjectives of all of them."""
    nouns = _construct(phrase, phrase.head)
    return nouns, _adjectives(phrase, nouns)


def _construct(phrase: Phrase, noun: int) -> list[int]:
    """Return a noun and the genitives after it, each governed by the one before."""
    nouns = [noun]
    for i, word in enumerate(phrase.words):
        if word.governor == nouns[-1] and word.relation is Relation.GENITIVE:
            nouns.append(i)
    return nouns


def _adjectives(phrase: Phrase, nouns: Sequence[int]) -> set[int]:
    words = enumerate(phrase.words)
    return {i for i, word in words if word.governor in nouns and word.word_class is WordClass.ADJECTIVE}


def _find_definite(phrase: Phrase) -> tuple[set[int], set[int]]:
    """Return the nouns that bear the article of the phrase, and the adjectives that bear it too.

    They are the last noun of the head's construct, and those of the nouns that are coordinated with one in it.
    """
    nouns = _construct(phrase, phrase.head)
    last = {nouns[-1]}
    for i, word in enumerate(phrase.words):
        if word.relation is Relation.COORDINATED and word.governor in nouns:
            joined = _construct(phrase, i)
            last.add(joined[-1])
            nouns += joined
    return last, _adjectives(phrase, nouns)


def _set_article(phrase: Phrase, words: list[str], has_article: bool) -> list[str]:
    """Return the words with or without the article on the nouns that bear it and on all their adjectives."""
    nouns, adjectives = _find_definite(phrase)
    if any(_is_settled(phrase.words[i]) or (i != phrase.head and _is_doubtful(phrase.words[i])) for i in nouns):
        return words
    changed = list(words)
    for i in nouns | adjectives:
        reading = find_reading(phrase.words[i])
        conjunction = "و" if i != phrase.head and reading.proclitics == "و" else ""
        bare = words[i].removeprefix(conjunction)
        if reading.has_article or (i == phrase.head and bare.startswith("ال")):
            bare = bare.removeprefix("ال")
        changed[i] = conjunction + ("ال" if has_article else "") + bare
    return changed


def _is_settled(noun: PhraseWord) -> bool:
    """Whether a noun can't get or lose the article: a name, one with a pronoun, the beginning of a quotation."""
    return noun.word_class is WordClass.NAME or bool(find_reading(noun).enclitic) or noun.text[0] in QUOTES


def _is_doubtful(noun: PhraseWord) -> bool:
    """Whether an indefinite genitive may as well be an adjective of what stands before it: مرافق ترفيه مائية."""
    reading = find_reading(noun)
    return not reading.has_article and bool(reading.masculine) and reading.stem.endswith(("ي", "ية"))


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
    is_joined = any(word.relation is Relation.COORDINATED and word.governor in nouns for word in phrase.words)
    if phrase.is_name or len(nouns) > 1 or words[phrase.head].startswith("ال") or phrase.head != 0 or is_joined:
        return None
    changed = list(words)
    for i in {phrase.head, *adjectives}:
        is_color = i in adjectives and _is_irregular(find_reading(phrase.words[i]))
        if is_color or words[i].endswith(_BARE_ACCUSATIVES) or _DIPTOTE.fullmatch(words[i]):
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
