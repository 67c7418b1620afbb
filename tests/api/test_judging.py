"""`glossalign judge`: decisions made, listed and withdrawn on the command line."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from api.cli import run
from glossary.model import Glossary, Judgement, TermReference, Verdict
from glossary.store import Store
from tests.api.conftest import GLOSSARY

Output = pytest.CaptureFixture[str]
Judge = Callable[..., int]
pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


@pytest.fixture
def judge(location: str) -> Judge:
    """Return a function that runs `judge` on the small glossary and returns its status."""
    return lambda *arguments: run(["judge", *arguments, "--store", location])


def _judgements(location: str) -> list[Judgement]:
    with Store.open(location) as store:
        return [stored.judgement for stored in store.find_judgements()]


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_a_verdict_on_two_terms(verdict: str, judge: Judge, location: str, capsys: Output) -> None:
    """Terms are named in any form, are written as cited, and come with who decided, when and why."""
    before = datetime.now(UTC).replace(microsecond=0)
    assert judge(verdict, "pl:Kanału  spławnego", "ru:шлюз", "--who", "ann", "--note", "seen both") == 0
    pair = "pl:kanał spławny ru:шлюз"
    assert capsys.readouterr().out == f"judgement 1: {verdict} {pair}; the next build follows it\n"
    [made] = _judgements(location)
    assert (made.verdict, made.first, made.second) == (
        Verdict(verdict),
        TermReference("pl", "kanał spławny"),
        TermReference("ru", "шлюз"),
    )
    assert (made.who, made.note) == ("ann", "seen both")
    assert made.when.endswith("Z")
    assert before <= datetime.fromisoformat(made.when) <= datetime.now(UTC)


@pytest.mark.parametrize("verdict", ["preferred", "admitted", "deprecated", "rejected"])
def test_a_verdict_on_one_term(
    verdict: str, judge: Judge, location: str, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """The user of the system is who decides, unless one is named; a region of a language is that language."""
    monkeypatch.setattr("getpass.getuser", lambda: "bob")
    assert judge(verdict, "pl-PL:spławny kanał") == 0
    assert capsys.readouterr().out == f"judgement 1: {verdict} pl:spławny kanał; the next build follows it\n"
    [made] = _judgements(location)
    assert (made.verdict, made.first, made.second, made.who) == (
        Verdict(verdict),
        TermReference("pl", "spławny kanał"),
        None,
        "bob",
    )


def test_a_system_without_users(judge: Judge, location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has no name for the user, as in a container, nobody is named."""

    def fail() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr("getpass.getuser", fail)
    assert judge("preferred", "pl:śluza") == 0
    assert _judgements(location)[0].who == ""


def test_list_and_withdraw(judge: Judge, capsys: Output) -> None:
    """Judgements are listed with their numbers; a withdrawn one only if asked for."""
    judge("same", "pl:śluza", "ru:шлюз", "--who", "ann", "--note", "sure")
    judge("rejected", "pl:spławny kanał", "--who", "bob")
    assert judge("withdraw", "1") == 0
    assert "judgement 1 is withdrawn: same pl:śluza ru:шлюз; the next build follows\n" in capsys.readouterr().out
    assert judge("list") == 0
    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert rows[1] == "Number Verdict Terms Who When Note"
    assert [row for row in rows if "śluza" in row] == []
    assert [row.partition(" 20")[0] for row in rows if "kanał" in row] == ["2 rejected pl:spławny kanał bob"]
    assert judge("list", "--withdrawn") == 0
    shown = capsys.readouterr().out
    assert re.search(r"1 +same \(withdrawn\) +pl:śluza +ann +20\d\d-\d\d-\d\d +sure", shown)
    assert "ru:шлюз" in shown


def test_list_as_json(judge: Judge, capsys: Output) -> None:
    """The list as data has every field of each judgement; of none it is empty."""
    assert judge("list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    judge("same", "pl:śluza", "ru:шлюз", "--who", "ann")
    capsys.readouterr()
    assert judge("list", "--json") == 0
    [row] = json.loads(capsys.readouterr().out)
    when = row["judgement"].pop("when")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", when)
    assert row == {
        "number": 1,
        "judgement": {
            "verdict": "same",
            "first": {"language": "pl", "text": "śluza"},
            "second": {"language": "ru", "text": "шлюз"},
            "who": "ann",
            "note": None,
            "is_withdrawn": False,
        },
    }


def test_an_empty_list_says_what_to_do(judge: Judge, capsys: Output) -> None:
    """No judgements is no failure."""
    assert judge("list") == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "make one with: glossalign judge same LANG:TERM LANG:TERM" in printed.err


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["same", "pl:śluza"], 2, "Missing argument 'LANG:TERM'."),
        (["same", "śluza", "ru:шлюз"], 2, "'śluza' is no term with its language; write it like pl:most"),
        (["preferred", "pl:"], 2, "'pl:' is no term with its language; write it like pl:most"),
        (["preferred", "xx:śluza"], 2, "term: unknown language 'xx'; choose among ar, el, pl, ru"),
        (["same", "pl:śluza", "pl:śluzą"], 1, "no pl term 'śluzą' in the glossary; did you mean 'pl:śluza'?"),
        (["preferred", "ru:водопад"], 1, "no ru term 'водопад' in the glossary; look it up with: glossalign lookup"),
        (["same", "pl:śluza", "pl:Śluza"], 2, "a term can't be judged against itself: 'pl:śluza'"),
        (["withdraw", "9"], 1, "no judgement 9; their numbers stand in: glossalign judge list"),
        (["maybe", "pl:śluza"], 2, "No such command 'maybe'."),
    ],
)
def test_faults_are_one_line(
    arguments: list[str], status: int, message: str, judge: Judge, location: str, capsys: Output
) -> None:
    """What can't be meant is named in one line with the remedy, and nothing is written."""
    assert judge(*arguments) == status
    printed = capsys.readouterr()
    assert printed.err.startswith(f"glossalign: error: {message}")
    assert printed.err.count("\n") == 1
    assert _judgements(location) == []


def test_a_contradiction_names_the_other_judgement(judge: Judge, location: str, capsys: Output) -> None:
    """What contradicts a judgement that stands is refused with its number and the way to withdraw it."""
    judge("same", "pl:śluza", "ru:шлюз", "--who", "ann")
    assert judge("different", "ru:шлюз", "pl:śluza") == 2
    assert (
        "'different ru:шлюз pl:śluza' contradicts judgement 1, 'same pl:śluza ru:шлюз' by ann; "
        "withdraw that first: glossalign judge withdraw 1"
    ) in capsys.readouterr().err
    assert len(_judgements(location)) == 1


def test_a_term_that_left_can_still_be_judged(judge: Judge, location: str, capsys: Output) -> None:
    """A term that stands in a judgement is known, though the glossary has it no longer, as after it was rejected."""
    judge("rejected", "pl:śluza")
    with Store.create(location) as store:
        store.write_glossary(Glossary(GLOSSARY.concepts[:1], GLOSSARY.documents))
    assert judge("preferred", "pl:śluza") == 2
    assert "contradicts judgement 1" in capsys.readouterr().err
    assert judge("withdraw", "1") == 0
    assert judge("preferred", "pl:śluza") == 0
    assert [judgement.verdict for judgement in _judgements(location)] == [Verdict.PREFERRED]


def test_a_missing_store_is_not_made(capsys: Output) -> None:
    """There is nothing to decide on before a build."""
    assert run(["judge", "preferred", "pl:most", "--store", "none.db"]) == 1
    assert "no glossary at 'none.db'; make one with" in capsys.readouterr().err
