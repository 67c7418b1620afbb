"""`glossalign validate`: what it prints, its exit status, its fixes."""

import json
from pathlib import Path

import pytest

from api.cli import run
from glossary.errors import StoreError
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Context,
    Glossary,
    Judgement,
    LanguageSection,
    Link,
    Proposal,
    SourceDocument,
    Term,
    TermReference,
    Verdict,
)
from glossary.rules import Check
from glossary.store import Store
from tests.api.conftest import GLOSSARY

Output = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("in_an_empty_folder")

DOCUMENT = SourceDocument("d", "mosty.txt", "pl", "O mostach")
CONTEXT = Context("d", 0, 4, "Most.", 0, 4)


def _term(text: str, status: AdministrativeStatus = AdministrativeStatus.PREFERRED) -> Term:
    return Term(text, status, contexts=(CONTEXT,))


def _concept(name: str, *terms: Term) -> Concept:
    return Concept(name, (LanguageSection("pl", terms),))


LINK = Link("pl", "most ", "pl", "wiadukt", "embedding", 0.5)
UNTIDY = Glossary(
    (
        _concept("bridge", _term("most ")),
        _concept("viaduct", _term("wiadukt"), _term("estakada", AdministrativeStatus.ADMITTED)),
    ),
    (DOCUMENT,),
    (Proposal(LINK, "bridge", "viaduct"),),
)
BROKEN = Glossary((Concept("none", (), status=ConceptStatus.APPROVED), *UNTIDY.concepts), (DOCUMENT,))


def _write(glossary: Glossary) -> str:
    with Store.create("g.db") as store:
        store.write_glossary(glossary, {"old": "bridge"}, inputs="digest")
    return "g.db"


