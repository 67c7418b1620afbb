"""Arabic: noun phrases by construct state, definiteness and agreement; citation, forms with article and proclitics.

A construct (idafa) is a chain of nouns of which only the last one may take the article. An adjective follows the whole
chain, agrees in definiteness with all of it and in gender with the noun it describes; so in لجنة الحزب الإقليمية the
adjective belongs to لجنة. Plurals of things take feminine singular adjectives.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from align.languages.arabic_chain import MAX_LINKED_WORDS, Chain, Part, agrees, settle
from align.languages.arabic_forms import cite, find_forms, find_stem, prefix
from align.languages.arabic_lexicon import (
    CLOSE_PREPOSITIONS,
    DOCUMENT_NOUNS,
    GENERAL,
    LINKING_PARTICIPLES,
    LINKING_PREPOSITIONS,
    NUMBER_SIGNS,
    QUANTIFIERS,
    TENS,
    load_lexicon,
)
from align.languages.arabic_words import Reading, Word, normalize, read_words
from align.languages.marks import find_codes
from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass
from align.languages.terms import NO_FACTS, TermFacts
from align.languages.tokens import CLOSING, join_tokens, tokenize

MIN_VERB_SHARE = 0.15
_ELATIVE = re.compile("أ[^اأ]{2}[^ا]")


class Arabic:
    """The functions of `align.languages.Language` for Arabic."""

    tag = "ar"
    place_prepositions = frozenset({"في", "من", "إلى"})
    document_nouns = DOCUMENT_NOUNS

    def find_phrases(self, sentences: Sequence[str]) -> list[list[Phrase]]:
        """Return the maximal noun phrases and names of each sentence, in text order and without overlap.

        The sentences are read in the light of one another: للجنة is "to the committee" in a text about a committee.
        """
        read = read_words([tokenize(sentence) for sentence in sentences])
        return [list(_chunk(_join_codes(words))) for words in read]

    def cite(self, phrase: Phrase, number: str) -> str:
        """Return the citation form: no proclitics, the definiteness of the occurrence, the head in the nominative.

        With `number` Sing a sound plural becomes singular, and its adjectives with it; broken plurals stay.
        """
        return cite(phrase, number)

    def forms(self, phrase: Phrase) -> frozenset[str]:
        """Return the phrase with and without the article, with the proclitics و ف ب ل ك, and in the accusative."""
        return find_forms(phrase)

    def inflect_term(self, text: str, facts: TermFacts = NO_FACTS) -> frozenset[str]:  # noqa: ARG002 - not told here
        """Return the forms of a term as it is cited, that is without proclitics.

        One that isn't a whole phrase only gets proclitics, if it begins with a noun or name.
        """
        tokens = tokenize(text)
        words = read_words([tokens])[0]
        bare = [reading for reading in words[0].readings if not reading.proclitics]
        first = next((reading for reading in bare if reading.is_nominal or reading.is_name), None)
        if first is None:
            return frozenset()
        words[0] = replace(words[0], readings=(first, *words[0].readings), starts_clause=False)
        phrase = next(_chunk(_join_codes(words)))
        if (phrase.start, phrase.end) == (tokens[0].start, tokens[-1].end):
            return find_forms(phrase)
        return frozenset(prefix(text.split()))

    def stem(self, lemma: str) -> str:
        """Return the root that an adjective shares with the noun it is derived from.

        >>> load().stem("حزبي") == load().stem("حزب"), load().stem("شعبة") == load().stem("شعب")
        (True, False)
        """
        return find_stem(lemma)

    def is_general(self, lemma: str) -> bool:
        """Whether a lemma is too general to begin or end a term."""
        return lemma in GENERAL


@cache
def load() -> Arabic:
    """Return the language; its dictionaries are read at the first phrase."""
    return Arabic()


# -- phrases -----------------------------------------------------------------------------------------------------------


def _join_codes(words: list[Word]) -> list[Word]:
    """Return the words with each number of a document as one word; bare digits are one after a noun for a document."""
    joined: list[Word] = []
    at = 0
    for code in find_codes([word.token for word in words], NUMBER_SIGNS):
        if not code.is_marked and not (code.start and words[code.start - 1].best.lemma in DOCUMENT_NOUNS):
            continue
        token = join_tokens([word.token for word in words[code.start : code.stop]])
        reading = Reading(WordClass.NUMBER, code.value, stem=code.value)
        joined += [*words[at : code.start], Word(token, (reading,), is_code=True)]
        at = code.stop
    return [*joined, *words[at:]] if at else words


def _chunk(words: list[Word]) -> Iterator[Phrase]:
    i = 0
    while i < len(words):
        reading = words[i].best
        if reading.is_name:
            stop = _name_end(words, i)
            yield _to_phrase([_name_part(words, k, i, Relation.HEAD, -1, i) for k in range(i, stop)])
            i = stop
        elif reading.is_nominal and not _is_opening_verb(words, i):
            chain, i = _find_chain(words, i)
            yield _to_phrase(chain.parts)
        else:
            i += 1


def _is_opening_verb(words: list[Word], i: int) -> bool:
    """Whether a noun-like word is the verb that opens its clause: حضر المؤتمر, وطلب رئيس."""
    word, reading = words[i], words[i].best
    if i > 0 and words[i - 1].token.text == "،":
        lexicon = load_lexicon()
        starts = lexicon.frequency(reading.stem + "ت") > MIN_VERB_SHARE * lexicon.frequency(reading.stem)
    else:
        starts = word.starts_clause
    conjoined = reading.proclitics in ("", "و", "ف")
    if not (starts and reading.is_verbal and conjoined) or reading.has_article or reading.is_nunated:
        return False
    return i + 1 < len(words) and (words[i + 1].best.is_nominal or words[i + 1].best.is_name)


def _name_end(words: list[Word], start: int) -> int:
    """Return the index after the last word of the name: its further words have no proclitics."""
    stop = start + 1
    while stop < len(words) and words[stop].best.is_name and not words[stop].best.proclitics:
        stop += 1
    return stop


def _name_part(words: list[Word], k: int, start: int, relation: Relation, governor: int, offset: int) -> Part:
    first = k == start
    return Part(
        words[k],
        words[k].best,
        WordClass.NAME,
        relation if first else Relation.NAME,
        governor if first else start - offset,
    )


def _find_chain(words: list[Word], start: int) -> tuple[Chain, int]:
    """Return the longest phrase that begins at a noun, and the index after it."""
    chain = Chain()
    chain.add(Part(words[start], settle(words, start), WordClass.NOUN, Relation.HEAD, -1))
    i = start + 1
    while i < len(words):
        parts = _find_next(chain, words, i)
        if not parts:
            break
        for part in parts:
            chain.add(part)
        i += len(parts)
    return _add_quoted(chain, words, i)


def _add_quoted(chain: Chain, words: list[Word], i: int) -> tuple[Chain, int]:
    """Add what stands between quotation marks after a bare noun, if it is one whole noun phrase: its genitive."""
    closing = CLOSING.get(words[i].token.text) if i + 2 < len(words) and chain.last_is_bare else None
    if closing is None or not words[i + 1].best.is_nominal or words[i + 1].token.start > words[i].token.end:
        return chain, i
    inner, stop = _find_chain(words, i + 1)
    if stop >= len(words) or words[stop].token.text not in closing:
        return chain, i
    offset, last = len(chain.parts), len(inner.parts) - 1
    for k, part in enumerate(inner.parts):
        tokens = [words[i].token] * (k == 0) + [part.word.token] + [words[stop].token] * (k == last)
        word = replace(part.word, token=join_tokens(tokens))
        above = offset - 1 if k == 0 else part.governor + offset
        relation = Relation.GENITIVE if k == 0 else part.relation
        chain.add(replace(part, word=word, relation=relation, governor=above))
    return chain, stop + 1


def _find_next(chain: Chain, words: list[Word], i: int) -> list[Part]:
    """Return the word or words that continue the phrase, none if it ends."""
    reading = words[i].best
    if words[i].is_code:
        nouns = (k for k in reversed(chain.open) if chain.parts[k].reading.lemma in DOCUMENT_NOUNS)
        return [Part(words[i], reading, WordClass.NUMBER, Relation.MODIFIER, k) for k in nouns][:1]
    if reading.word_class is WordClass.NUMBER:
        return _ten_of_ordinal(chain, words[i])
    if reading.word_class is WordClass.PREPOSITION:
        return _link_by_word(chain, words, i)
    if reading.is_name and not reading.proclitics:
        return _genitive_name(chain, words, i)
    if reading.is_nominal:
        return _find_next_nominal(chain, words, i, settle(words, i))
    return []


def _ten_of_ordinal(chain: Chain, word: Word) -> list[Part]:
    """Return the second word of an ordinal like الثالث عشر; else nothing."""
    last = chain.last
    if word.token.text in TENS and last.relation is Relation.MODIFIER and last.reading.has_article:
        return [Part(word, word.best, WordClass.NUMBER, Relation.MODIFIER, last.governor)]
    return []


def _find_next_nominal(chain: Chain, words: list[Word], i: int, reading: Reading) -> list[Part]:
    """Try adjective, genitive, coordinated and linked noun, in this order: the first one that fits is the tightest."""
    is_genitive = not reading.proclitics and chain.last_is_bare and not _is_accusative(words[i], reading)
    adjective = _modifier(chain, words, i, reading)
    negated = _negated(chain, words, i) if reading.lemma == "غير" and not reading.proclitics else []
    if negated:
        return negated
    if adjective and not (is_genitive and _is_rather_noun(words, i, reading)):
        return _link_by_participle(chain, words, i, adjective) or [adjective]
    if is_genitive:
        return [_noun(words[i], reading, Relation.GENITIVE, len(chain.parts) - 1)]
    if reading.proclitics == "و":
        return _coordinate(chain, words[i], reading)
    linking = (reading.proclitics == "ب" and chain.is_close) or (reading.proclitics == "ل" and chain.is_definite(0))
    if linking and chain.may_link and reading.lemma not in GENERAL:
        return [_noun(words[i], reading, Relation.LINKED, chain.link_governor)]
    return []


def _is_accusative(word: Word, reading: Reading) -> bool:
    """Whether a word bears the indefinite accusative ending, which no genitive has: نسبياً."""
    return reading.is_nunated and normalize(word.token.text).endswith("ا")


def _negated(chain: Chain, words: list[Word], i: int) -> list[Part]:
    """Return غير with the adjective that it negates: الأعمال غير المشروعة; else nothing."""
    if i + 1 >= len(words):
        return []
    adjective = _modifier(chain, words, i + 1, words[i + 1].best)
    if adjective is None or adjective.reading.proclitics:
        return []
    return [Part(words[i], words[i].best, WordClass.OTHER, Relation.MODIFIER, adjective.governor), adjective]


def _noun(word: Word, reading: Reading, relation: Relation, governor: int) -> Part:
    return Part(word, reading, WordClass.NOUN, relation, governor)


def _modifier(chain: Chain, words: list[Word], i: int, reading: Reading) -> Part | None:
    """Return the word as an adjective of the nearest open noun that it agrees with, or None."""
    if not reading.masculine or reading.enclitic or reading.proclitics not in ("", "و"):
        return None
    if reading.proclitics and chain.last.relation is not Relation.MODIFIER:
        return None
    is_elative = reading.masculine == reading.stem and _ELATIVE.fullmatch(reading.stem)
    if is_elative and not reading.has_article and not load_lexicon().is_color(reading.stem):
        return None
    candidates = [k for k in reversed(chain.open) if chain.is_definite(k) is reading.has_article]
    if reading.proclitics:
        candidates = [k for k in candidates if k == chain.last.governor]
    candidates = [k for k in candidates if chain.parts[k].word_class is WordClass.NOUN]
    for k in candidates:
        if agrees(chain.parts[k].reading, reading):
            return Part(words[i], reading, WordClass.ADJECTIVE, Relation.MODIFIER, k)
    return None


def _is_rather_noun(words: list[Word], i: int, reading: Reading) -> bool:
    """Whether a word after a bare noun is its genitive, not its adjective: the next word is its own genitive."""
    if reading.has_article:
        return True
    following = words[i + 1].best if i + 1 < len(words) else None
    if following is None or following.proclitics or not (following.is_nominal or following.is_name):
        return False
    if _is_accusative(words[i + 1], following):
        return False
    governs = following.has_article or following.is_name or not (following.masculine and agrees(reading, following))
    return governs and reading.is_bare


def _coordinate(chain: Chain, word: Word, reading: Reading) -> list[Part]:
    """Join a noun by و to the nearest open noun of the same form; adverbial accusatives are not joined."""
    if len(chain.parts) >= MAX_LINKED_WORDS or reading.is_nunated is not chain.parts[0].reading.is_nunated:
        return []
    for k in reversed(chain.open):
        part = chain.parts[k]
        alike = (
            part.reading.has_article or chain.is_construct(k) if reading.has_article else not part.reading.has_article
        )
        if part.word_class is WordClass.NOUN and alike:
            return [_noun(word, reading, Relation.COORDINATED, k)]
    return []


def _link_by_word(chain: Chain, words: list[Word], i: int) -> list[Part]:
    """Return a preposition and the noun or name after it."""
    text = words[i].token.text
    links = text in LINKING_PREPOSITIONS or (text in CLOSE_PREPOSITIONS and chain.is_close)
    if not links or i + 1 >= len(words) or not chain.may_link:
        return []
    following = words[i + 1].best
    is_light = following.lemma in GENERAL and following.lemma not in QUANTIFIERS
    if is_light or following.proclitics or not (following.is_nominal or following.is_name):
        return []
    at, governor = (
        len(chain.parts),
        chain.link_governor if chain.last.relation is Relation.MODIFIER else chain.open[-1],
    )
    joint = Part(words[i], words[i].best, WordClass.PREPOSITION, Relation.FUNCTION, at + 1)
    if following.is_name:
        stop = _name_end(words, i + 1)
        offset = i + 1 - (at + 1)
        names = [_name_part(words, k, i + 1, Relation.LINKED, governor, offset) for k in range(i + 1, stop)]
        return [joint, *names]
    return [joint, _noun(words[i + 1], settle(words, i + 1), Relation.LINKED, governor)]


def _link_by_participle(chain: Chain, words: list[Word], i: int, adjective: Part) -> list[Part]:
    """Return a linking participle as a function word with the noun after it: التابعة للجنة; else nothing."""
    if adjective.reading.masculine not in LINKING_PARTICIPLES or adjective.reading.proclitics or i + 1 >= len(words):
        return []
    following = words[i + 1].best
    if not following.is_nominal or following.proclitics not in ("ل", "ب"):
        return []
    at, governor = len(chain.parts), chain.link_governor
    if not agrees(chain.parts[governor].reading, adjective.reading):
        governor = adjective.governor
    joint = Part(words[i], adjective.reading, WordClass.OTHER, Relation.FUNCTION, at + 1)
    return [joint, _noun(words[i + 1], settle(words, i + 1), Relation.LINKED, governor)]


def _genitive_name(chain: Chain, words: list[Word], i: int) -> list[Part]:
    """Return the name after a bare noun: مقاطعة ها تينه."""
    if chain.last.word_class is not WordClass.NOUN or not chain.last.reading.is_bare:
        return []
    at, stop = len(chain.parts), _name_end(words, i)
    return [_name_part(words, k, i, Relation.GENITIVE, at - 1, i - at) for k in range(i, stop)]


def _to_phrase(parts: list[Part]) -> Phrase:
    return Phrase(tuple(_phrase_word(part) for part in parts), 0)


def _phrase_word(part: Part) -> PhraseWord:
    reading, token = part.reading, part.word.token
    lemma = reading.masculine if part.word_class is WordClass.ADJECTIVE else reading.lemma
    agreement = frozenset({Agreement("", reading.number, reading.gender)} if reading.number else ())
    if part.word_class is WordClass.ADJECTIVE:
        feminine = reading.stem.endswith(("ة", "ات", "ى", "اء"))
        agreement = frozenset({Agreement("", reading.number, "Fem" if feminine else "Masc")})
    return PhraseWord(
        token.text, lemma, part.word_class, part.relation, part.governor, token.start, token.end, agreement
    )
