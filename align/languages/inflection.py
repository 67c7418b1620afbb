"""What the inflection of whole phrases needs to know of their words: numbers, conjuncts, articles, capitals."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from align.languages.phrases import Phrase, PhraseWord, Relation, WordClass

_CACHE = 100_000
_RARER = 1.0
_IN_USE = 1.0
"""Both on the Zipf scale."""


def find_number(word: PhraseWord) -> str:
    """Return the number that a word has for certain, or an empty string."""
    numbers = {a.number for a in word.agreement}
    return numbers.pop() if len(numbers) == 1 else ""


def find_conjuncts(phrase: Phrase) -> list[int]:
    """Return the nouns that are coordinated with the head."""
    joined = [phrase.head]
    for i, word in enumerate(phrase.words):
        if word.relation is Relation.COORDINATED and word.governor in joined and word.word_class is WordClass.NOUN:
            joined.append(i)
    return joined[1:]


def drop_articles(phrase: Phrase) -> Phrase:
    """Return a phrase without the articles of the nouns coordinated with its head."""
    nouns = find_conjuncts(phrase)
    words = phrase.words
    kept = [i for i, w in enumerate(words) if not (w.word_class is WordClass.DETERMINER and w.governor in nouns)]
    if len(kept) == len(words):
        return phrase
    places = {i: place for place, i in enumerate(kept)} | {-1: -1}
    return Phrase(tuple(replace(words[i], governor=places[words[i].governor]) for i in kept), places[phrase.head])


def add_articles(phrase: Phrase, lemma: str) -> Phrase:
    """Return a phrase with articles before the nouns coordinated with its head, if none of these has one.

    The place of an added article overlaps with those of its neighbors, which sets it apart from both.
    """
    nouns = find_conjuncts(phrase)
    if not nouns or any(w.word_class is WordClass.DETERMINER and w.governor in nouns for w in phrase.words):
        return phrase
    words = list(phrase.words)
    for noun in reversed(nouns):
        first = min([noun, *(i for i, w in enumerate(phrase.words) if _agrees(w, noun))])
        at = words[first].start
        article = PhraseWord(
            lemma, lemma, WordClass.DETERMINER, Relation.FUNCTION, noun, at, at - 1, words[noun].agreement
        )
        moved = [
            replace(w, governor=w.governor + (w.governor >= first)) for w in [*words[:first], article, *words[first:]]
        ]
        words = moved
    return Phrase(tuple(words), phrase.head)


def _agrees(word: PhraseWord, noun: int) -> bool:
    return word.governor == noun and word.relation is Relation.MODIFIER


def list_conjuncts(phrase: Phrase) -> Phrase:
    """Return a phrase of two coordinated nouns with a comma for the conjunction ("rivers, lakes"); others unchanged."""
    nouns = find_conjuncts(phrase)
    joints = [i for i, w in enumerate(phrase.words) if w.word_class is WordClass.CONJUNCTION and w.governor in nouns]
    if len(nouns) != 1 or len(joints) != 1 or joints[0] == 0:
        return phrase
    at = joints[0]
    before = phrase.words[at - 1].end
    comma = replace(phrase.words[at], text=",", start=before, end=before)
    return replace(phrase, words=(*phrase.words[:at], comma, *phrase.words[at + 1 :]))


def choose_doublets(usual: str, forms: Iterable[str], tag: str) -> tuple[str, ...]:
    """Return the forms of one cell that are not much rarer than the usual one, sorted."""
    least = max(rate(usual, tag) - _RARER, _IN_USE)
    return tuple(sorted(form for form in set(forms) - {usual} if rate(form, tag) >= least))


@lru_cache(_CACHE)
def rate(form: str, tag: str) -> float:
    """Return the frequency of a form in general language, on the Zipf scale."""
    from wordfreq import zipf_frequency  # noqa: PLC0415 - loads its word lists; not wanted for --help

    return float(zipf_frequency(form.lower(), tag))


def match_case(text: str, model: str) -> str:
    """Write a word in the capitals of another.

    >>> match_case("партия", "Партии"), match_case("сша", "США"), match_case("комитет", "комитету")
    ('Партия', 'США', 'комитет')
    """
    if model.isupper() and len(model) > 1:
        return text.upper()
    return text[:1].upper() + text[1:] if model[:1].isupper() else text
