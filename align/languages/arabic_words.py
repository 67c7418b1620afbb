"""Readings of Arabic tokens: proclitics, article, stem, pronoun; weighed by general frequency and the text itself."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from align.languages.arabic_lexicon import (
    BOUND_SUFFIXES,
    ENCLITICS,
    IRREGULAR_ADJECTIVES,
    NAME_PARTICLES,
    PREPOSITIONS,
    TITLES,
    find_closed_class,
    load_lexicon,
)
from align.languages.phrases import WordClass
from align.languages.tokens import Token

_DIACRITICS = re.compile("[\u0640\u064b-\u0652\u0670]")
_NUNATION = re.compile("[\u064b-\u064d]")
_ARABIC = re.compile("[\u0621-\u064a]+")
# How often a word of running text carries these proclitics.
_PRIORS = {"": 1.0, "و": 0.06, "ف": 0.004, "ب": 0.03, "ك": 0.004, "ل": 0.03}
_ENCLITIC_PRIOR = 0.02
_ADDRESSEE_PRIOR = 0.001
_ACCUSATIVE_PRIOR = 0.1
_NAME_PRIOR = 0.02
_TEXT_WEIGHT = 0.2
_RARE = 1e-6
_FOREIGN = 1e-7
_FLOOR = 1e-10
_MAX_NAME_PARTICLE = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to cut a token: proclitics + article + stem + enclitic pronoun, with its weight.

    `stem` has neither clitics nor the accusative ending; `is_nunated` says that it bears nunation, or that ending;
    `lemma` is its singular. `masculine` is the masculine singular if the word may be an adjective, else "".
    """

    word_class: WordClass
    lemma: str
    proclitics: str = ""
    has_article: bool = False
    stem: str = ""
    enclitic: str = ""
    is_nunated: bool = False
    is_verbal: bool = False
    masculine: str = ""
    number: str = ""
    gender: str = ""
    weight: float = 0.0

    @property
    def is_nominal(self) -> bool:
        """Whether the word is a noun or adjective."""
        return self.word_class is WordClass.NOUN

    @property
    def is_name(self) -> bool:
        """Whether the word is a name."""
        return self.word_class is WordClass.NAME

    @property
    def is_sound_masculine_plural(self) -> bool:
        """Whether the stem is the lemma with ون, ين or, before a genitive, و or ي."""
        endings = ("ون", "ين", "و", "ي")
        return self.number == "Plur" and any(self.stem == self.lemma + ending for ending in endings)

    @property
    def is_bare(self) -> bool:
        """Whether the noun may govern a genitive: no article, pronoun or nunation."""
        nunated = self.is_sound_masculine_plural and self.stem.endswith("ن")
        return self.is_nominal and not (self.has_article or self.enclitic or self.is_nunated or nunated)


def normalize(text: str) -> str:
    """Remove short vowels, nunation and tatweel.

    >>> normalize("مندوبًا"), normalize("مـؤتـمر")
    ('مندوبا', 'مؤتمر')
    """
    return _DIACRITICS.sub("", text)


@cache
def find_readings(text: str) -> tuple[Reading, ...]:
    """Return the readings of a token, the weightiest first; at least one."""
    form = normalize(text)
    if not form or not _ARABIC.fullmatch(form):
        return (Reading(WordClass.NUMBER if text[0].isdigit() else WordClass.OTHER, text),)
    closed = find_closed_class(form)
    if closed is not None:
        return (Reading(closed, form, stem=form, weight=1.0),)
    nunated = bool(_NUNATION.search(text))
    best: dict[tuple[str, bool, str, str], Reading] = {}
    for proclitics, has_article, rest in _cut_proclitics(form):
        prior = 1.0
        for letter in proclitics:
            prior *= _PRIORS.get(letter, 0.0)
        for reading in _read_stem(proclitics, has_article, rest, nunated and rest.endswith("ا")):
            weighed = replace(reading, weight=reading.weight * prior, is_nunated=reading.is_nunated or nunated)
            key = (proclitics, has_article, weighed.lemma, weighed.enclitic)
            if key not in best or best[key].weight < weighed.weight:
                best[key] = weighed
    if any(r.enclitic and r.weight > 2e-8 for r in best.values()) and load_lexicon().look_up(form) != form:
        best = {key: reading for key, reading in best.items() if not reading.is_name}
    found = sorted(best.values(), key=lambda r: (-r.weight, r.proclitics, r.has_article, r.lemma))
    return tuple(found) or (Reading(WordClass.NAME, form, stem=form, weight=_FLOOR),)


