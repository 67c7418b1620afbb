"""`glossalign concept`, `history` and `undo`: what people do to concepts, at once, and how to take it back."""

# ruff: noqa: PLC0415 - as in the other commands, the imports stand where they are used: `--help` loads none of it

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from api.judging import find_term
from api.options import JsonOption, StoreOption, WhoOption, find_user, print_json
from glossary.errors import UsageError

if TYPE_CHECKING:
    from glossary.curation import Change
    from glossary.history import Author, HistoryEntry
    from glossary.model import Concept, TermReference
    from glossary.store import Store

commands = typer.Typer(
    help="Create, edit, approve, merge, split concepts; at once, and kept by every build.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ConceptArgument = Annotated[
    str, typer.Argument(metavar="CONCEPT", help="An id, or a term of it with its language, such as pl:most.")
]
TermArgument = Annotated[str, typer.Argument(metavar="LANG:TERM", help="A term with its language, such as pl:most.")]
NoteOption = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="Why; kept in the history.")]
_ACTS = {"approve": "approved", "reject": "rejected", "reopen": "proposed"}
_STANDINGS = {"prefer": "preferred", "admit": "admitted", "deprecate": "deprecated", "refuse": "rejected"}
_HELP = {
    "approve": "Approve a concept: builds keep its terms together, and their standing.",
    "reject": "Reject a concept; builds keep that.",
    "reopen": "Make a concept a mere proposal again.",
    "prefer": "Make a term the preferred one of its concept.",
    "admit": "Make a term one that may be used.",
    "deprecate": "Make a term one that is not to be used any more.",
    "refuse": "Make a phrase one that is no term of its concept.",
}


def _set_status(status: str) -> Callable[..., None]:
    def act(concept: ConceptArgument, store: StoreOption = None, why: NoteOption = None, who: WhoOption = None) -> None:
        from glossary.curation import set_status
        from glossary.model import ConceptStatus

        with _open(store) as glossary:
            _apply(glossary, set_status(_get(glossary, concept), ConceptStatus(status)), who, why)

    return act


def _set_standing(standing: str) -> Callable[..., None]:
    def act(
        term: TermArgument,
        concept: Annotated[
            str | None, typer.Option("--concept", metavar="ID", help="Its concept, if it stands in several.")
        ] = None,
        store: StoreOption = None,
        why: NoteOption = None,
        who: WhoOption = None,
    ) -> None:
        from glossary.curation import judge_term
        from glossary.model import AdministrativeStatus

        with _open(store) as glossary:
            named = find_term(glossary, term)
            found = _get(glossary, concept or f"{named.language}:{named.text}")
            _apply(glossary, judge_term(found, named, AdministrativeStatus(standing), why or ""), who, why)

    return act


for _name, _value in _ACTS.items():
    commands.command(_name, help=_HELP[_name])(_set_status(_value))
for _name, _value in _STANDINGS.items():
    commands.command(_name, help=_HELP[_name])(_set_standing(_value))


@commands.command("show")
def show_concept(concept: ConceptArgument, store: StoreOption = None) -> None:
    """Print a concept with all there is to it, as JSON."""
    import orjson

    with _open(store) as glossary:
        print_json(orjson.dumps(_get(glossary, concept), option=orjson.OPT_INDENT_2).decode())


