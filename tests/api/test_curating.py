"""`glossalign concept`, `history` and `undo`: acts on concepts, on the command line."""

import json
import re
from collections.abc import Callable

import pytest

from api.cli import run
from glossary.model import Concept, ConceptStatus
from glossary.store import Store
from tests.api.conftest import CANAL, LOCK

Output = pytest.CaptureFixture[str]
Act = Callable[..., int]
pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


@pytest.fixture
def act(location: str) -> Act:
    """Return a function that runs a command on the small glossary and returns its status."""
    return lambda *arguments: run([*arguments, "--store", location])


def _get(location: str, identifier: str) -> Concept:
    with Store.open(location) as store:
        return store.get_concept(identifier)


def _texts(concept: Concept) -> dict[str, list[tuple[str, str]]]:
    return {s.language: [(term.text, term.status.value) for term in s.terms] for s in concept.sections}


@pytest.mark.parametrize(("verb", "status"), [("approve", "approved"), ("reject", "rejected"), ("reopen", "proposed")])
def test_a_concept_gets_a_status(verb: str, status: str, act: Act, location: str, capsys: Output) -> None:
    """It is named by its id or by a term, in any form; who did so and why is kept."""
    assert act("concept", verb, "pl:kanału spławnego", "--who", "ann", "--why", "seen") == 0
    assert re.fullmatch(rf"1  \S+Z  ann  {verb}  canal  “seen”\n", capsys.readouterr().out)
    assert _get(location, "canal").status is ConceptStatus(status)


@pytest.mark.parametrize(
    ("verb", "standing"),
    [("prefer", "preferred"), ("admit", "admitted"), ("deprecate", "deprecated"), ("refuse", "rejected")],
)
def test_a_term_gets_its_standing(verb: str, standing: str, act: Act, location: str) -> None:
    """At once, and for all builds to come."""
    assert act("concept", verb, "pl:spławny kanał") == 0
    assert ("spławny kanał", standing) in _texts(_get(location, "canal"))["pl"]
    with Store.open(location) as store:
        assert [each.judgement.verdict.value for each in store.find_judgements()] == [standing]


def test_a_concept_is_created_and_edited(act: Act, location: str, capsys: Output) -> None:
    """The first term of a language is preferred; an empty text takes one away."""
    assert act("concept", "create", "pl:jaz", "pl:zapora", "el:φράγμα", "--definition", "A weir.", "--note", "x") == 0
    identifier = re.findall(r"create  (\S+)", capsys.readouterr().out)[0]
    made = _get(location, identifier)
    assert _texts(made) == {
        "el": [("φράγμα", "preferred")],
        "pl": [("jaz", "preferred"), ("zapora", "admitted")],
    }
    assert (made.status, made.definition) == (ConceptStatus.APPROVED, "A weir.")
    assert act("concept", "edit", "pl:jaz", "--add", "ru:плотина", "--note", "", "--subject", "rivers") == 0
    edited = _get(location, identifier)
    assert (edited.note, edited.subject_field, edited.definition) == (None, "rivers", "A weir.")
    assert _texts(edited)["ru"] == [("плотина", "preferred")]


def test_concepts_are_merged_and_unmerged(act: Act, location: str, capsys: Output) -> None:
    """`undo` takes the last act back."""
    assert act("concept", "merge", "canal", "ru:шлюз") == 0
    assert _get(location, "lock").id == "canal"
    assert act("undo", "--who", "bob") == 0
    assert _get(location, "lock") == LOCK
    assert _get(location, "canal") == CANAL
    assert re.search(r"2  \S+Z  bob  undo  canal, lock  \(of 1\)", capsys.readouterr().out)


def test_a_concept_is_split_and_a_term_moved(act: Act, location: str, capsys: Output) -> None:
    """Terms are named in any form."""
    assert act("concept", "split", "canal", "pl:Spławny kanał") == 0
    new = re.findall(r"split  canal, (\S+)", capsys.readouterr().out)[0]
    assert _texts(_get(location, new)) == {"pl": [("spławny kanał", "admitted")]}
    assert act("concept", "move", "pl:spławny kanał", "lock") == 0
    assert ("spławny kanał", "admitted") in _texts(_get(location, "lock"))["pl"]
    assert _get(location, new).id == "lock"


def test_a_rendering_is_forbidden(act: Act, location: str) -> None:
    """Also one that the glossary does not have."""
    assert act("concept", "forbid", "canal", "ru:водная  канава", "--why", "no such thing") == 0
    assert _texts(_get(location, "canal"))["ru"][-1] == ("водная канава", "deprecated")


def test_a_concept_is_deleted_and_shown(act: Act, capsys: Output) -> None:
    """`show` prints all of it."""
    assert act("concept", "show", "ar:القناة الملاحية") == 0
    assert json.loads(capsys.readouterr().out)["sections"][1]["terms"][0]["text"] == "kanał spławny"
    assert act("concept", "delete", "lock") == 0
    assert act("concept", "show", "lock") == 1
    assert "no concept 'lock'" in capsys.readouterr().err


def test_the_history_is_listed(act: Act, capsys: Output) -> None:
    """Of all or of one concept, the newest first."""
    assert act("history") == 0
    assert capsys.readouterr().err == "nobody has changed anything yet\n"
    act("concept", "approve", "canal", "--who", "ann")
    act("concept", "reject", "lock", "--who", "ann")
    act("undo", "--who", "ann")
    capsys.readouterr()
    assert act("history") == 0
    lines = [re.sub(r"\S+Z  ann  ", "", line) for line in capsys.readouterr().out.splitlines()]
    assert lines == ["3  undo  lock  (of 2)", "2  reject  lock  (undone by 3)", "1  approve  canal"]
    assert act("history", "pl:kanał spławny", "--json") == 0
    [entry] = json.loads(capsys.readouterr().out)
    assert (entry["number"], entry["action"], entry["author"]["who"]) == (1, "approve", "ann")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["concept", "approve", "none"], 1, "no concept 'none'"),
        (["concept", "approve", "pl:nic"], 1, "no pl term 'nic'"),
        (["concept", "edit", "canal"], 2, "nothing to edit; name --add"),
        (["concept", "create", "jaz"], 2, "'jaz' is no term with its language"),
        (["concept", "create", "polski jezyk:jaz"], 2, "language"),
        (["concept", "merge", "canal", "canal"], 2, "can't be merged with itself"),
        (["concept", "split", "lock", "pl:śluza", "ru:шлюз"], 2, "must leave terms on both sides"),
        (["undo"], 1, "nothing to undo"),
        (["undo", "9"], 1, "no entry 9"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: list[str], status: int, message: str, act: Act, capsys: Output
) -> None:
    """In one line, with the remedy."""
    assert act(*arguments) == status
    assert message in capsys.readouterr().err
