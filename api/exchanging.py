"""`glossalign export` and `import`: a glossary out to files of any format, and files of any format into a glossary."""

# ruff: noqa: PLC0415 - as in the other commands, the imports stand where they are used: `--help` loads none of it

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Self, TextIO, TypeVar

import typer

from api.options import JsonOption, StoreOption, WhoOption, find_user, print_json
from glossary.errors import GlossaryError

if TYPE_CHECKING:
    from glossary.formats import Format
    from glossary.formats.content import Content, Rejected
    from glossary.importing import ImportReport
    from glossary.model import Concept

SourceOption = Annotated[
    str | None, typer.Option("--source", metavar="TAG", help="The source language, for files of two languages.")
]
TargetOption = Annotated[
    str | None, typer.Option("--target", metavar="TAG", help="The target language, for files of two languages.")
]
LanguagesOption = Annotated[
    str | None, typer.Option("--languages", metavar="TAGS", help="Only these languages, such as pl,ru.")
]
StatusOption = Annotated[
    str | None, typer.Option("--status", metavar="NAMES", help="Only concepts proposed, approved, rejected.")
]
TermStatusOption = Annotated[
    str | None,
    typer.Option("--term-status", metavar="NAMES", help="Only terms that are preferred, admitted, deprecated, …"),
]
ConfidenceOption = Annotated[
    float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Only concepts of at least this confidence.")
]
SubjectOption = Annotated[
    str | None, typer.Option("--subject", metavar="TEXT", help="Only concepts of this subject field.")
]
SinceOption = Annotated[
    str | None, typer.Option("--changed-since", metavar="DATE", help="Only concepts changed since; 2026-05-04.")
]
ModeOption = Annotated[
    str,
    typer.Option(
        "--mode",
        metavar="MODE",
        help="new: only new ids; id: update concepts of the same id; term: merge with concepts of the same terms.",
    ),
]
ApproveOption = Annotated[
    bool, typer.Option("--approve", help="Approve all concepts of the file: builds keep them together.")
]
SkipOption = Annotated[
    Path | None, typer.Option("--skip-bad", metavar="FILE", help="Pass bad entries over, and write them there.")
]
_T = TypeVar("_T")
_HEAD = 65536
_SECONDS = 0.2
_SHOWN_CHANGES = 20


def export_glossary(
    store: StoreOption = None,
    name: Annotated[str, typer.Option("--format", metavar="NAME", help="The format; --formats lists them.")] = "tbx",
    output: Annotated[str, typer.Option("--output", metavar="FILE", help="The file; - is standard output.")] = "-",
    source: SourceOption = None,
    target: TargetOption = None,
    languages: LanguagesOption = None,
    status: StatusOption = None,
    term_status: TermStatusOption = None,
    min_confidence: ConfidenceOption = 0.0,
    subject: SubjectOption = None,
    changed_since: SinceOption = None,
    formats_: Annotated[bool, typer.Option("--formats", help="List the formats and what each leaves out.")] = False,
) -> None:
    """Write the glossary to a file, or to standard output, and tell what the format leaves out."""
    from api.exchange_options import SelectionText, read_pair, read_selection, spell_option
    from api.lookups import find_languages
    from api.settings import load_settings
    from glossary import formats
    from glossary.formats.losses import Losses
    from glossary.snapshots import read_content
    from glossary.store import Store

    if formats_:
        _print_formats()
        return
    chosen = formats.get_format(name)  # an unknown name is told before the store is touched
    asked = SelectionText(_list(languages), _list(status), _list(term_status), min_confidence, subject, changed_since)
    with (
        Store.open(load_settings(store=store).store) as glossary,
        glossary.transaction("read") as connection,
    ):
        known = find_languages(glossary)
        pair = read_pair(chosen, source, target, known, spell_option)
        losses = Losses(chosen.keep, pair)
        content = read_content(connection, read_selection(connection, asked, known, spell_option), pair)
        content = replace(content, concepts=losses.watch(_Counter("concepts").watch(content.concepts)))
        _write(chosen, content, output)
    for line in losses.describe():
        typer.echo(line, err=True)