def _cut_proclitics(form: str) -> Iterator[tuple[str, bool, str]]:
    """Yield (proclitics, has_article, rest); لل hides an article, and a further lam of the stem."""
    for conjunction in ("", "و", "ف"):
        rest = form.removeprefix(conjunction)
        if len(rest) < 2 or not form.startswith(conjunction):
            continue
        yield conjunction, False, rest
        if rest.startswith("ال") and len(rest) >= 4:
            yield conjunction, True, rest[2:]
        if rest.startswith("لل") and len(rest) >= 4:
            yield conjunction + "ل", True, rest[2:]
            yield conjunction + "ل", True, rest[1:]
        if rest[0] in "بكل" and len(rest) >= 3:
            yield conjunction + rest[0], False, rest[1:]
            if rest[0] != "ل" and rest[1:3] == "ال" and len(rest) >= 5:
                yield conjunction + rest[0], True, rest[3:]


def _read_stem(proclitics: str, has_article: bool, stem: str, nunated: bool) -> Iterator[Reading]:
    lexicon = load_lexicon()
    if has_article:
        weight = lexicon.frequency("ال" + stem)
        if weight > 0 or lexicon.frequency(stem) > 0 or not proclitics:
            yield _nominal(proclitics, stem, max(weight, _FLOOR * 10), has_article=True)
        return
    frequency = lexicon.frequency(stem)
    nominal = lexicon.is_nominal(stem)
    if stem.startswith("ال") and len(stem) >= 4 and lexicon.frequency("ال" + stem) <= 0.02 * frequency:
        verbal = lexicon.frequency("ي" + stem[1:]) + lexicon.frequency("ي" + stem[1:-1] + "ي") > 1e-7
        if verbal and lexicon.is_verbal(stem):
            yield Reading(WordClass.OTHER, stem, proclitics, stem=stem, is_verbal=True, weight=frequency)
        return
    if nominal and not nunated:
        yield _nominal(proclitics, stem, frequency, is_verbal=lexicon.is_verbal(stem))
    elif lexicon.is_verbal(stem) and not lexicon.is_composed(stem):
        yield Reading(WordClass.OTHER, stem, proclitics, stem=stem, is_verbal=True, weight=frequency)
    elif not nunated:
        yield from _read_unknown(proclitics, stem, frequency)
    if stem.startswith("س") and len(stem) >= 4 and stem[1] in "يتنأ" and not nominal and lexicon.is_verbal(stem[1:]):
        weight = 0.02 * lexicon.frequency(stem[1:])
        yield Reading(WordClass.OTHER, stem, proclitics, stem=stem, is_verbal=True, weight=weight)
    if stem.endswith("ا") and len(stem) >= 3 and (nunated or not nominal):
        base = stem[:-1]
        if lexicon.is_nominal(base) or nunated:
            weight = _ACCUSATIVE_PRIOR * max(lexicon.frequency(base), _FLOOR)
            yield _nominal(proclitics, base, weight, is_nunated=True)
    if not nominal:
        yield from _read_pronoun(proclitics, stem)


def _nominal(proclitics: str, stem: str, weight: float, **facts: bool) -> Reading:
    lexicon = load_lexicon()
    lemma, number, gender = lexicon.lemmatize_noun(stem)
    masculine = lexicon.find_masculine(stem) or ""
    if number == "Plur" and not stem.endswith(("ات", "ون", "ين")):
        masculine = IRREGULAR_ADJECTIVES.get(stem, "")
    if len(stem) == 2 and proclitics[-1:] in ("ب", "ك", "ل") and lexicon.look_up(stem) is None:
        weight *= _NAME_PRIOR / 2
    reading = Reading(WordClass.NOUN, lemma, proclitics, stem=stem, masculine=masculine, number=number, gender=gender)
    return replace(reading, weight=weight, **facts)  # type: ignore[arg-type]


