"""`glossalign judge`: what people decide on terms, kept in the store and followed by every later build."""

# ruff: noqa: PLC0415 - as in the other commands, the imports stand where they are used: `--help` loads none of it

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from api.options import JsonOption, StoreOption, WhoOption, find_user, print_json
from glossary.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from glossary.model import TermReference
    from glossary.store import Store

commands = typer.Typer(help="Decide on terms; every later build follows.", no_args_is_help=True, rich_markup_mode=None)

TermArgument = Annotated[str, typer.Argument(metavar="LANG:TERM", help="A term with its language, such as pl:most.")]
NoteOption = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why.")]

_PAIRS = {
    "same": "Two terms mean the same: they are one concept.",
    "different": "Two terms don't mean the same: they are never one concept.",
    "unsure": "Whether two terms mean the same can't be told: leave it to the scores.",
}
_STANDINGS = {
    "preferred": "A term is the one to use for its concept.",
    "admitted": "A term may be used, but is not the one to prefer.",
    "deprecated": "A term is not to be used any more.",
    "rejected": "A phrase is no term of its concept.",
}
_SUGGESTED = 3
_LEAST_LIKENESS = 70


def _judge_pair(verdict: str) -> Callable[..., None]:
    def judge(
        first: TermArgument,
        second: TermArgument,
        store: StoreOption = None,
        note: NoteOption = None,
        who: WhoOption = None,
    ) -> None:
        _judge(verdict, [first, second], store, note, who)

    return judge


def _judge_standing(verdict: str) -> Callable[..., None]:
    def judge(term: TermArgument, store: StoreOption = None, note: NoteOption = None, who: WhoOption = None) -> None:
        _judge(verdict, [term], store, note, who)

    return judge


for _name, _help in _PAIRS.items():
    commands.command(_name, help=_help)(_judge_pair(_name))
for _name, _help in _STANDINGS.items():
    commands.command(_name, help=_help)(_judge_standing(_name))


def _judge(verdict: str, terms: list[str], store: str | None, note: str | None, who: str | None) -> None:
    """Write one judgement to the store and say its number."""
    from api.settings import load_settings
    from glossary.history import make_time
    from glossary.judgements import describe_judgement
    from glossary.model import Judgement, Verdict
    from glossary.store import Store

    with Store.open(load_settings(store=store).store) as glossary:
        first, *others = (find_term(glossary, text) for text in terms)
        made = Judgement(
            verdict=Verdict(verdict),
            first=first,
            second=others[0] if others else None,
            who=find_user() if who is None else who,
            when=make_time(),
            note=note,
        )
        stored = glossary.add_judgement(made)
    typer.echo(f"judgement {stored.number}: {describe_judgement(stored.judgement)}; the next build follows it")


def find_term(glossary: "Store", text: str) -> "TermReference":
    """Return the term of the glossary that LANG:TERM names, by its citation form or another form of it.

    Terms that were judged before may be named, too, even if they have left. Raises UsageError for a text without a
    language, NotFoundError for an unknown term, with those that are like it.
    """
    from api.lookups import find_languages
    from api.tags import resolve_tag
    from glossary.model import TermReference
    from glossary.text import lookup_key, shorten

    tag, colon, term = text.partition(":")
    if not colon or not term.strip():
        raise UsageError(f"{shorten(text)!r} is no term with its language; write it like pl:most")
    language = resolve_tag(tag, find_languages(glossary), "term")
    key = lookup_key(term, language)
    # Citation forms before other forms; of those, the one that is written just so.
    found = sorted(
        (match for match in glossary.find_matches(key) if match.language == language),
        key=lambda match: (match.origin is not None, match.term != term.strip(), -match.frequency, match.rank),
    )
    if found:
        return TermReference(language, found[0].term)
    for stored in glossary.find_judgements(withdrawn=True):
        for each in (stored.judgement.first, stored.judgement.second):
            if each and (each.language, lookup_key(each.text, each.language)) == (language, key):
                return each
    like = _find_like(glossary, language, key)
    hint = f"did you mean {', '.join(map(repr, like))}?" if like else "look it up with: glossalign lookup"
    raise NotFoundError(f"no {language} term {shorten(term.strip())!r} in the glossary; {hint}")


def _find_like(glossary: "Store", language: str, key: str) -> list[str]:
    """Return the terms of a language that are written most like a key, as find_term takes them."""
    from rapidfuzz import fuzz, process

    from glossary.text import lookup_key

    texts = {
        term.text: lookup_key(term.text, language)
        for concept in glossary.iterate_outlines()
        for term, _ in concept.terms
        if term.language == language
    }
    found = process.extract(key, texts, scorer=fuzz.ratio, limit=_SUGGESTED, score_cutoff=_LEAST_LIKENESS)
    return [f"{language}:{text}" for _, _, text in found]


@commands.command("list")
def list_judgements(
    store: StoreOption = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="List those that were withdrawn, too.")] = False,
    json: JsonOption = False,
) -> None:
    """List the judgements, the oldest first."""
    from api.settings import load_settings
    from glossary.store import Store

    with Store.open(load_settings(store=store).store) as glossary:
        found = glossary.find_judgements(withdrawn=withdrawn)
    if json:
        import orjson

        rows = [{"number": each.number, "judgement": each.judgement} for each in found]
        print_json(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
    else:
        from api import terminal

        terminal.print_judgements(found)
        if not found:
            typer.echo("no judgements yet; make one with: glossalign judge same LANG:TERM LANG:TERM", err=True)


@commands.command("withdraw")
def withdraw_judgement(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in the list.")], store: StoreOption = None
) -> None:
    """Take a judgement back: it stays on record, but builds follow it no longer."""
    from api.settings import load_settings
    from glossary.judgements import describe_judgement
    from glossary.store import Store

    with Store.open(load_settings(store=store).store) as glossary:
        stored = glossary.withdraw_judgement(number)
    typer.echo(f"judgement {number} is withdrawn: {describe_judgement(stored.judgement)}; the next build follows")