def _write(chosen: "Format", content: "Content", output: str) -> None:
    from glossary.formats import write_file

    if output == "-":
        chosen.write(content, sys.stdout.buffer)
    else:
        write_file(Path(output), content, chosen.name)


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of any format that glossalign reads.")],
    store: StoreOption = None,
    name: Annotated[
        str | None, typer.Option("--format", metavar="NAME", help="The format. Default: what the file's content is")
    ] = None,
    mode: ModeOption = "new",
    source: SourceOption = None,
    target: TargetOption = None,
    approve: ApproveOption = False,
    skip_bad: SkipOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; tell what would change.")] = False,
    who: WhoOption = None,
    json: JsonOption = False,
) -> None:
    """Put the concepts of a file into the glossary: all of them, or none."""
    from align.inflect import inflect_concept_change
    from api.exchange_options import read_mode, read_pair, spell_option
    from api.settings import load_settings
    from glossary.formats.content import Origin
    from glossary.history import Author, make_time
    from glossary.importing import ImportOptions, import_entries
    from glossary.model import ConceptStatus
    from glossary.store import Store

    status, counter = ConceptStatus.APPROVED if approve else None, _Counter("entries")
    how = read_mode(mode, spell_option)
    options = ImportOptions(how, status, dry_run, str(file), complete=inflect_concept_change, report=counter)
    with ExitStack() as stack:
        stream = stack.enter_context(_open(file))
        chosen = _find_format(stream, file, name)
        assert chosen.read is not None
        origin = Origin(str(file), read_pair(chosen, source, target, None, spell_option))
        if skip_bad is not None:
            options = replace(options, take_rejected=stack.enter_context(_RejectFile(skip_bad)).add)
        author = Author(find_user() if who is None else who, make_time(), file.name)
        glossary = stack.enter_context(Store.create(load_settings(store=store).store))
        made = import_entries(glossary, chosen.read(stream, origin), author, options)
        counter.end()
    (_print_report_as_json if json else _print_report)(made, chosen, is_trial=dry_run)


def _list(text: str | None) -> tuple[str, ...]:
    return () if text is None else (text,)


def _find_format(stream: BinaryIO, file: Path, name: str | None) -> "Format":
    from api.exchange_options import get_readable
    from glossary import formats

    if name is None:
        head = stream.read(_HEAD)
        stream.seek(0)
        return formats.find_format(head, file.name)
    return get_readable(name)


def _open(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise GlossaryError(f"cannot read {str(file)!r}: {error.strerror}; name another file") from error


class _RejectFile:
    """A file of the entries that were passed over, which is made when there is one: a line on each, and its text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def add(self, rejected: "Rejected") -> None:
        """Write an entry."""
        try:
            if self._stream is None:
                self._stream = self._path.open("w", encoding="utf-8", errors="backslashreplace")
            self._stream.write(f"# line {rejected.line}: {rejected.reason}\n{rejected.text}\n")
        except OSError as error:
            raise GlossaryError(f"cannot write {str(self._path)!r}: {error.strerror}; name another file") from error


class _Counter:
    """Tells on a terminal how many things are done."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._is_shown = sys.stderr.isatty()
        self._last = 0.0

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if self._is_shown and now - self._last > _SECONDS:
            sys.stderr.write(f"\r{self._what}: {done:,}\x1b[K")
            sys.stderr.flush()
            self._last = now

    def watch(self, items: Iterable[_T]) -> Iterator[_T]:
        """Yield items and count them."""
        for done, item in enumerate(items, 1):
            yield item
            self(done)
        self.end()

    def end(self) -> None:
        """Take the count from the screen."""
        if self._is_shown and self._last:
            sys.stderr.write("\r\x1b[K")


def _print_formats() -> None:
    from glossary.formats import FORMATS

    for each in FORMATS.values():
        ways = "write and read" if each.read is not None else "write"
        pair = "; two languages" if each.is_bilingual else ""
        typer.echo(f"{each.name} ({each.extension}): {ways}{pair}")
        for loss in each.losses:
            typer.echo(f"    {loss}")


def _print_report(made: "ImportReport", chosen: "Format", *, is_trial: bool) -> None:
    if is_trial:
        for change in made.changes[:_SHOWN_CHANGES]:
            for concept, sign in ((change.before, "-"), (change.after, "+")):
                if concept is not None:
                    typer.echo(f"{sign} {concept.id}  {_describe(concept)}")
        more = made.created + made.updated - min(len(made.changes), _SHOWN_CHANGES)
        if more > 0:
            typer.echo(f"… and {more:,} more")
    verb = "would be" if is_trial else "are"
    counts = f"{made.created:,} concepts {verb} new, {made.updated:,} changed, {made.unchanged:,} the same"
    rest = [(made.documents, "documents"), (made.proposed, "questions"), (made.rejected, "entries passed over")]
    typer.echo(f"{chosen.name}: " + ", ".join([counts, *(f"{n:,} {what}" for n, what in rest if n)]))


def _describe(concept: "Concept") -> str:
    """Return the terms of a concept in a line."""
    return "; ".join(f"{s.language}: {', '.join(term.text for term in s.terms)}" for s in concept.sections)


def _print_report_as_json(made: "ImportReport", chosen: "Format", *, is_trial: bool) -> None:
    from dataclasses import asdict

    import orjson

    found = {name: value for name, value in asdict(made).items() if name != "changes"}
    changes = [{"before": each.before, "after": each.after} for each in made.changes]
    report = {"format": chosen.name, "dry_run": is_trial, **found, "changes": changes}
    print_json(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode())
