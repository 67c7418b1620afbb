"""What the command line shows: progress, tables and addresses."""

import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from api.tags import name_language, order_tags
from glossary.judgements import StoredJudgement, describe_term
from glossary.model import AdministrativeStatus, Concept, LanguageSection

if TYPE_CHECKING:
    from align import pipeline
    from align.calibration import Calibration, Measurement
    from align.documents import Document
    from align.evaluate import Figures, Quality
    from api.lookups import Found
    from glossary.changes import ChangedConcept, Changes

type_of_report = Callable[["pipeline.Progress"], None]
_LINE_EVERY = 10.0
_SHOWN_LEFT_OUT = 100
_SHOWN_CHANGES = 20


@contextmanager
def show_progress() -> Iterator[type_of_report]:
    """Give a function that shows how far a build is: bars on a terminal, plain lines elsewhere, on standard error."""
    if not sys.stderr.isatty():
        yield _PlainProgress()
        return
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def report(progress: "pipeline.Progress") -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bars.add_task(progress.stage, total=progress.total)
            bars.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield report


class _PlainProgress:
    """Prints a line when a stage begins, when it ends, and every ten seconds between."""

    def __init__(self) -> None:
        self._stage = ""
        self._printed = 0.0

    def __call__(self, progress: "pipeline.Progress") -> None:
        now = time.monotonic()
        new = progress.stage != self._stage
        if new or progress.done == progress.total or now - self._printed > _LINE_EVERY:
            sys.stderr.write(f"{progress.stage}: {progress.done}/{progress.total}\n")
            sys.stderr.flush()
            self._stage, self._printed = progress.stage, now


def print_concepts(concepts: Sequence[Concept]) -> None:
    """Print a table of concepts: the preferred term of each language, and the confidence."""
    if not concepts:
        return
    languages = order_tags({language for concept in concepts for language in concept.languages})
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for language in languages:
        table.add_column(name_language(language).english, overflow="fold")
    table.add_column("Confidence", justify="right")
    for concept in concepts:
        sections = [concept.find_section(language) for language in languages]
        terms = [Text("–" if section is None else section.preferred.text) for section in sections]
        table.add_row(*terms, f"{concept.confidence:.0%}")
    _console().print(table)


def print_left_out(documents: Collection["Document"]) -> None:
    """Print every piece of the documents that no term was taken from, and why."""
    console = _console()
    for document in documents:
        for piece in document.left_out:
            text = " ".join(piece.text.split())
            shown = text if len(text) <= _SHOWN_LEFT_OUT else f"{text[:_SHOWN_LEFT_OUT]}…"
            console.print(Text(f"{document.file}:{piece.start}: {piece.reason.value}: {shown}"), soft_wrap=True)


def print_changes(changes: "Changes", *, verbose: bool) -> None:
    """Print how many concepts a build changed, and which they are if asked for."""
    if changes.is_same:
        sys.stdout.write("nothing changed\n")
        return
    lists = {
        "new": [f"{concept.id}  {concept.label}" for concept in changes.new],
        "changed": [f"{concept.id}  {concept.label}: {_describe_change(concept)}" for concept in changes.changed],
        "merged": [f"{concept.id}  {concept.label}: into {concept.into}" for concept in changes.merged],
        "gone": [f"{concept.id}  {concept.label}" for concept in changes.gone],
    }
    if not any(lists.values()):
        sys.stdout.write("the same concepts and terms; what changed is their evidence\n")
        return
    counts = ", ".join(f"{len(lines)} {name}" for name, lines in lists.items())
    sys.stdout.write(f"changes: {counts}" + ("\n" if verbose else "; --verbose lists them\n"))
    if verbose:
        for name, lines in lists.items():
            _print_change_list(name, lines)


def _print_change_list(name: str, lines: Sequence[str]) -> None:
    console = _console()
    for line in lines[:_SHOWN_CHANGES]:
        console.print(Text(f"  {name:<8} {line}"), soft_wrap=True)
    if len(lines) > _SHOWN_CHANGES:
        console.print(Text(f"  {name:<8} … and {len(lines) - _SHOWN_CHANGES} more"))


