"""The command line. Every command imports what it needs when it runs: `glossalign --help` loads none of it."""

# ruff: noqa: PLC0415 - see above: the imports stand in the commands on purpose

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api import annotating, checking, curating, exchanging, judging, keyring, mcp_server, storing
from api.options import EncoderOption, JsonOption, StoreOption, WhoOption, find_user, print_json
from glossary.errors import GlossaryError, UsageError

if TYPE_CHECKING:
    from align.evaluate import Figures
    from align.gold import Gold
    from align.pipeline import BuildReport
    from api.settings import Settings
    from glossary.store import Store

_INTERRUPTED = 130
_SHOWN_CONCEPTS = 15

_program = typer.Typer(
    name="glossalign",
    help="Align the terms of a body of texts in several languages into one glossary, and look terms up in it.",
    add_completion=False,
    rich_markup_mode=None,  # rich would double the time that --help takes
    pretty_exceptions_enable=False,
)
_program.add_typer(judging.commands, name="judge")
_program.add_typer(curating.commands, name="concept")
_program.add_typer(keyring.commands, name="key")


def main() -> None:
    """Run the command line and exit: 0 done, 1 failure, 2 wrong usage, 130 interrupted."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; a fault is one line on standard error, never a traceback."""
    try:
        status = _program(list(arguments), prog_name="glossalign", standalone_mode=False) or 0
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        return _leave_pipe()
    except (typer.TyperException, GlossaryError, OSError) as error:
        message, status = _describe(error)
        sys.stderr.write(f"glossalign: error: {' '.join(message.split())}\n")
    except SystemExit:  # typer's answer to a pipe that was closed while a command wrote
        return _leave_pipe()
    return int(status)


def _describe(error: typer.TyperException | GlossaryError | OSError) -> tuple[str, int]:
    """Return the message of a fault and its exit status."""
    if isinstance(error, typer.TyperException):
        return error.format_message(), error.exit_code
    if isinstance(error, GlossaryError):
        return str(error), 2 if isinstance(error, UsageError) else 1
    return (f"{error.filename}: {error.strerror}" if error.filename else str(error)), 1


def _leave_pipe() -> int:
    """Point standard output at nothing, or Python would complain of the closed pipe when it flushes at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return 1


def _show_version(wanted: bool) -> None:
    if wanted:
        from api.version import read_version

        typer.echo(f"glossalign {read_version()}")
        raise typer.Exit


@_program.callback(invoke_without_command=True)
def _begin(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@_program.command("build")
def build_glossary(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The texts: .txt, .md, .html, or a corpus.toml.")],
    store: StoreOption = None,
    languages: Annotated[
        str | None, typer.Option("--languages", metavar="TAGS", help="Languages to read, such as pl,ru. Default: all")
    ] = None,
    encoder: EncoderOption = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="List what was left out of the texts, and each change to the glossary.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Extract and align the terms of a folder of texts into a glossary store.

    A store that has a glossary already keeps the ids of its concepts and all that people decided.
    """
    from align.pipeline import BuildConfig, build
    from api import terminal

    settings = _read_settings(store=store, languages=languages, encoder=encoder)
    config = BuildConfig(cache=settings.cache, languages=settings.languages, encoder=settings.encoder)
    with terminal.show_progress() as report:
        made = build(folder, settings.store, config, report)
    if json:
        import orjson

        print_json(orjson.dumps(made.as_dict(), option=orjson.OPT_INDENT_2).decode())
    else:
        _print_build(made, settings, verbose=verbose)


def _print_build(made: "BuildReport", settings: "Settings", *, verbose: bool) -> None:
    """Print what a build made, and how that differs from what was there."""
    from api import terminal
    from glossary.prominence import find_prominent
    from glossary.store import Store

    if verbose:
        terminal.print_left_out(made.documents)
    with Store.open(settings.store) as glossary:
        terminal.print_concepts(find_prominent(glossary, _SHOWN_CONCEPTS))
        name = glossary.name  # unlike the setting, it shows no password
    left_out = sum(len(document.left_out) for document in made.documents)
    typer.echo(
        f"{made.concepts} concepts ({made.aligned} in several languages), {made.terms} terms, "
        f"from {len(made.documents)} documents in {made.seconds:.0f} s: {name}"
    )
    if made.reused:
        typer.echo(f"{made.processed} documents were worked through; {made.reused} had been before")
    if made.changes is not None:
        terminal.print_changes(made.changes, verbose=verbose)
    if left_out and not verbose:
        typer.echo(f"{left_out} pieces that are not running text were left out; --verbose lists them")


