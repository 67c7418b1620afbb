"""Measure how long a large glossary takes out of a store and into one, and how much memory, for each format.

    python -m benchmarks.exchange --concepts 100000

Each export and import is a process of its own; its peak of memory is what the system says of it (maxrss).
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from glossary.formats import FORMATS, Format
from glossary.formats.content import Content
from glossary.formats.jsonl import write_jsonl
from glossary.model import AdministrativeStatus, Concept, ConceptStatus, Form, LanguageSection, Term

LANGUAGES: Final = ("ar", "el", "pl", "ru")
ALPHABETS: Final = {
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "el": "αβγδεζηθικλμνξοπρστυφχψω",
    "pl": "aąbcćdeęfghijklłmnńoóprsśtuwyzźż",
    "ru": "абвгдежзийклмнопрстуфхцчшщыьэюя",
}
TERMS: Final = (3, 2, 3, 2)
"""Terms of a concept in each language: ten in all."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a process took: seconds, and its peak of memory in MB."""

    seconds: float
    peak: float


def make_concepts(count: int, seed: int = 1) -> Iterator[Concept]:
    """Yield approved concepts of ten terms with forms, of random words."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for number in range(count):
        sections = []
        for language, terms in zip(LANGUAGES, TERMS, strict=True):
            made = []
            for n in range(terms):
                words = ["".join(chance.choices(ALPHABETS[language], k=chance.randint(4, 11))) for _ in range(2)]
                status = AdministrativeStatus.ADMITTED if n else AdministrativeStatus.PREFERRED
                forms = (Form(f"{words[0]} {words[1]}", count=1), Form(f"{words[1]} {words[0]}", count=1))
                made.append(Term(f"{' '.join(words)} {number}", status, frequency=2, forms=forms))
            sections.append(LanguageSection(language, tuple(made)))
        yield Concept(f"c{number}", tuple(sections), status=ConceptStatus.APPROVED, definition=f"Concept {number}.")


def run(arguments: Sequence[str]) -> Measured:
    """Run the command line in a process of its own; raises CalledProcessError for one that fails."""
    command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 - our own
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command, stderr=process.stderr.read() if process.stderr else None)
    return Measured(time.monotonic() - started, usage.ru_maxrss / 1024)


def measure(chosen: Format, store: Path, folder: Path) -> tuple[Measured, Measured | None, float]:
    """Return what an export took, what an import of that file took, if it can be read, and the size of it in MB."""
    file = folder / f"{chosen.name}{chosen.extension}"
    pair = ["--source", "pl", "--target", "ru"] if chosen.is_bilingual else []
    written = run(["export", "--store", str(store), "--format", chosen.name, "--output", str(file), *pair])
    size = file.stat().st_size / 1e6
    read = None
    if chosen.read is not None:
        other = folder / "other.db"
        read = run(["import", str(file), "--format", chosen.name, "--store", str(other), *pair])
        for each in folder.glob("other.db*"):
            each.unlink()
    file.unlink()
    return written, read, size


def describe(measured: Measured, terms: int) -> str:
    """Return seconds, terms a second and peak of memory as columns."""
    return f"{measured.seconds:8.1f}{terms / measured.seconds:9,.0f}{measured.peak:6.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exchange", description=__doc__.splitlines()[0])
    parser.add_argument("--concepts", type=int, default=100_000, help="how many, of ten terms each")
    parser.add_argument("--formats", default=",".join(FORMATS), help="which ones")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, store = folder / "all.jsonl", folder / "all.db"
        with file.open("wb") as stream:
            write_jsonl(Content(make_concepts(options.concepts)), stream)
        made = run(["import", str(file), "--store", str(store)])
        terms = options.concepts * sum(TERMS)
        size = sum(each.stat().st_size for each in folder.glob("all.db*")) / terms
        sys.stdout.write(f"{terms:,} terms: into a store in {made.seconds:.0f} s, {made.peak:.0f} MB, ")
        sys.stdout.write(f"{size:.0f} bytes of SQLite a term\n")
        sys.stdout.write(
            f"{'format':16}{'file MB':>9}{'out s':>8}{'terms/s':>9}{'MB':>6}{'in s':>8}{'terms/s':>9}{'MB':>6}\n"
        )
        for each in options.formats.split(","):
            written, read, size = measure(FORMATS[each], store, folder)
            tail = describe(read, terms) if read else ""
            sys.stdout.write(f"{each:16}{size:9.1f}{describe(written, terms)}{tail}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
