"""Measure how fast terms are extracted: `python -m benchmarks.extraction --help`.

Speed is that of finding the mentions in the documents of one language and of reducing them to candidates, in tokens
(words, numbers, punctuation marks) a second of CPU time. Each language has a process and a thread of its own, and a
first pass that loads its dictionaries and networks is not counted.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from align.documents import Document, read_documents
from align.extract import reduce_mentions
from align.languages import LANGUAGES
from align.languages.tokens import tokenize
from align.mentions import find_mentions
from glossary.errors import GlossaryError

_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line a language: its tokens, and how many of them are read in a second."""
    options = _read_options(arguments)
    if options.worker:
        sys.stdout.write(json.dumps(measure(options.corpus, options.worker, options.rounds, options.copies)) + "\n")
        return
    try:
        read_documents(options.corpus, LANGUAGES)
    except GlossaryError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{'language':<10}{'tokens':>10}{'tokens/s':>10}\n")
    for language in LANGUAGES:
        tokens, pace = _call(options, language)
        sys.stdout.write(f"{language:<10}{tokens:>10}{pace:>10.0f}\n" if tokens else f"{language:<10}{'none':>10}\n")


def measure(corpus: Path, language: str, rounds: int, copies: int) -> tuple[int, float]:
    """Return the tokens of a language in a corpus and the median over the rounds of tokens read in a second.

    The documents are read `copies` times over in each round. Both figures are 0 for a language without text.
    """
    documents = _select(read_documents(corpus, LANGUAGES), language) * copies
    tokens = sum(len(tokenize(segment.text)) for document in documents for segment in document.segments)
    if not tokens:
        return 0, 0.0
    _extract(documents, language)
    return tokens, statistics.median(tokens / _extract(documents, language) for _ in range(rounds))


def _select(documents: Sequence[Document], language: str) -> list[Document]:
    """Return the documents with the sentences of one language only."""
    return [replace(d, segments=tuple(s for s in d.segments if s.language == language)) for d in documents]


def _extract(documents: Sequence[Document], language: str) -> float:
    """Extract the terms of documents and return the CPU time that took, in seconds."""
    started = time.process_time()
    mentions = [
        mention
        for number, document in enumerate(documents)
        for mention in find_mentions(replace(document, id=f"{number}-{document.id}"))
    ]
    reduce_mentions(language, mentions)
    return time.process_time() - started


def _call(options: argparse.Namespace, language: str) -> tuple[int, float]:
    """Measure a language in a process of its own; the libraries read the number of threads when they are loaded."""
    command = [sys.executable, "-m", "benchmarks.extraction", str(options.corpus), "--worker", language]
    command += ["--rounds", str(options.rounds), "--copies", str(options.copies)]
    environment = os.environ | _ONE_THREAD
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 - our own
    if done.returncode:
        sys.exit(f"measuring {language} failed:\n{done.stderr}")
    tokens, pace = json.loads(done.stdout.splitlines()[-1])
    return int(tokens), float(pace)


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=Path("seeds"), help="folder of the documents")
    parser.add_argument("--rounds", type=_positive, default=5, help="how often speed is measured; the median counts")
    parser.add_argument("--copies", type=_positive, default=1, help="how often the documents are read in a round")
    parser.add_argument("--worker", choices=LANGUAGES, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is too small; give 1 or more")
    return number


if __name__ == "__main__":
    main()
