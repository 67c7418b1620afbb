"""`glossalign review`: the summary, the table of inconsistencies, the queue of links, and their JSON."""

import json
import shlex
from pathlib import Path

import pytest

from align.abbreviations import ABBREVIATION
from align.signals import SIGNALS
from align.synonyms import SYNONYM_SIGNALS
from api.cli import run
from api.reviewing import describe_evidence
from glossary.model import (
    AdministrativeStatus,
    Concept,
    Context,
    Evidence,
    Glossary,
    LanguageSection,
    Link,
    Proposal,
    SourceDocument,
    Term,
)
from glossary.store import Store

Output = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("in_an_empty_folder")

_SENTENCE = "Nad rzeką stoi tama kamienna, a niżej kamienna tama, którą rozebrano po wielkiej powodzi w zeszłym roku."


def _term(text: str, status: AdministrativeStatus, *starts: int, frequency: int = 0) -> Term:
    place = _SENTENCE.find(text)
    contexts = tuple(Context("d", s, s + len(text), _SENTENCE, place, place + len(text)) for s in starts)
    return Term(text, status, frequency=frequency or len(starts), contexts=contexts)


_PREFERRED, _ADMITTED = AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED
DAM = Concept(
    "dam",
    (
        LanguageSection("ar", (Term("سد حجري", _PREFERRED, frequency=3), Term("سد من حجر", _ADMITTED, frequency=2))),
        LanguageSection("pl", (_term("tama kamienna", _PREFERRED, 15, 115), _term("kamienna tama", _ADMITTED, 38))),
    ),
)
WEIR = Concept("weir", (LanguageSection("ru", (Term("запруда", _PREFERRED, frequency=2),)),))
OLD = Concept("old", (LanguageSection("pl", (Term("tama kamienna", _PREFERRED, frequency=1),)),))
PROPOSALS = tuple(
    Proposal(
        Link("pl", text, "ru", "запруда", "embedding", score, (Evidence("coverage", 0.5), Evidence("margin", 1.0))),
        concept,
        "weir",
    )
    for text, score, concept in (("kamienna tama", 0.31, "dam"), ("tama kamienna", 0.42, "old"))
)


@pytest.fixture
def location(tmp_path: Path) -> str:
    """Return the path of a store with two inconsistencies, a homograph and two proposed links."""
    path = tmp_path / "glossary.db"
    with Store.create(str(path)) as store:
        documents = (SourceDocument("d", "tamy.txt", "pl", "O tamach"),)
        store.write_glossary(Glossary((DAM, WEIR, OLD), documents, PROPOSALS))
    return str(path)


def _print(capsys: Output, *arguments: str) -> list[str]:
    assert run(["review", *arguments]) == 0
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_summary_tells_how_much_there_is_and_how_to_go_on(location: str, capsys: Output) -> None:
    """Without an option, a line a matter, each with the command that lists it."""
    assert _print(capsys, "--store", location) == [
        "2 terms compete with the preferred one in 2 concepts, 3 occurrences in all; 0 longer terms go with them",
        "1 terms stand in several concepts",
        f"list them: glossalign review --inconsistencies --store {location}",
        "2 links wait for a decision",
        f"list them: glossalign review --queue --store {location}",
    ]


def test_inconsistencies_are_a_table_with_places(location: str, capsys: Output) -> None:
    """Each competing term is a row beside the preferred one; under the table stand its places and the homographs."""
    lines = _print(capsys, "--inconsistencies", "--store", location)
    assert "pl tama kamienna 2 kamienna tama 1 33% word order 1" in lines
    assert "ar سد حجري 3 سد من حجر 2 40% derivation: حجري / حجر 0" in lines
    assert (
        "tamy.txt:38: Nad rzeką stoi tama kamienna, a niżej [kamienna tama], którą rozebrano po wielkiej powodzi w …"
        in lines
    )
    assert "2 of 2 concepts; --limit shows more, --json all there is to know" in lines
    assert lines[-1] == "pl tama kamienna stands in several concepts: tama kamienna [dam] 2; tama kamienna [old] 1"


def test_language_limit_and_places(location: str, capsys: Output) -> None:
    """One language only; no more entries than asked for; and no places where none are wanted."""
    polish = _print(capsys, "--inconsistencies", "--language", "pl", "--places", "0", "--store", location)
    assert not any("سد" in line or "tamy.txt" in line for line in polish)
    assert "1 of 1 concepts; --limit shows more, --json all there is to know" in polish
    first = _print(capsys, "--inconsistencies", "--limit", "1", "--store", location)
    assert "1 of 2 concepts; --limit shows more, --json all there is to know" in first


