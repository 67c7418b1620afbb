"""What the inflection of whole phrases needs to know of their words: numbers, conjuncts, articles, capitals."""

from dataclasses import replace
from functools import lru_cache

from align.languages.phrases import Phrase, PhraseWord, Relation, WordClass

_CACHE = 100_000


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
