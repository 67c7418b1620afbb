"""How many inflected forms of terms are found: `python -m benchmarks.forms GOLD.json`.

A gold standard names terms with the surface forms that texts have. Its citation forms alone are put into a fresh store,
as a file brings them, and each surface form is looked up there. The generated forms are held against morphological
analysers, too. Speed is that of inflecting terms never seen before, in one thread, with the dictionaries loaded.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from align.inflect import inflect
from align.languages import LANGUAGES
from benchmarks.agreement import find_fault
from glossary.lookup import MatchKind, find_hits
from glossary.model import Concept, FormOrigin, Glossary, LanguageSection, Term
from glossary.store import Store

_WARMING: Final = {"ar": "كتاب", "el": "βιβλίο", "pl": "książka", "ru": "книга"}


@dataclass(slots=True)
class Tally:
    """What was found in one language: counts, and what was missed or is wrong."""

    terms: int = 0
    forms: int = 0
    seconds: float = 0.0
    surfaces: int = 0
    hits: Counter[MatchKind] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Case:
    """A term of the gold standard and the surface forms by which its concept is to be found."""

    concept: str
    language: str
    term: str
    surfaces: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line a language, and what was missed if asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gold", type=Path, metavar="GOLD.json", help="a gold standard such as tests/gold/dev.json")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list so many misses and faults of each")
    options = parser.parse_args(arguments)
    try:
        cases = list(read_cases(options.gold))
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"cannot read the gold standard {str(options.gold)!r}: {error}")
    tallies = measure(cases)
    sys.stdout.write("\n".join(describe(tallies, options.errors)) + "\n")


def read_cases(path: Path) -> Iterator[_Case]:
    """Yield the terms of a gold standard in all languages that can be inflected."""
    gold: Any = json.loads(path.read_text("utf-8"))
    for concept in (*gold["concepts"], *gold["single"]):
        for language, terms in concept["terms"].items():
            if language in LANGUAGES:
                for term in terms:
                    yield _Case(concept["id"], language, term["lemma"], tuple(dict.fromkeys(term["surface"])))


def measure(cases: Sequence[_Case]) -> dict[str, Tally]:
    """Inflect the terms and look their surface forms up in a store that has nothing else."""
    tallies = {language: Tally() for language in LANGUAGES}
    for language, word in _WARMING.items():
        inflect(_make_concept("warming", language, [word]))
    concepts: dict[tuple[str, str], list[str]] = {}
    for case in cases:
        concepts.setdefault((case.concept, case.language), []).append(case.term)
    made = []
    for (identifier, language), terms in concepts.items():
        started = time.process_time()
        made.append(inflect(_make_concept(f"{identifier} {language}", language, list(dict.fromkeys(terms)))))
        tallies[language].seconds += time.process_time() - started
        _judge(made[-1], tallies[language])
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "forms.db") as store:
        store.write_glossary(Glossary(tuple(made)))
        for case in cases:
            _look_up(store, case, tallies[case.language])
    return tallies


def _make_concept(identifier: str, language: str, terms: Sequence[str]) -> Concept:
    return Concept(identifier, (LanguageSection(language, tuple(map(Term, terms))),))


def _judge(concept: Concept, tally: Tally) -> None:
    """Count the generated forms and note those that no analyser accepts."""
    [section] = concept.sections
    for term in section.terms:
        tally.terms += 1
        for form in term.forms:
            if form.origin is FormOrigin.GENERATED:
                tally.forms += 1
                fault = find_fault(section.language, term.text, form.text)
                if fault is not None:
                    tally.faults.append(f"{term.text}: {form.text} ({fault})")


def _look_up(store: Store, case: _Case, tally: Tally) -> None:
    wanted = f"{case.concept} {case.language}"
    for surface in case.surfaces:
        tally.surfaces += 1
        hits = find_hits(store, surface, language=case.language, limit=100, with_evidence=False)
        match = next((hit.match for hit in hits if hit.concept.id == wanted), None)
        if match is None:
            tally.missed.append(f"{case.term}: {surface}")
        else:
            tally.hits[match] += 1


def describe(tallies: dict[str, Tally], errors: int) -> Iterator[str]:
    """Yield the lines to print: a table, and so many misses and faults of each language."""
    yield f"{'language':<10}{'surfaces':>9}{'found %':>9}{'terms':>7}{'forms/term':>12}{'accepted %':>12}{'terms/s':>9}"
    for language, tally in tallies.items():
        yield _describe_row(language, tally)
    total = Tally()
    for tally in tallies.values():
        total.surfaces += tally.surfaces
        total.hits += tally.hits
        total.terms += tally.terms
        total.forms += tally.forms
        total.seconds += tally.seconds
        total.faults += tally.faults
    yield _describe_row("all", total)
    for language, tally in tallies.items():
        yield from (f"{language} missed  {each}" for each in tally.missed[:errors])
        yield from (f"{language} wrong   {each}" for each in tally.faults[:errors])


def _describe_row(name: str, tally: Tally) -> str:
    found = 100 * tally.hits.total() / max(tally.surfaces, 1)
    accepted = 100 * (1 - len(tally.faults) / max(tally.forms, 1))
    pace = tally.terms / tally.seconds if tally.seconds else 0.0
    return (
        f"{name:<10}{tally.surfaces:>9}{found:>9.1f}{tally.terms:>7}{tally.forms / max(tally.terms, 1):>12.1f}"
        f"{accepted:>12.1f}{pace:>9.0f}"
    )


if __name__ == "__main__":
    main()