def test_queue_lists_links_with_the_command_that_settles_them(location: str, capsys: Output) -> None:
    """The likeliest comes first, with the preferred terms of both concepts and the evidence in words."""
    lines = _print(capsys, "--queue", "--store", location)
    assert lines[:5] == [
        "0.42 pl tama kamienna = ru запруда",
        "[old] pl tama kamienna",
        "[weir] ru запруда",
        "words that have their counterpart 0.50; lead over the nearest rival 1.00",
        f"glossalign judge same 'pl:tama kamienna' 'ru:запруда' --store {location}",
    ]
    assert "[dam] ar سد حجري; pl tama kamienna" in lines
    assert lines[-1] == "2 of 2 links; where terms differ, write different instead of same"


def test_the_command_of_the_queue_is_one(location: str, capsys: Output) -> None:
    """What the queue prints can be run as it stands."""
    command = shlex.split(_print(capsys, "--queue", "--limit", "1", "--store", location)[4])
    assert command[0] == "glossalign"
    assert run(command[1:]) == 0
    assert "same pl:tama kamienna ru:запруда" in capsys.readouterr().out


def test_json_of_inconsistencies(location: str, capsys: Output) -> None:
    """JSON holds the summary and the parts that were asked for; places with offsets, file and sentence."""
    assert run(["review", "--inconsistencies", "--language", "pl", "--json", "--store", location]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["queue"] is None
    assert answer["summary"] == {
        "competitions": 1,
        "competing_terms": 1,
        "competing_occurrences": 1,
        "following": 0,
        "homographs": 1,
        "proposals": 2,
    }
    [competition] = answer["inconsistencies"]
    assert (competition["concept"], competition["preferred"], competition["attention"]) == (
        "dam",
        "tama kamienna",
        0.333333,
    )
    [term] = competition["terms"]
    assert (term["text"], term["kind"], term["count"], term["share"]) == ("kamienna tama", "word order", 1, 0.3333)
    [place] = term["places"]
    assert (place["file"], place["start"], place["sentence_start"]) == ("tamy.txt", 38, 38)
    assert [m["concept"] for m in answer["homographs"][0]["meanings"]] == ["dam", "old"]


def test_json_of_the_queue(location: str, capsys: Output) -> None:
    """Each link gives both ends with their concepts, the signals by name, and the command."""
    assert run(["review", "--queue", "--json", "--store", location]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["inconsistencies"] is None
    link, _ = answer["queue"]
    assert link["source"] == {
        "language": "pl",
        "term": "tama kamienna",
        "concept": "old",
        "preferred": {"pl": "tama kamienna"},
    }
    assert (link["score"], link["evidence"]) == (0.42, {"coverage": 0.5, "margin": 1.0})
    assert link["command"] == f"glossalign judge same 'pl:tama kamienna' 'ru:запруда' --store {location}"


def test_nothing_to_look_at(tmp_path: Path, capsys: Output) -> None:
    """A consistent glossary says so."""
    location = str(tmp_path / "clean.db")
    with Store.create(location) as store:
        store.write_glossary(Glossary((WEIR,)))
    assert _print(capsys, "--inconsistencies", "--queue", "--store", location) == [
        "no terms compete with a preferred one",
        "no links wait for a decision",
    ]
    assert _print(capsys, "--store", location)[-1] == "0 links wait for a decision"


def test_an_unknown_language_is_wrong_usage(location: str, capsys: Output) -> None:
    """A language that the glossary can't have is named with those that it can."""
    assert run(["review", "--language", "xx", "--store", location]) == 2
    assert "language: unknown language 'xx'; choose among ar, el, pl, ru" in capsys.readouterr().err


def test_evidence_in_words() -> None:
    """Known signals are told in words; one that is not known goes by its name."""
    assert list(describe_evidence({"margin": 0.5, "triangle": 0.25, "weather": 1.0})) == [
        "lead over the nearest rival 0.50",
        "confirmed by a third language 0.25",
        "weather 1.00",
    ]


def test_every_signal_of_the_alignment_has_words() -> None:
    """A signal that is added to the alignment must be explained where people decide."""
    for signal in (*SIGNALS, *SYNONYM_SIGNALS, "csls", "rivals", "triangle", ABBREVIATION):
        (words,) = describe_evidence({signal: 1.0})
        assert words != f"{signal} 1.00"