def _read_unknown(proclitics: str, stem: str, frequency: float) -> Iterator[Reading]:
    """Yield a rare adjective or noun of regular build, else a name."""
    lexicon = load_lexicon()
    if lexicon.is_composed(stem):
        return
    lemma, number, _ = lexicon.lemmatize_noun(stem)
    regular = stem.endswith("ة") or (stem.endswith("ي") and lexicon.find_masculine(stem) is not None)
    sound = stem.endswith(("ون", "ين")) and lexicon.is_nominal(stem[:-2]) and lexicon.mass(stem[:-2]) > 20 * frequency
    known = frequency > 0 and lexicon.is_possessed(stem) and not (stem[0] in "وفبكل" and lexicon.is_nominal(stem[1:]))
    if (lemma != stem and number in ("Plur", "Dual")) or regular or sound or known:
        yield _nominal(proclitics, stem, max(frequency, _FLOOR * 5))
    elif not proclitics or frequency > _RARE or (proclitics == "و" and len(stem) >= 4):
        unprefixed = 1.0 if proclitics or not stem.startswith("و") or frequency > 0 else 0.01
        weight = max(_NAME_PRIOR * frequency, _FLOOR / 100) * unprefixed
        yield Reading(WordClass.NAME, stem, proclitics, stem=stem, weight=weight)


def _read_pronoun(proclitics: str, stem: str) -> Iterator[Reading]:
    """Yield the noun or verb before an object or possessive pronoun."""
    lexicon = load_lexicon()
    for enclitic in ENCLITICS:
        base = stem.removesuffix(enclitic)
        if base == stem or len(base) < 2:
            continue
        hosts = [base, base + "ا"] if base.endswith("و") else [base]
        if base.endswith("ت"):
            hosts.append(base[:-1] + "ة")
        if base.endswith(("ئ", "ؤ")):
            hosts.append(base[:-1] + "ء")
        if base.endswith("ا"):
            hosts.append(base[:-1] + "ى")
        for host in hosts:
            weight = (_ADDRESSEE_PRIOR if enclitic == "ك" else _ENCLITIC_PRIOR) * lexicon.frequency(host)
            opaque = host.endswith("ة") and host == base  # ة is written ت before a pronoun
            nominal = lexicon.is_nominal(host) or lexicon.look_up(host) not in (None, host)
            if nominal and not opaque and (len(host) > 2 or weight > _RARE):
                yield replace(_nominal(proclitics, host, weight), enclitic=enclitic)
            elif lexicon.is_verbal(host) and lexicon.frequency(host) > 2e-7:
                yield Reading(WordClass.OTHER, stem, proclitics, stem=stem, is_verbal=True, weight=weight)


@dataclass(frozen=True, slots=True)
class Word:
    """A token with the readings left after weighing them by the text; the first one counts.

    `is_code` tells the number of a document.
    """

    token: Token
    readings: tuple[Reading, ...]
    starts_clause: bool = False
    is_code: bool = False

    @property
    def best(self) -> Reading:
        """The likeliest reading."""
        return self.readings[0]


def read_words(sentences: Sequence[Sequence[Token]]) -> list[list[Word]]:
    """Return the words of all sentences, read in the light of one another."""
    counts = _count_lemmas(sentences)
    total = sum(counts.values()) or 1.0
    ranked: dict[str, tuple[Reading, ...]] = {}

    def rank(text: str) -> tuple[Reading, ...]:
        if text not in ranked:
            readings = find_readings(text)
            ranked[text] = (
                tuple(sorted(readings, key=lambda r: -_weigh(r, counts, total))) if readings[1:] else readings
            )
        return ranked[text]

    read = []
    for sentence in sentences:
        words, starts = [], True
        for token in sentence:
            words.append(Word(token, rank(token.text), starts))
            starts = token.text in ".:؛;!؟?|" or (starts and token.text in "-–")
        read.append(words)
    return join_names(read)


def _weigh(reading: Reading, counts: Mapping[str, float], total: float) -> float:
    prior = 1.0
    for letter in reading.proclitics:
        prior *= _PRIORS.get(letter, 0.0)
    prior *= _ENCLITIC_PRIOR if reading.enclitic else _NAME_PRIOR if reading.is_name else 1.0
    share = max(counts.get(reading.lemma, 0.0) - 1.0, 0.0) / total
    return reading.weight + _TEXT_WEIGHT * prior * share


