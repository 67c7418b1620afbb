"""Pairs of equivalent terms and phrases to learn from, and how batches are drawn from them.

A file has a pair a line, tab-separated and without quoting: language, text, language, text, source; .gz is unpacked.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple, TextIO

import numpy as np
from numpy.typing import NDArray

from glossary.errors import InputError

Rows = NDArray[np.int64]
Seed = int | tuple[int, int]

DICTIONARIES: Final = ("freedict", "omw", "cldr", "osm")
"""What the sources that list words and terms begin with; the others are phrases and sentences of programs."""
_LONGEST: Final = 400


class PairLine(NamedTuple):
    """A line of a file of pairs."""

    language: str
    text: str
    other_language: str
    other_text: str
    source: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct texts with their languages, and pairs of rows of them: `rows`, int64 (n, 2)."""

    texts: tuple[str, ...]
    languages: NDArray[np.str_]
    rows: Rows
    is_dictionary: NDArray[np.bool_]

    def lengths(self) -> NDArray[np.int64]:
        """Return the characters of each text."""
        return np.array([len(text) for text in self.texts])

    def digest(self) -> str:
        """Return the SHA-256 of all that the pairs are."""
        names = json.dumps([self.texts, self.languages.tolist()]).encode()
        return sha256(names + self.rows.tobytes() + self.is_dictionary.tobytes()).hexdigest()


def read_pairs(path: Path) -> Pairs:
    """Read a file of pairs; raises InputError with the line for one that is malformed, or for a file of none."""
    ids: dict[tuple[str, str], int] = {}
    rows: list[tuple[int, int]] = []
    is_dictionary: list[bool] = []
    for line in iterate_pairs(path):
        one, other = (line.language, line.text.strip()), (line.other_language, line.other_text.strip())
        if one[1] and other[1] and max(len(one[1]), len(other[1])) <= _LONGEST:
            rows.append((ids.setdefault(one, len(ids)), ids.setdefault(other, len(ids))))
            is_dictionary.append(line.source.startswith(DICTIONARIES))
    if not rows:
        raise InputError(f"{path}: no pairs; give a file of language, text, language, text, source")
    return Pairs(
        tuple(text for _, text in ids),
        np.array([language for language, _ in ids]),
        np.array(rows, np.int64),
        np.array(is_dictionary),
    )


def iterate_pairs(path: Path) -> Iterator[PairLine]:
    """Yield the lines of a file of pairs; raises InputError with the line for one that is malformed."""
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, 1):
                columns = line.rstrip("\n").split("\t")
                if len(columns) != len(PairLine._fields):
                    expected = len(PairLine._fields)
                    raise InputError(f"{path}, line {number}: {len(columns)} columns instead of {expected}; mend it")
                yield PairLine(*columns)
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise InputError(f"{path}: can't be read ({error}); give a UTF-8 file of pairs, .tsv or .tsv.gz") from error


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    return path.open(encoding="utf-8", newline="\n")


def find_translations(pairs: Pairs, language: str) -> dict[int, list[int]]:
    """Return the texts of a language with those of the others that they are paired with."""
    found: dict[int, list[int]] = {}
    is_wanted = pairs.languages == language
    for one, other in pairs.rows.tolist():
        if is_wanted[one] != is_wanted[other]:
            wanted, translation = (one, other) if is_wanted[one] else (other, one)
            found.setdefault(wanted, []).append(translation)
    return found


def check_usable(usable: NDArray[np.bool_], name: str) -> None:
    """Raise InputError where no pair is usable; `name` says what such pairs are."""
    if not usable.any():
        raise InputError(f"the pairs hold no {name}; add some to the file")