def _describe_change(change: "ChangedConcept") -> str:
    parts = [f"+ {describe_term(term)}" for term in change.added]
    parts += [f"- {describe_term(term)}" for term in change.removed]
    parts += [f"{each.language} prefers {each.after!r} to {each.before!r}" for each in change.preferred]
    parts += [f"{describe_term(each.term)} is {each.after.value}" for each in change.statuses]
    return "; ".join(parts)


def print_judgements(judgements: Sequence[StoredJudgement]) -> None:
    """Print a table of judgements."""
    if not judgements:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Number", justify="right")
    for column in ("Verdict", "Terms", "Who", "When", "Note"):
        table.add_column(column, overflow="fold")
    for number, each in ((stored.number, stored.judgement) for stored in judgements):
        terms = [each.first] if each.second is None else [each.first, each.second]
        verdict = each.verdict.value + (" (withdrawn)" if each.is_withdrawn else "")
        cells = (verdict, "\n".join(map(describe_term, terms)), each.who, each.when[:10], each.note or "")
        table.add_row(str(number), *map(Text, cells))
    _console().print(table)


def print_hits(hits: Sequence["Found"], target: Collection[str]) -> None:
    """Print each hit: the matched form, and under it the terms of each language, the preferred one with an asterisk."""
    console = _console()
    for number, hit in enumerate(hits):
        concept = hit.concept
        head = f"{hit.term} ({hit.language})  {hit.match.value} {hit.score:.2f}  [{concept.kind.value} {concept.id}]"
        console.print(Text(("\n" if number else "") + head, style="bold"), soft_wrap=True)
        for section in concept.sections:
            if not target or section.language in {*target, hit.language}:
                console.print(Text(f"  {section.language}  {_list_terms(section)}"), soft_wrap=True)


def _list_terms(section: LanguageSection) -> str:
    marked = {AdministrativeStatus.PREFERRED: "*"}
    return "; ".join(
        f"{term.text}{marked.get(term.status, '')}" + (f" ({term.status.value})" if term.status in _WARNED else "")
        for term in section.terms
    )


_WARNED = frozenset({AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED, AdministrativeStatus.REJECTED})


def _console() -> Console:
    """Return a console on standard output as wide as the terminal; elsewhere wide enough for a table."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def print_calibration(calibration: "Calibration", measurement: "Measurement") -> None:
    """Print what a calibration says and what it was fitted to."""
    rows = (
        ("languages", ", ".join(measurement.languages)),
        ("P@1 by cosine", f"{measurement.precision_raw:.3f}"),
        ("P@1 by centred cosine", f"{measurement.precision_centred:.3f}"),
        (f"P@1 by CSLS of {calibration.csls_k}", f"{measurement.precision_csls:.3f}"),
        ("even odds at a CSLS of", f"{calibration.midpoint:.3f}"),
        ("log-odds a point of CSLS", f"{calibration.steepness:.1f}"),
        ("mean error of probabilities", f"{measurement.error:.3f}"),
    )
    for name, value in rows:
        sys.stdout.write(f"{name:<28} {value}\n")


def print_figures(figures: "Figures") -> None:
    """Print the figures of an evaluation, a line each, and tables of its parts."""
    for name, value in figures.as_dict().items():
        sys.stdout.write(f"{name:<24} {value:.3f}\n" if isinstance(value, float) else f"{name:<24} {value}\n")
    _print_qualities("Pair", figures.by_pair)
    _print_qualities("Kind", figures.by_kind)


def _print_qualities(heading: str, qualities: Mapping[str, "Quality"]) -> None:
    """Print a table of qualities; a dash stands for what can't be measured without pairs."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(heading)
    for column in ("Precision", "Recall", "F1", "Judged", "Expected"):
        table.add_column(column, justify="right")
    for name, quality in qualities.items():
        measured = (
            (quality.precision, quality.judged_pairs),
            (quality.recall, quality.pairs),
            (quality.f1, quality.judged_pairs and quality.pairs),
        )
        cells = [f"{value:.3f}" if count else "–" for value, count in measured]
        table.add_row(Text(name), *cells, str(quality.judged_pairs), str(quality.pairs))
    _console().print(table)
