"""Measure the index of words: how long it takes to make, how much it holds, how soon and how well it answers.

    python -m benchmarks.wordindex [--terms 1000000] [--queries 1000]

The terms are synthetic (`benchmarks.synthetic`), each with a citation form and eight others. A misspelt query is found
if one of the first ten answers is its term, or one with the same key. Goals at a million terms: made in 12 s, 400 MB
held; suggest within 20 ms (p95), similar within 25 ms (p99); found 95 %.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from align.vocabulary import split_words
from align.wordindex import WordIndex
from benchmarks.synthetic import make_concepts
from glossary.termkeys import TermKeys
from glossary.text import lookup_key

_TERMS_OF_CONCEPT = 10
_BATCH = 10_000
_LETTERS = (1, 2, 3, 5, 10)
_SHOWN = 10
_ASKED = 4 * _SHOWN
"""As many are asked for where ten concepts are to be shown."""
_Edit = Callable[[random.Random, str], str]


class _Source:
    """Synthetic terms. `seconds` is the time that making them took; `sample` are some of them."""

    def __init__(self, count: int, sampled: int) -> None:
        self._count = count
        self._every = max(count // sampled, 1)
        self.seconds = 0.0
        self.sample: list[TermKeys] = []

    def __iter__(self) -> Iterator[TermKeys]:
        terms = islice(_make_terms(-(-self._count // _TERMS_OF_CONCEPT)), self._count)
        while True:
            start = time.perf_counter()
            batch = list(islice(terms, _BATCH))
            self.sample += [term for term in batch if term.number % self._every == 0]
            self.seconds += time.perf_counter() - start
            if not batch:
                return
            yield from batch


def _make_terms(concepts: int) -> Iterator[TermKeys]:
    number = 0
    for concept in make_concepts(concepts):
        for section in concept.sections:
            for term in section.terms:
                texts = (term.text, *(form.text for form in term.forms))
                keys = dict.fromkeys(lookup_key(text, section.language) for text in texts)
                yield TermKeys(number, section.language, term.status, term.frequency, tuple(filter(None, keys)))
                number += 1


def _choose_letter(chosen: random.Random, key: str) -> int:
    return chosen.choice([i for i, letter in enumerate(key) if letter != " "])


def _change(chosen: random.Random, key: str) -> str:
    at = _choose_letter(chosen, key)
    return key[:at] + key[_choose_letter(chosen, key)] + key[at + 1 :]


def _omit(chosen: random.Random, key: str) -> str:
    at = _choose_letter(chosen, key)
    return key[:at] + key[at + 1 :]


def _add(chosen: random.Random, key: str) -> str:
    at = _choose_letter(chosen, key)
    return key[:at] + key[_choose_letter(chosen, key)] + key[at:]


def _swap(chosen: random.Random, key: str) -> str:
    at = chosen.choice([i for i in range(len(key) - 1) if " " not in key[i : i + 2]])
    return key[:at] + key[at + 1] + key[at] + key[at + 2 :]


def _change_first(chosen: random.Random, key: str) -> str:
    return key[_choose_letter(chosen, key)] + key[1:]


def _join(_: random.Random, key: str) -> str:
    return key.replace(" ", "", 1)


def _split(chosen: random.Random, key: str) -> str:
    at = chosen.choice([i for i in range(1, len(key)) if " " not in key[i - 1 : i + 1]])
    return f"{key[:at]} {key[at:]}"


def _turn(chosen: random.Random, key: str) -> str:
    return _change(chosen, " ".join(reversed(key.split())))


def _add_word(chosen: random.Random, key: str) -> str:
    words = key.split()
    words.insert(chosen.randrange(len(words) + 1), key[:2].strip())
    return " ".join(words)


_EDITS: Mapping[str, _Edit] = {
    "wrong letter": _change,
    "missing letter": _omit,
    "additional letter": _add,
    "letters swapped": _swap,
    "wrong first letter": _change_first,
    "words joined": _join,
    "word split": _split,
    "turned, wrong letter": _turn,
    "additional small word": _add_word,
}


def _measure_suggest(index: WordIndex, queries: Sequence[str]) -> list[float]:
    """Return the seconds that each query took."""
    seconds = []
    for query in queries:
        start = time.perf_counter()
        index.complete(query, None, _ASKED)
        seconds.append(time.perf_counter() - start)
    return seconds


def _measure_similar(index: WordIndex, wanted: Sequence[tuple[TermKeys, str, str]]) -> tuple[list[float], float]:
    """Return the seconds that each query took, and the share of the terms that were found."""
    seconds, found = [], 0
    for term, key, query in wanted:
        start = time.perf_counter()
        answers = index.find_resembling(query, None, _SHOWN)
        seconds.append(time.perf_counter() - start)
        words = tuple(split_words(key))
        found += any(answer.number == term.number or answer.words == words for answer in answers)
    return seconds, found / len(wanted)


def _describe(seconds: Sequence[float]) -> str:
    return "  ".join(f"p{p} {np.percentile(seconds, p) * 1000:7.2f} ms" for p in (50, 95, 99))


def _count_megabytes(index: WordIndex) -> float:
    table, spelling = index.table, index.spelling
    arrays = [getattr(part, name) for part in (table, spelling) for name in part.__slots__]
    numbers = sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))
    return (numbers + sys.getsizeof(table.words) + sum(map(sys.getsizeof, table.words))) / 1e6


def _read_peak() -> float:
    """Return the most memory that the process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def _measure(index: WordIndex, sample: Sequence[TermKeys]) -> Iterator[tuple[str, str]]:
    """Yield the name and the figures of each kind of query."""
    chosen = random.Random(3)  # noqa: S311 - not for secrets
    picked = [(term, chosen.choice(term.keys)) for term in sample]
    for letters in _LETTERS:
        yield f"suggest, {letters} letters", _describe(_measure_suggest(index, [key[:letters] for _, key in picked]))
    phrases = [key.split() for _, key in picked if " " in key]
    turned = [f"{words[1]} {words[0][:3]}" for words in phrases]
    yield "suggest, two words turned", _describe(_measure_suggest(index, turned))
    for name, edit in _EDITS.items():
        wanted = [(term, key, edit(chosen, key)) for term, key in picked if " " in key or edit not in {_join, _turn}]
        seconds, share = _measure_similar(index, wanted)
        yield f"similar, {name}", f"{_describe(seconds)}  found {share:.3f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description="Measure the index of words.")
    parser.add_argument("--terms", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=1000, help="queries of each kind")
    options = parser.parse_args(arguments)
    source = _Source(options.terms, options.queries)
    next(_make_terms(1))  # word lists are loaded before memory is measured
    before = _read_peak()
    start = time.perf_counter()
    index = WordIndex.of(source)
    made = time.perf_counter() - start - source.seconds
    size = f"holds {_count_megabytes(index):.0f} MB, took {_read_peak() - before:.0f} MB"
    print(f"{options.terms} terms, {len(index.table.words)} words: made in {made:.1f} s, {size}")  # noqa: T201
    for name, figures in _measure(index, source.sample):
        print(f"{name:32}{figures}")  # noqa: T201


if __name__ == "__main__":
    main()
