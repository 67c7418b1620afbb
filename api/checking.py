"""`glossalign check`: bilingual files against the glossary, for people and for continuous integration."""

# ruff: noqa: PLC0415 - as in the other commands, the imports stand where they are used: `--help` loads none of it

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from api.options import StoreOption
from glossary.errors import GlossaryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.check_runs import CheckRun
    from glossary.bilingual.content import Segment
    from glossary.findings import Severity


class ReportFormat(Enum):
    """The kinds of report."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"


class FailOn(Enum):
    """From which severity on findings make the command fail."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


def check_files(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="TMX, XLIFF 1.2 or 2, or tables of two columns.")
    ],
    store: StoreOption = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="TAG", help="The source language, if the file doesn't tell it.")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", metavar="TAG", help="The target language, if the file doesn't tell it.")
    ] = None,
    report: Annotated[ReportFormat, typer.Option("--format", help="The kind of report.")] = ReportFormat.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where the report goes. Default: standard output")
    ] = None,
    select: Annotated[
        str | None, typer.Option("--select", metavar="CODES", help="Only these checks, such as T101,T2. Default: all")
    ] = None,
    ignore: Annotated[str | None, typer.Option("--ignore", metavar="CODES", help="Leave these checks out.")] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit with 1 if there are findings of this severity or a graver one.")
    ] = FailOn.WARNING,
) -> None:
    """Check translations for terms that are missing, not to be used, or inconsistent.

    Exits with 0 if nothing grave enough is found, with 1 if something is, with 2 if the check can't be made.
    """
    try:
        is_failed = _check(files, store, source, target, report, output, select, ignore, fail_on)
    except UsageError:
        raise
    except GlossaryError as error:
        # With the status of findings, a server for continuous integration would take it for one.
        raise UsageError(str(error)) from error
    if is_failed:
        raise typer.Exit(1)


def _check(
    files: list[Path],
    store: str | None,
    source: str | None,
    target: str | None,
    report: ReportFormat,
    output: Path | None,
    select: str | None,
    ignore: str | None,
    fail_on: FailOn,
) -> bool:
    """Check files and write the report; return whether there are findings that are grave enough to fail."""
    from api.check_reports import WRITERS, Subject
    from api.check_runs import make_run
    from api.lookups import find_languages
    from api.settings import load_settings
    from api.tags import resolve_tag, split_list
    from glossary.annotate import Annotator
    from glossary.findings import Severity, select_checks
    from glossary.store import Store

    chosen, left_out = (() if codes is None else split_list([codes]) for codes in (select, ignore))
    checks = select_checks(chosen, left_out)
    failing = _find_failing(fail_on)
    # JUnit tells failures from what passes, also where the command itself is not to fail.
    subject = Subject([str(file) for file in files], failing or frozenset({Severity.ERROR}))
    with Store.open(load_settings(store=store).store) as glossary:
        known = find_languages(glossary)
        languages = (
            None if source is None else resolve_tag(source, known, "source"),
            None if target is None else resolve_tag(target, known, "target"),
        )
        run = make_run(glossary, Annotator(glossary), known, checks)
        findings = run.find(_read_files(files, languages, run))
        _write(output, lambda stream: WRITERS[report.value](stream, findings, run, subject))
    return any(run.severities[severity] for severity in failing)


def _find_failing(fail_on: FailOn) -> "frozenset[Severity]":
    from glossary.findings import Severity

    if fail_on is FailOn.NEVER:
        return frozenset()
    return frozenset({Severity.ERROR} if fail_on is FailOn.ERROR else {Severity.ERROR, Severity.WARNING})


def _read_files(files: list[Path], languages: tuple[str | None, str | None], run: "CheckRun") -> "Iterator[Segment]":
    from glossary.bilingual import read_segments
    from glossary.bilingual.content import Origin

    for file in files:
        try:
            with file.open("rb") as stream:
                yield from run.separate(read_segments(stream, Origin(str(file), *languages)), str(file))
        except OSError as error:
            raise UsageError(f"cannot read {str(file)!r}: {error.strerror}; name another file") from error


def _write(output: Path | None, write: "Callable[[BinaryIO], None]") -> None:
    """Write the report: a file whole or not at all."""
    from glossary.files import replace_file

    if output is None:
        sys.stdout.flush()
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    try:
        replace_file(output.resolve(), write)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"cannot write {str(output)!r}: {reason}; name a file in a folder that exists, is yours and has space"
        ) from error