@commands.command("create")
def create_concept(
    terms: Annotated[list[str], typer.Argument(metavar="LANG:TERM...", help="Its terms; the first of each preferred.")],
    subject: Annotated[str | None, typer.Option("--subject", metavar="TEXT", help="Its subject field.")] = None,
    definition: Annotated[str | None, typer.Option("--definition", metavar="TEXT", help="What it is.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="What else to know of it.")] = None,
    store: StoreOption = None,
    why: NoteOption = None,
    who: WhoOption = None,
) -> None:
    """Put in an approved concept that no text has given."""
    from dataclasses import replace

    from glossary.curation import create
    from glossary.model import ConceptStatus

    with _open(store) as glossary:
        made = _add_terms(None, [_read_term(text) for text in terms])
        made = replace(made, status=ConceptStatus.APPROVED, subject_field=subject, definition=definition, note=note)
        _apply(glossary, create(made), who, why)


@commands.command("edit")
def edit_concept(
    concept: ConceptArgument,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="LANG:TERM", help="Add a term.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", metavar="TEXT", help="Its subject field.")] = None,
    definition: Annotated[str | None, typer.Option("--definition", metavar="TEXT", help="What it is.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="What else to know of it.")] = None,
    store: StoreOption = None,
    why: NoteOption = None,
    who: WhoOption = None,
) -> None:
    """Add terms to a concept, or change what is written on it; an empty text takes it away."""
    from dataclasses import replace

    from glossary.curation import edit

    if not add and subject is None and definition is None and note is None:
        raise UsageError("nothing to edit; name --add, --subject, --definition or --note")
    with _open(store) as glossary:
        before = _get(glossary, concept)
        after = _add_terms(before, [_read_term(text) for text in add or []])
        edited = replace(
            after,
            subject_field=before.subject_field if subject is None else subject or None,
            definition=before.definition if definition is None else definition or None,
            note=before.note if note is None else note or None,
        )
        _apply(glossary, edit(before, edited), who, why)


@commands.command("delete")
def delete_concept(
    concept: ConceptArgument, store: StoreOption = None, why: NoteOption = None, who: WhoOption = None
) -> None:
    """Take a concept out; a build that finds its terms again proposes them again. To prevent that, reject it."""
    from glossary.curation import delete

    with _open(store) as glossary:
        _apply(glossary, delete(_get(glossary, concept)), who, why)


@commands.command("merge")
def merge_concepts(
    concept: ConceptArgument,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The concept that goes into it, named likewise.")],
    store: StoreOption = None,
    why: NoteOption = None,
    who: WhoOption = None,
) -> None:
    """Make one concept of two: the first keeps its id, and the id of the other leads to it for ever."""
    from glossary.curation import merge

    with _open(store) as glossary:
        _apply(glossary, merge(_get(glossary, concept), _get(glossary, other)), who, why)


@commands.command("split")
def split_concept(
    concept: ConceptArgument,
    terms: Annotated[list[str], typer.Argument(metavar="LANG:TERM...", help="The terms that go into a new concept.")],
    store: StoreOption = None,
    why: NoteOption = None,
    who: WhoOption = None,
) -> None:
    """Take terms out of a concept into a new one, with their evidence; builds never join the two again."""
    from glossary.curation import split
    from glossary.formats.identity import make_id

    with _open(store) as glossary:
        found = _get(glossary, concept)
        named = [find_term(glossary, term) for term in terms]
        _apply(glossary, split(found, named, make_id(_add_terms(None, named).sections)), who, why)


@commands.command("move")
def move_term(
    term: TermArgument,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The concept it goes to, named by id or term.")],
    source: Annotated[
        str | None, typer.Option("--from", metavar="ID", help="Its concept, if it stands in several.")
    ] = None,
    store: StoreOption = None,
    why: NoteOption = None,
    who: WhoOption = None,
) -> None:
    """Move a term from its concept to another."""
    from glossary.curation import move

    with _open(store) as glossary:
        named = find_term(glossary, term)
        found = _get(glossary, source or f"{named.language}:{named.text}")
        _apply(glossary, move(found, named, _get(glossary, target)), who, why)


@commands.command("forbid")
def forbid_rendering(
    concept: ConceptArgument,
    term: TermArgument,
    store: StoreOption = None,
    why: NoteOption = None,
    who: WhoOption = None,
) -> None:
    """Forbid a rendering of a concept, whether it has that term or not: it stands there deprecated."""
    from glossary.curation import forbid

    with _open(store) as glossary:
        _apply(glossary, forbid(_get(glossary, concept), _read_term(term), why or ""), who, why)


def show_history(
    concept: Annotated[
        str | None, typer.Argument(metavar="CONCEPT", help="Only this concept: an id, or a term such as pl:most.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many entries.")] = 20,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List who changed what and when, the newest first."""
    import orjson

    from glossary.editing import find_history

    with _open(store) as glossary:
        identifier = None
        if concept is not None:
            identifier = _get(glossary, concept).id if ":" in concept else concept
        entries = find_history(glossary, concept=identifier, limit=limit)
    if json:
        print_json(orjson.dumps(entries, option=orjson.OPT_INDENT_2).decode())
        return
    for entry in entries:
        typer.echo(describe_entry(entry))
    if not entries:
        typer.echo("nobody has changed anything yet", err=True)


def undo_act(
    number: Annotated[
        int | None, typer.Argument(metavar="NUMBER", help="Its number in the history. Default: the last act")
    ] = None,
    store: StoreOption = None,
    why: NoteOption = None,
    who: WhoOption = None,
) -> None:
    """Take an act back, with the judgements that it made; an undoing can be undone by its number."""
    from glossary.editing import undo

    with _open(store) as glossary:
        typer.echo(describe_entry(undo(glossary, make_author(who, why), number)))


def describe_entry(entry: "HistoryEntry") -> str:
    """Return an entry of the history in a line."""
    concepts = ", ".join(entry.concepts[:4]) + (", …" if len(entry.concepts) > 4 else "")
    parts = [f"{entry.number}", entry.author.when, entry.author.who or "somebody", entry.action.value, concepts]
    if entry.undoes is not None:
        parts.append(f"(of {entry.undoes})")
    if entry.undone_by is not None:
        parts.append(f"(undone by {entry.undone_by})")
    if entry.author.note:
        parts.append(f"“{entry.author.note}”")
    return "  ".join(part for part in parts if part)


def make_author(who: str | None, why: str | None) -> "Author":
    """Return who acts now."""
    from glossary.history import Author, make_time

    return Author(find_user() if who is None else who, make_time(), why)


def _open(store: str | None) -> "Store":
    from api.settings import load_settings
    from glossary.store import Store

    return Store.open(load_settings(store=store).store)


def _apply(glossary: "Store", change: "Change", who: str | None, why: str | None) -> None:
    from align.inflect import inflect_change
    from glossary.editing import apply_change

    typer.echo(describe_entry(apply_change(glossary, inflect_change(change), make_author(who, why))))


def _get(glossary: "Store", name: str) -> "Concept":
    """Return the concept of that id, or the only one that has the term LANG:TERM."""
    if ":" not in name:
        return glossary.get_concept(name)
    from glossary.text import lookup_key

    term = find_term(glossary, name)
    matches = glossary.find_matches(lookup_key(term.text, term.language))
    ids = list(dict.fromkeys(m.concept for m in matches if (m.language, m.term) == (term.language, term.text)))
    if len(ids) > 1:
        raise UsageError(f"{name!r} stands in several concepts: {', '.join(ids)}; name the id")
    return glossary.get_concept(ids[0] if ids else name)


def _read_term(text: str) -> "TermReference":
    """Return the term that LANG:TERM names, which need not be in the glossary."""
    from glossary.model import TermReference
    from glossary.text import check_language, lookup_key, shorten

    tag, colon, term = text.partition(":")
    term = " ".join(term.split())
    if not colon or not lookup_key(term, tag):
        raise UsageError(f"{shorten(text)!r} is no term with its language; write it like pl:most")
    return TermReference(check_language(tag), term)


def _add_terms(concept: "Concept | None", terms: "list[TermReference]") -> "Concept":
    """Return a concept with terms added: preferred where the language has none, and admitted beside others."""
    from dataclasses import replace

    from glossary.formats.identity import make_id
    from glossary.model import AdministrativeStatus, Concept, LanguageSection, Term

    sections = {} if concept is None else {section.language: section for section in concept.sections}
    for term in terms:
        section = sections.get(term.language, LanguageSection(term.language, ()))
        status = AdministrativeStatus.ADMITTED if section.terms else AdministrativeStatus.PREFERRED
        sections[term.language] = replace(section, terms=(*section.terms, Term(term.text, status)))
    ordered = tuple(sections[tag] for tag in sorted(sections))
    return Concept(make_id(ordered), ordered) if concept is None else replace(concept, sections=ordered)