def _count_lemmas(sentences: Sequence[Sequence[Token]]) -> Counter[str]:
    """Count the lemmas of the tokens that have one reading much weightier than all others."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        for token in sentence:
            readings = find_readings(token.text)
            if (
                len(readings) == 1
                or readings[1].lemma == readings[0].lemma
                or readings[0].weight > 10 * readings[1].weight
            ):
                counts[readings[0].lemma] += 1
    return counts


def join_names(sentences: list[list[Word]]) -> list[list[Word]]:
    """Read as names the small words inside and before names: those of a closed list, and those the text shows to be."""
    always_after = _find_followers(sentences)
    by_title = _find_titled_particles(sentences)
    return [_join_sentence(words, always_after, by_title) for words in sentences]


def _join_sentence(words: list[Word], always_after: frozenset[str], by_title: frozenset[tuple[str, str]]) -> list[Word]:
    joined = list(words)
    for i in range(len(joined) - 1, -1, -1):
        text = joined[i].token.text
        if joined[i].best.is_name or not joined[i].token.is_word:
            continue
        following = joined[i + 1] if i + 1 < len(joined) else None
        if following is None or not following.token.is_word:
            continue
        # A suffix stands by itself only as a syllable of a foreign name.
        if text in BOUND_SUFFIXES and load_lexicon().frequency(following.token.text) < _RARE:
            joined[i + 1] = following = _as_name(following)
            joined[i] = _as_name(joined[i])
            continue
        after_name = i > 0 and (joined[i - 1].best.is_name or joined[i - 1].token.text in NAME_PARTICLES)
        # Nor does a short word part two words of a name, unless it joins them.
        is_syllable = len(text) < _MAX_NAME_PARTICLE and text not in PREPOSITIONS
        between = after_name and (is_syllable or load_lexicon().frequency(text) < _RARE)
        is_part = between or _is_foreign(joined[i])
        if following.best.is_name and (text in NAME_PARTICLES or (text, following.token.text) in by_title or is_part):
            joined[i] = _as_name(joined[i])
    for i in range(1, len(joined)):
        word, previous = joined[i], joined[i - 1]
        if word.best.is_name or not word.token.is_word or not previous.best.is_name:
            continue
        if word.token.text in always_after or _is_foreign(word):
            joined[i] = _as_name(word)
    return joined


def _is_foreign(word: Word) -> bool:
    """Whether a short word that general texts hardly know is a syllable of a foreign name, beside another one."""
    text = word.token.text
    if len(text) > _MAX_NAME_PARTICLE or word.best.is_nominal or find_closed_class(normalize(text)) is not None:
        return False
    return load_lexicon().frequency(text) < _FOREIGN


def _as_name(word: Word) -> Word:
    text = normalize(word.token.text)
    return Word(word.token, (Reading(WordClass.NAME, text, stem=text),), word.starts_clause)


def _find_followers(sentences: list[list[Word]]) -> frozenset[str]:
    """Return the verb-like words that stand at least twice in the text and always after the same name."""
    seen: Counter[str] = Counter()
    after: Counter[tuple[str, str]] = Counter()
    for words in sentences:
        for previous, word in zip([None, *words], words, strict=False):
            if not word.best.is_nominal and not word.best.is_name and len(word.token.text) <= _MAX_NAME_PARTICLE:
                seen[word.token.text] += 1
                if previous is not None and previous.best.is_name and find_closed_class(word.token.text) is None:
                    after[word.token.text, previous.token.text] += 1
    return frozenset(text for (text, _), count in after.items() if count >= 2 and count == seen[text])


def _find_titled_particles(sentences: list[list[Word]]) -> frozenset[tuple[str, str]]:
    """Return (word, name) where a seeming preposition stands between a title and a name: الرفيق في تو ليو."""
    found = set()
    for words in sentences:
        for i in range(len(words) - 2):
            title, word, name = words[i : i + 3]
            if not (title.best.lemma in TITLES and title.best.has_article and word.token.text in PREPOSITIONS):
                continue
            after = words[i + 3] if i + 3 < len(words) else None
            if name.best.is_name:
                found.add((word.token.text, name.token.text))
            elif len(name.token.text) <= _MAX_NAME_PARTICLE - 1 and after is not None and after.best.is_name:
                found |= {(word.token.text, name.token.text), (name.token.text, after.token.text)}
    return frozenset(found)