def test_warnings_alone_are_no_failure(capsys: Output) -> None:
    """A finding is a line with the concept, the code, the language, the value and the remedy; a last line counts."""
    assert run(["validate", "--store", _write(UNTIDY)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "bridge  W204  pl: 'most ' has white space around it; take it away",
        "0 errors, 1 warning in g.db; --fix may mend 1 of them",
    ]


def test_strict_fails_on_warnings(capsys: Output) -> None:
    """For those who let nothing pass; what is ignored doesn't count."""
    store = _write(UNTIDY)
    assert run(["validate", "--store", store, "--strict"]) == 1
    assert run(["validate", "--store", store, "--strict", "--ignore", "W2"]) == 0
    assert capsys.readouterr().out.endswith("0 errors, 0 warnings in g.db\n")


def test_errors_fail(capsys: Output) -> None:
    """An error is a failure, unless it was not asked for."""
    store = _write(BROKEN)
    assert run(["validate", "--store", store]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("none  E101  the concept has no language; give it a term, or delete it\n")
    assert printed.out.endswith("1 error, 1 warning in g.db; --fix may mend 1 of them\n")
    assert printed.err == ""
    assert run(["validate", "--store", store, "--select", "E2,W2"]) == 0


def test_json_tells_all_of_each_finding(capsys: Output) -> None:
    """As data, a finding has its parts, and the status is the same."""
    assert run(["validate", "--store", _write(BROKEN), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "findings": [
            {
                "code": "E101",
                "severity": "error",
                "concept": "none",
                "language": None,
                "term": None,
                "message": "the concept has no language",
                "remedy": "give it a term, or delete it",
                "is_fixable": False,
            },
            {
                "code": "W204",
                "severity": "warning",
                "concept": "bridge",
                "language": "pl",
                "term": "most ",
                "message": "'most ' has white space around it",
                "remedy": "take it away",
                "is_fixable": True,
            },
        ],
        "errors": 1,
        "warnings": 1,
        "fixable": 1,
        "mended": None,
    }


def test_json_of_no_finding(capsys: Output) -> None:
    """Nothing found is an empty list."""
    assert run(["validate", "--store", _write(UNTIDY), "--select", "E", "--json"]) == 0
    empty = {"findings": [], "errors": 0, "warnings": 0, "fixable": 0, "mended": None}
    assert json.loads(capsys.readouterr().out) == empty


def test_a_concept_can_not_break_the_lines(capsys: Output) -> None:
    """Ids come from files, too: what a terminal would obey is escaped."""
    assert run(["validate", "--store", _write(Glossary((Concept("a\n\x1b[2J", ()),)))]) == 1
    assert capsys.readouterr().out.splitlines()[0].startswith(r"'a\n\x1b[2J'  E101  the concept")


# -- fixes -------------------------------------------------------------------------------------------------------------


def test_fix_mends_and_keeps_all_else(capsys: Output) -> None:
    """Documents, proposals, judgements and the ids of merged concepts stay; the next build works anew."""
    location = _write(UNTIDY)
    judgement = Judgement(Verdict.PREFERRED, TermReference("pl", "most"), who="ann", when="2026-01-01T00:00:00Z")
    with Store.open(location) as store:
        store.add_judgement(judgement)
    assert run(["validate", "--store", location, "--fix", "--strict"]) == 0
    assert capsys.readouterr().out == "1 concept mended\n0 errors, 0 warnings in g.db\n"
    with Store.open(location) as store:
        assert list(store.iterate_concepts()) == [_concept("bridge", _term("most")), UNTIDY.concepts[1]]
        assert store.get_documents() == [DOCUMENT]
        assert [proposal.link.source_term for proposal in store.get_proposals()] == ["most"]
        assert [stored.judgement for stored in store.find_judgements()] == [judgement]
        assert store.get_concept("old").id == "bridge"
        assert store.inputs == ""


def test_fix_of_nothing_writes_nothing(location: str, capsys: Output) -> None:
    """A clean store keeps its bytes, and its next build has nothing to do."""
    before = Path(location).read_bytes()
    assert run(["validate", "--store", location, "--fix"]) == 0
    assert "0 concepts mended\n" in capsys.readouterr().out
    assert Path(location).read_bytes() == before
    with Store.open(location) as store:
        assert tuple(store.iterate_concepts()) == GLOSSARY.concepts


def test_fix_follows_the_choice_of_checks(capsys: Output) -> None:
    """What was not asked for is not mended."""
    location = _write(UNTIDY)
    assert run(["validate", "--store", location, "--fix", "--select", "W205", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["mended"] == 0
    with Store.open(location) as store:
        assert store.get_concept("bridge") == UNTIDY.concepts[0]


def test_fix_never_writes_over_another_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another program writes while the glossary is mended stays, and the fix says so."""
    from api.validating import mend_store

    location = _write(UNTIDY)
    with Store.open(location) as store:
        read = store.get_proposals

        def read_while_another_writes() -> list[Proposal]:
            with Store.create(location) as other:
                other.write_glossary(GLOSSARY)
            return read()

        monkeypatch.setattr(store, "get_proposals", read_while_another_writes)
        with pytest.raises(StoreError, match="in the meantime"):
            mend_store(store, frozenset(Check))
        assert tuple(store.iterate_concepts()) == GLOSSARY.concepts


# -- usage -------------------------------------------------------------------------------------------------------------


def test_explain_needs_no_store(capsys: Output) -> None:
    """Each check can be asked what it is about."""
    assert run(["validate", "--explain", "w204"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "W204  warning: white space around a term",
        "White space before or after the text is no part of a term.",
        "Example: 'most '",
        "Remedy: take it away (mended by --fix where that is safe)",
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--select", "X"], 2, "no check begins with 'X'; choose among E101, "),
        (["--ignore", "E101,"], 2, "no check begins with ''; choose among E101, "),
        (["--explain", "E1"], 2, "no check 'E1'; choose among E101, "),
        (["--store", "none.db"], 1, "no glossary at 'none.db'; make one with: glossalign build"),
        (["--store", "none.db", "--fix"], 1, "no glossary at 'none.db'; make one with: glossalign build"),
    ],
)
def test_faults_are_one_line(arguments: list[str], status: int, message: str, capsys: Output) -> None:
    """What can't be meant is named with the remedy, and no store is made."""
    assert run(["validate", *arguments]) == status
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"glossalign: error: {message}")
    assert printed.err.count("\n") == 1
    assert not Path("none.db").exists()


def test_the_readme_tells_of_every_check() -> None:
    """A code that is printed is explained where people look it up."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    rows = [f"| {c.value.code}{' *' if c.value.is_fixable else ''} | {c.value.summary} |" for c in Check]
    assert [row for row in rows if row not in readme] == []