class BatchSource:
    """Draws batches of distinct texts from pairs of one sort.

    Batches of like length have little padding, and the negatives of a pair are as long as it is. Batches that are
    sorted by a word of theirs hold families ("tax", "income tax", "tax return"): that is where hard negatives come
    from that differ in one word.
    """

    def __init__(self, pairs: Pairs, usable: NDArray[np.bool_], lengths: NDArray[np.int64], seed: Seed) -> None:
        """Take pairs, which of them to use, and the length of every text; raises InputError for none to use."""
        check_usable(usable, "usable pairs")
        self._pairs = pairs
        self._random = np.random.default_rng(seed)
        self._lengths = lengths
        self._sorts = [np.flatnonzero(usable & pairs.is_dictionary), np.flatnonzero(usable & ~pairs.is_dictionary)]
        self._words = _WordLists(pairs.texts)

    def draw(self, size: int, dictionary_share: float, *, is_family: bool) -> Iterator[Rows]:
        """Yield for ever rows of texts, (n, 2), n up to `size`; no text stands twice on one side of a batch."""
        pool = 64 * size
        while True:
            share = dictionary_share if len(self._sorts[1]) else 1.0
            first = round(pool * share) if len(self._sorts[0]) else 0
            chosen = np.concatenate(
                [
                    self._random.choice(part, count)
                    for part, count in zip(self._sorts, (first, pool - first), strict=True)
                    if count
                ]
            )
            rows = self._pairs.rows[chosen]
            key = self._words.key(rows, self._random) if is_family else self._length_key(rows)
            rows = rows[np.argsort(key, kind="stable")]
            for number in self._random.permutation(64).tolist():
                yield drop_repeated(rows[number * size : (number + 1) * size])

    def _length_key(self, rows: Rows) -> NDArray[np.float64]:
        key: NDArray[np.float64] = self._lengths[rows].sum(axis=1) + self._random.random(len(rows)) * 2
        return key


class _WordLists:
    """The words of every text, as numbers in one array."""

    def __init__(self, texts: Sequence[str]) -> None:
        numbers: dict[str, int] = {}
        words = [
            [numbers.setdefault(word, len(numbers)) for word in re.findall(r"\w+", text.lower()) or [text]]
            for text in texts
        ]
        self._words = np.array([word for row in words for word in row])
        self._starts = np.cumsum([0, *map(len, words)])
        self._count = len(numbers)

    def key(self, rows: Rows, random: np.random.Generator) -> NDArray[np.int64]:
        """Return for each pair a number that stands for one of the words of one of its texts."""
        texts = rows[:, random.integers(0, 2)]
        starts = self._starts[texts]
        offsets = (random.random(len(texts)) * (self._starts[texts + 1] - starts)).astype(np.int64)
        shuffled: NDArray[np.int64] = random.permutation(self._count)[self._words[starts + offsets]]
        return shuffled


def drop_repeated(rows: Rows) -> Rows:
    """Return the pairs (n, 2) without those that repeat a text of an earlier one on the same side."""
    for side in (0, 1):
        _, first = np.unique(rows[:, side], return_index=True)
        rows = rows[np.sort(first)]
    return rows


def join_phrases(
    pairs: Pairs, usable: NDArray[np.bool_], size: int, seed: Seed
) -> Iterator[tuple[list[str], list[str]]]:
    """Yield for ever long texts and their translations: one to three phrases of one pair of languages, joined.

    Raises InputError, as soon as one is asked for, where no pair is usable.
    """
    check_usable(usable, "phrases to join")
    random = np.random.default_rng(seed)
    rows = pairs.rows[usable]
    kinds = pairs.languages[rows]
    groups = {(str(a), str(b)): rows[(kinds == (a, b)).all(axis=1)] for a, b in np.unique(kinds, axis=0)}
    shares = np.sqrt([len(group) for group in groups.values()])
    while True:
        batch = []
        for choice in random.choice(len(groups), size, p=shares / shares.sum()).tolist():
            group = list(groups.values())[choice]
            batch.append(group[random.integers(0, len(group), random.integers(1, 4))])
        one, other = ([" ".join(pairs.texts[row] for row in part[:, side]) for part in batch] for side in (0, 1))
        yield one, other
