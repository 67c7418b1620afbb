"""The term groups of each language as points in the encoder's space, with what is measured of each once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from align.calibration import Calibration
from align.encoder import Encoder
from align.index import Indices, Scores, Vectors, centre, normalize
from align.languages.phrases import PhraseWord
from align.variants import TermGroup

_ROMAN = re.compile(r"(?=[IVXLC])(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Space:
    """The vectors of one language, centred and of unit norm, and the words and numbers of its groups.

    `terms` (n, d) are those of the n groups, `contexts` (n, d) those of the company they keep in their sentences, and
    `word_vectors` (w, d) those of the content words. `table` (n, m) has the rows of each group's content words in text
    order, filled up with w; `heads` (n,) those of the head words. `shares` (n,) is the frequency of each group over
    that of all, `ranks` (n,) its place by rising termhood as a share of all places, `sizes` (n,) the number of its
    content words.
    """

    language: str
    groups: tuple[TermGroup, ...]
    terms: Vectors
    contexts: Vectors
    words: tuple[str, ...]
    word_vectors: Vectors
    table: Indices
    heads: Indices
    shares: Scores
    ranks: Scores
    numbers: tuple[frozenset[int], ...]
    sizes: NDArray[np.int64]
    are_names: NDArray[np.bool_]

    def rows_of(self, group: int) -> list[int]:
        """Return the rows of a group's content words."""
        return [int(row) for row in self.table[group] if row < len(self.words)]


def make_spaces(groups: Iterable[TermGroup], encoder: Encoder, calibration: Calibration) -> dict[str, Space]:
    """Return the space of each language, sorted by language; the groups of each keep their order.

    All texts are encoded in one call, so that the encoder can batch them, and each language is centred by itself.
    """
    by_language: dict[str, list[TermGroup]] = defaultdict(list)
    for group in groups:
        by_language[group.language].append(group)
    words = {tag: sorted({w.lemma for g in found for w in content_words(g)}) for tag, found in by_language.items()}
    terms_of_all = {text for found in by_language.values() for group in found for text in group.texts}
    texts = sorted(terms_of_all.union(*words.values()))
    rows = {text: i for i, text in enumerate(texts)}
    vectors = encoder.encode(texts)
    spaces = {}
    for tag, found in sorted(by_language.items()):
        terms = normalize(np.stack([vectors[[rows[text] for text in group.texts]].mean(axis=0) for group in found]))
        usual = np.array(calibration.centres[tag]) if tag in calibration.centres else None
        word_vectors = centre(vectors[[rows[word] for word in words[tag]]], usual)
        spaces[tag] = make_space(tag, found, centre(terms, usual), words[tag], word_vectors)
    return spaces


def make_space(
    language: str, groups: Sequence[TermGroup], terms: Vectors, words: Sequence[str], word_vectors: Vectors
) -> Space:
    """Return the space of groups whose vectors, and whose words' vectors, are known."""
    rows = {word: row for row, word in enumerate(words)}
    content = [[rows[word.lemma] for word in content_words(group)] for group in groups]
    width = max(map(len, content), default=1)
    frequencies = np.array([group.frequency for group in groups], float)
    return Space(
        language=language,
        groups=tuple(groups),
        terms=terms,
        contexts=_make_contexts(groups, content, word_vectors),
        words=tuple(words),
        word_vectors=word_vectors,
        table=np.array([found + [len(words)] * (width - len(found)) for found in content], np.int64),
        heads=np.array([rows[group.members[0].head.lemma] for group in groups], np.int64),
        shares=frequencies / max(1.0, frequencies.sum()),
        ranks=rankdata([group.termhood for group in groups]) / max(1, len(groups)),
        numbers=tuple(_find_numbers(group.texts[0]) for group in groups),
        sizes=np.array([len(found) for found in content], np.int64),
        are_names=np.array([group.phrase.is_name for group in groups], bool),
    )


def content_words(group: TermGroup) -> tuple[PhraseWord, ...]:
    """Return the words of a group's first member that carry meaning."""
    return group.phrase.content()


def _make_contexts(groups: Sequence[TermGroup], content: Sequence[Sequence[int]], word_vectors: Vectors) -> Vectors:
    """Return for each group the mean vector of the other terms' words in its sentences (n, d), centred.

    A sentence is known by its document and the place where it begins.
    """
    sentences: dict[tuple[str, int], set[int]] = defaultdict(set)
    for group, rows in zip(groups, content, strict=True):
        for place in _find_sentences(group):
            sentences[place].update(rows)
    company = np.zeros((len(groups), word_vectors.shape[1]))
    for i, (group, own) in enumerate(zip(groups, content, strict=True)):
        for place in _find_sentences(group):
            others = sorted(sentences[place].difference(own))
            if others:
                company[i] += word_vectors[others].mean(axis=0, dtype=np.float64)
    return centre(normalize(company))


def _find_sentences(group: TermGroup) -> list[tuple[str, int]]:
    return sorted({(x.document, x.start - x.sentence_start) for member in group.members for x in member.contexts})


def _find_numbers(text: str) -> frozenset[int]:
    """Return the numbers in a term, in digits or Roman ones.

    >>> sorted(_find_numbers("XIV съезд, 14ο, ١٤"))
    [14]
    """
    found = {int(digits) for digits in re.findall(r"\d{1,9}", text)}
    found |= {_read_roman(word) for word in re.findall(r"\b[IVXLC]+\b", text) if _ROMAN.fullmatch(word)}
    return frozenset(found)


def _read_roman(numeral: str) -> int:
    values = [_ROMAN_DIGITS[letter] for letter in numeral]
    following: Iterable[int] = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
