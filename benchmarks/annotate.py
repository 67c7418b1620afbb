"""Measure how fast the terms of a large glossary are found in a text, beside the automaton library alone.

    python -m benchmarks.annotate --terms 100000

The glossary is a real store in SQLite: terms in one language, each with eight generated forms. The text has the common
words of the language as often as they are, in sentences, and terms of the glossary in place of a share of them. The
library alone is given the same keys and the folded text, and makes a list of numbers and nothing else: `spaced` finds
all keys between spaces, `leftmost` the leftmost longest ones wherever they stand. Each figure is the median of several
runs, in CPU time of this process, so that what else the machine does counts little; programs take turns.
"""

import argparse
import gc
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from wordfreq import top_n_list, word_frequency

from glossary.annotate import Annotator
from glossary.automaton import is_searched
from glossary.folding import TextFolder
from glossary.model import AdministrativeStatus, Concept, Form, FormOrigin, Glossary, LanguageSection, Term
from glossary.store import Store
from glossary.termkeys import load_term_keys

_ENDINGS: Final = {
    "ar": ("ا", "ين", "ات", "ه", "ها", "هم", "ي", "ان"),
    "el": ("ου", "ων", "ους", "ες", "ας", "ης", "οι", "α"),
    "pl": ("u", "owi", "em", "ach", "ami", "om", "y", "ów"),
    "ru": ("а", "ов", "ам", "ами", "ах", "у", "ом", "е"),
}
_WORDS: Final = 20_000
_COMMON: Final = 2000  # words that are no term by themselves
_PAGE: Final = 4000  # bytes
_MARKS: Final = (".", ".", ".", "?", ",", ",", ",", ",", ";", ":")


def make_terms(language: str, count: int, chance: random.Random) -> Iterator[Term]:
    """Yield distinct terms of two to four words, one in twenty of one, with the forms that eight endings make."""
    words = [word for word in top_n_list(language, _WORDS) if len(word) > 3 and word.isalpha()]
    known: set[str] = set()
    while len(known) < count:
        length = chance.choices((1, 2, 3, 4), (1, 10, 6, 3))[0]
        picked = chance.choices(words[_COMMON:] if length == 1 else words, k=length)
        text = " ".join(picked)
        if text not in known:
            known.add(text)
            forms = (" ".join(word + ending for word in picked) for ending in _ENDINGS[language])
            made = tuple(Form(form, FormOrigin.GENERATED) for form in dict.fromkeys(forms))
            yield Term(text, AdministrativeStatus.PREFERRED, frequency=chance.randrange(200), forms=made)


def make_text(language: str, size: int, terms: Sequence[str], share: float, chance: random.Random) -> str:
    """Return a text of some bytes of UTF-8, with a term in place of a share of its words."""
    words = top_n_list(language, _WORDS)
    weights = list(accumulate(word_frequency(word, language) for word in words))
    pieces: list[str] = []
    length = 0
    while length < size:
        is_term = chance.random() < share
        piece = chance.choice(terms) if is_term else chance.choices(words, cum_weights=weights)[0]
        piece += chance.choice(_MARKS) if chance.random() < 0.12 else ""
        piece += "\n" if piece[-1] in ".?" and chance.random() < 0.2 else " "
        pieces.append(piece)
        length += len(piece.encode())
    return "".join(pieces)


def write_store(path: Path, language: str, count: int, chance: random.Random) -> list[str]:
    """Write a glossary of terms to a store, and return a form of each."""
    forms = []

    def make_concepts() -> Iterator[Concept]:
        for number, term in enumerate(make_terms(language, count, chance)):
            forms.append(chance.choice(term.forms).text)
            yield Concept(f"c{number:06d}", (LanguageSection(language, (term,)),))

    with Store.create(path) as store:
        store.write_glossary(Glossary(tuple(make_concepts())))
    return forms


def measure(runs: int, *programs: Callable[[], object]) -> list[float]:
    """Return the median of the CPU seconds of each program, which take turns."""
    seconds: list[list[float]] = [[] for _ in programs]
    for _ in range(runs):
        for program, spent in zip(programs, seconds, strict=True):
            started = time.process_time()
            program()
            spent.append(time.process_time() - started)
    return list(map(median, seconds))


def find_memory() -> float:
    """Return the memory of this process as it is now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def time_index(annotator: Annotator, language: str) -> None:
    """Print what it takes to make the index."""
    before, started = find_memory(), time.process_time()
    annotator.annotate("x", language)
    _tell("index made in", time.process_time() - started, "s")
    _tell("memory of the index", find_memory() - before, "MB")


def time_text(annotator: Annotator, store: Store, language: str, text: str, runs: int) -> None:
    """Print how fast a text is annotated, and how fast the library alone finds the same keys in it."""
    megabytes = len(text.encode()) / 1e6
    folder = TextFolder(language)
    folded = folder.fold(text).text
    blanked = " ".join(re.split(r"\W", f" {folded} "))
    with store.transaction("read") as connection:
        every = (key for term in load_term_keys(connection, language) for key in term.keys)
        keys = [key for key in dict.fromkeys(every) if is_searched(key)]
    spaced = AhoCorasick([f" {key} " for key in keys], implementation=Implementation.ContiguousNFA)
    leftmost = AhoCorasick(keys, MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)
    _tell("keys", len(keys), "")
    del keys
    gc.collect()
    found = annotator.annotate(text, language)
    _tell("places found for 100 words", 100 * len(found) / len(text.split()), "")
    del found
    page = text[: len(text) * _PAGE // len(text.encode())]
    seconds = measure(
        runs,
        lambda: annotator.annotate(text, language),
        lambda: folder.fold(text),
        lambda: spaced.find_matches_as_indexes(blanked, overlapping=True),
        lambda: leftmost.find_matches_as_indexes(folded),
        lambda: annotator.annotate(page, language),
    )
    rates = [megabytes / each for each in seconds]
    for name, rate in zip(("annotate", "folding alone", "library, spaced", "library, leftmost"), rates, strict=False):
        _tell(name, rate, "MB/s")
    _tell("annotate to spaced", rates[0] / rates[2], "")
    _tell("annotate to leftmost", rates[0] / rates[3], "")
    _tell("annotate a page of 4 kB", seconds[-1] * 1000, "ms")


def _tell(what: str, value: float, unit: str) -> None:
    sys.stdout.write(f"    {what:30}{value:12,.2f} {unit}\n")
    sys.stdout.flush()


def main() -> None:
    """Print the figures of each language."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.annotate", description=__doc__.splitlines()[0])
    parser.add_argument("--terms", type=int, default=100_000, help="how many terms the glossary has")
    parser.add_argument("--languages", default="pl,ru,ar,el", help="which ones, each with a glossary of its own")
    parser.add_argument("--size", type=int, default=1_000_000, help="bytes of text")
    parser.add_argument("--share", type=float, default=0.03, help="share of terms among the words of the text")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    for language in options.languages.split(","):
        chance = random.Random(1)  # noqa: S311 - no secret
        with tempfile.TemporaryDirectory() as folder:
            forms = write_store(Path(folder) / "glossary.db", language, options.terms, chance)
            text = make_text(language, options.size, forms, options.share, chance)
            del forms
            gc.collect()
            sys.stdout.write(f"{language}: {options.terms:,} terms, {len(text.encode()) / 1e6:.1f} MB of text\n")
            with Store.open(Path(folder) / "glossary.db") as store:
                annotator = Annotator(store)
                time_index(annotator, language)
                time_text(annotator, store, language, text, options.runs)


if __name__ == "__main__":
    main()