@_program.command("serve")
def serve_glossary(
    store: StoreOption = None,
    host: Annotated[str | None, typer.Option("--host", help="The address to listen at. Default: 127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option("--port", help="The port; 0 takes a free one. Default: 8000")] = None,
    encoder: EncoderOption = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes that serve. Default: 1")] = None,
    config: Annotated[str | None, typer.Option("--config", metavar="FILE", help="Settings in a TOML file.")] = None,
) -> None:
    """Serve lookups and pages over HTTP."""
    from api.serving import serve

    serve(_read_settings(store=store, host=host, port=port, encoder=encoder, workers=workers, config=config))


@_program.command("lookup")
def look_up(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="A term, in any inflected form.")],
    store: StoreOption = None,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="TAG", help="The query's language. Default: any")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", metavar="TAGS", help="Languages to answer in, such as ru,ar. Default: all")
    ] = None,
    match: Annotated[
        str, typer.Option("--match", metavar="KINDS", help="Kinds of match: exact, inflected, fuzzy, semantic.")
    ] = "exact,inflected",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="At most so many hits.")] = 10,
    encoder: EncoderOption = None,
    json: JsonOption = False,
) -> None:
    """Look a term up."""
    from api.lookups import Finder, read_request
    from glossary.store import Store

    settings = _read_settings(store=store, encoder=encoder)
    with Store.open(settings.store) as glossary:
        request = read_request(glossary, query, lang, [] if target is None else [target], [match], limit)
        hits = Finder(glossary, settings.encoder, settings.cache).find(request)
    if json:
        from api.lookup_schemas import LookupAnswer

        print_json(LookupAnswer.of(request, hits).model_dump_json(indent=2))
    else:
        from api import terminal

        terminal.print_hits(hits, request.target)
        if not hits:
            typer.echo("no concept has this term; try without --lang, or with --match fuzzy,semantic", err=True)


@_program.command("review")
def review_glossary(
    store: StoreOption = None,
    inconsistencies: Annotated[
        bool, typer.Option("--inconsistencies", help="List terms that compete, and terms of several concepts.")
    ] = False,
    queue: Annotated[bool, typer.Option("--queue", help="List the links that wait for a decision.")] = False,
    language: Annotated[str | None, typer.Option("--language", metavar="TAG", help="Only this language.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many entries of each list.")] = 20,
    places: Annotated[int, typer.Option("--places", min=0, help="At most so many places of each term.")] = 1,
    who: WhoOption = None,
    json: JsonOption = False,
) -> None:
    """Go through what people should look at, with keys on a terminal; or list competing terms and undecided links."""
    from shlex import quote

    from api.lookups import find_languages
    from api.reviewing import make_review, print_review
    from api.tags import resolve_tag
    from glossary.store import Store

    settings = _read_settings(store=store)
    if not (inconsistencies or queue or json) and sys.stdin.isatty() and sys.stdout.isatty():
        _review_with_keys(settings, find_user() if who is None else who)
        return
    options = "" if store is None else f" --store {quote(store)}"
    with Store.open(settings.store) as glossary:
        review = make_review(
            glossary,
            language=None if language is None else resolve_tag(language, find_languages(glossary), "language"),
            inconsistencies=inconsistencies,
            queue=queue,
            limit=limit,
            places=places,
            options=options,
        )
    if json:
        print_json(review.model_dump_json(indent=2))
    else:
        print_review(review, options)


def _review_with_keys(settings: "Settings", who: str) -> None:
    from api import interactive
    from glossary.store import Store

    with Store.open(settings.store) as glossary:
        interactive.review(glossary, typer.getchar, typer.echo, who)


@_program.command("validate")
def validate_glossary(
    store: StoreOption = None,
    select: Annotated[
        str | None, typer.Option("--select", metavar="CODES", help="Only these checks, such as E101,W2. Default: all")
    ] = None,
    ignore: Annotated[str | None, typer.Option("--ignore", metavar="CODES", help="Leave these checks out.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings, too.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely, then check.")] = False,
    explain: Annotated[str | None, typer.Option("--explain", metavar="CODE", help="Explain one check.")] = None,
    json: JsonOption = False,
) -> None:
    """Check the glossary for faults; exit with 1 if there are errors."""
    from api import validating
    from api.tags import split_list
    from glossary.rules import find_check, select_checks
    from glossary.store import Store

    if explain is not None:
        typer.echo(validating.explain(find_check(explain)))
        return
    chosen, left_out = (() if codes is None else split_list([codes]) for codes in (select, ignore))
    checks = select_checks(chosen, left_out)
    with Store.open(_read_settings(store=store).store) as glossary:
        mended = validating.mend_store(glossary, checks) if fix else None
        tally = (validating.write_findings if json else validating.print_findings)(glossary, checks, mended)
    if tally.errors or (strict and tally.warnings):
        raise typer.Exit(1)


@_program.command("evaluate")
def evaluate_glossary(
    gold: Annotated[Path, typer.Option("--gold", metavar="FILE", help="The gold standard, a JSON file.")],
    store: StoreOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write a page with all that can be told, in HTML.")
    ] = None,
    encoder: EncoderOption = None,
    json: JsonOption = False,
) -> None:
    """Score the glossary against a gold standard."""
    from align.evaluate import evaluate
    from align.gold import read_gold
    from glossary.store import Store

    settings = _read_settings(store=store, encoder=encoder)
    with Store.open(settings.store) as glossary:
        standard = read_gold(gold)
        if report is None:
            figures = evaluate(glossary.iterate_concepts(), standard)
        else:
            figures = _report(report, glossary, standard, gold.name, settings)
    if json:
        from json import dumps

        print_json(dumps(figures.as_dict() | figures.parts_as_dict(), indent=2, ensure_ascii=False))
    else:
        from api import terminal

        terminal.print_figures(figures)
        if report is not None:
            typer.echo(f"written: {report}")


def _report(path: Path, glossary: "Store", gold: "Gold", gold_name: str, settings: "Settings") -> "Figures":
    """Write the report of an evaluation and return its figures."""
    from align.encoder import get_encoder
    from align.pipeline import Progress
    from align.vectors import CachedEncoder
    from api import terminal
    from api.report import Subject, check_target, make_evaluation, render_report, write_report

    check_target(path)
    model = get_encoder(settings.encoder)
    with terminal.show_progress() as show:
        encoder = CachedEncoder(model, settings.cache, lambda done, total: show(Progress("encode", done, total)))
        evaluation = make_evaluation(list(glossary.iterate_concepts()), gold, encoder)
    subject = Subject(glossary.name, glossary.revision, gold_name, settings.encoder or "the bundled one")
    write_report(path, render_report(evaluation, subject))
    return evaluation.figures


@_program.command("calibrate")
def calibrate_encoder(
    encoder: EncoderOption = None,
    terms: Annotated[
        Path | None,
        typer.Option(
            "--terms", metavar="FILE", help="Terms to measure by, a column a language. Default: those of glossalign"
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Measure what the similarities of a model mean, and keep that beside it; needed once for a model of your own."""
    from align.calibration import TERMS, calibrate, read_terms, write_calibration
    from align.encoder import get_encoder

    settings = _read_settings(encoder=encoder)
    if settings.encoder is None:
        raise UsageError("the bundled encoder comes calibrated; name a model of your own with --encoder")
    table = read_terms(terms or TERMS)
    model = get_encoder(settings.encoder)
    calibration, measurement = calibrate(model, table)
    path = write_calibration(calibration, model.folder)
    if json:
        from dataclasses import asdict
        from json import dumps

        found = {name: value for name, value in asdict(calibration).items() if name != "centres"}
        print_json(dumps(found | asdict(measurement) | {"file": str(path)}, indent=2))
    else:
        from api import terminal

        terminal.print_calibration(calibration, measurement)
        typer.echo(f"written: {path}")


_program.command("history")(curating.show_history)
_program.command("undo")(curating.undo_act)
_program.command("export")(exchanging.export_glossary)
_program.command("import")(exchanging.import_file)
_program.command("annotate")(annotating.annotate_file)
_program.command("check")(checking.check_files)
_program.command("mcp")(mcp_server.serve_mcp)
_program.command("migrate")(storing.migrate_store)
_program.command("backup")(storing.back_up_store)
_program.command("restore")(storing.restore_store)


def _read_settings(**options: str | int | None) -> "Settings":
    from api.settings import load_settings

    return load_settings(**options)
