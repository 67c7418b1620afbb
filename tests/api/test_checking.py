"""`glossalign check`: what it prints, its reports, its exit status."""

import json
from pathlib import Path

import pytest
import typer
from lxml import etree

from api.checking import check_files
from glossary.errors import UsageError
from glossary.model import AdministrativeStatus, Concept, Form, FormOrigin, Glossary, LanguageSection, Term
from glossary.store import Store

Output = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("in_an_empty_folder")

PREFERRED, ADMITTED = AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED
LOCK = Concept(
    "lock",
    (
        LanguageSection("pl", (Term("śluza", PREFERRED),)),
        LanguageSection(
            "ru",
            (
                Term("шлюз", PREFERRED, forms=(Form("шлюза", FormOrigin.GENERATED),)),
                Term("камера", ADMITTED),
                Term("слюза", AdministrativeStatus.DEPRECATED),
            ),
        ),
    ),
)
XLIFF = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file source-language="pl" target-language="ru"><body>
<trans-unit id="a"><source>Śluza.</source><target>Шлюз.</target></trans-unit>
<trans-unit id="b"><source>Śluza.</source><target>{}</target></trans-unit>
</body></file></xliff>"""
LANGUAGES = ("--source", "pl", "--target", "ru")


@pytest.fixture(autouse=True)
def store(in_an_empty_folder: None) -> None:  # noqa: ARG001 - the store goes into that folder
    """Write a store with one concept, where it is looked for."""
    with Store.create("glossary.db") as found:
        found.write_glossary(Glossary((LOCK,)))


def _run(*arguments: str) -> int:
    program = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    program.command("check")(check_files)
    return int(program(list(arguments), standalone_mode=False) or 0)


def _write(target: str, name: str = "a.xlf") -> str:
    Path(name).write_text(XLIFF.format(target), encoding="utf-8")
    return name


def test_a_good_translation_passes(capsys: Output) -> None:
    """In any form that the glossary has; it says what it has looked at."""
    assert _run(_write("У шлюза.")) == 0
    assert capsys.readouterr().out == "0 errors, 0 warnings, 0 for information in 2 segments of 1 file\n"


def test_a_finding_fails(capsys: Output) -> None:
    """A line has file, line, segment, code and message."""
    assert _run(_write("Слюза.")) == 1
    assert capsys.readouterr().out.splitlines() == [
        "a.xlf:4: segment b: T201 error: 'Слюза' for 'Śluza' is deprecated; the glossary has 'шлюз'",
        "1 error, 0 warnings, 0 for information in 2 segments of 1 file",
    ]


@pytest.mark.parametrize(
    ("target", "options", "status"),
    [
        ("Дом.", (), 1),
        ("Дом.", ("--fail-on", "error"), 0),
        ("Дом.", ("--ignore", "T1"), 0),
        ("Слюза.", ("--fail-on", "error"), 1),
        ("Слюза.", ("--fail-on", "never"), 0),
        ("Слюза.", ("--select", "T101,T3"), 0),
        ("Камера.", ("--ignore", "T3"), 0),
        ("Камера.", (), 1),
        ("", (), 0),
    ],
)
def test_the_severity_that_fails_is_chosen(target: str, options: tuple[str, ...], status: int) -> None:
    """Warnings fail if nothing is said; what is left out doesn't count; information never does."""
    assert _run(_write(target), *options) == status


def test_consistency_goes_across_files(capsys: Output) -> None:
    """The preferred term in one, another one in the next."""
    Path("a.csv").write_text("Śluza.,Шлюз.\n", encoding="utf-8")
    Path("b.tsv").write_text("Śluza.\tКамера.\n", encoding="utf-8")
    assert _run("a.csv", "b.tsv", *LANGUAGES, "--select", "T3") == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        "b.tsv:1: segment 1: T301 warning: 'Śluza' is rendered by 'камера' in 1 segment and by 'шлюз' in 1 segment"
    )


def test_reports_go_to_a_file(capsys: Output) -> None:
    """Whole; nothing is printed."""
    name = _write("Слюза.")
    assert _run(name, "--format", "sarif", "--output", "r.sarif") == 1
    assert _run(name, "--format", "json", "--output", "r.json") == 1
    assert _run(name, "--format", "junit", "--output", "r.xml", "--fail-on", "never") == 0
    assert capsys.readouterr().out == ""
    [result] = json.loads(Path("r.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a.xlf"},
        "region": {"startLine": 4},
    }
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["counts"]["error"] == 1
    assert etree.parse("r.xml").getroot().get("failures") == "1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("none.xlf",), "cannot read 'none.xlf': No such file or directory; name another file"),
        (("a.xlf", "--select", "X"), "no check begins with 'X'; choose among T101, "),
        (("a.xlf", "--store", "none.db"), "no glossary at 'none.db'"),
        (("a.xlf", "--source", "xx"), "source: unknown language 'xx'; choose among ar, el, pl, ru"),
        (("a.xlf", "--source", "el"), "a.xlf:3: the source language is 'pl', not 'el'; name the one of the file"),
        (("t.txt", *LANGUAGES), "t.txt is no bilingual file; give TMX, XLIFF"),
        (("bad.xlf",), "bad.xlf:5: no well-formed XML"),
        (("a.xlf", "--output", "no/r.txt"), "cannot write 'no/r.txt': No such file or directory"),
    ],
)
def test_what_can_not_be_checked_is_wrong_usage(arguments: tuple[str, ...], message: str) -> None:
    """Not a finding: a server for continuous integration must tell these apart."""
    _write("Шлюз.")
    Path("t.txt").write_text("One text.\nAnother one.\n", encoding="utf-8")
    Path("bad.xlf").write_text(XLIFF.format("Шлюз.").replace("</body>", ""), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        _run(*arguments)
    assert str(caught.value).startswith(message)


def test_bad_entries_are_passed_over_and_told(capsys: Output) -> None:
    """What stands after them is checked."""
    Path("a.tsv").write_text("Śluza.\tШлюз.\njeden\nŚluza.\tДом.\n", encoding="utf-8")
    assert _run("a.tsv", *LANGUAGES) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines[:2]] == ["a.tsv:3", "a.tsv:2"]
    assert lines[2] == "0 errors, 1 warning, 0 for information in 2 segments of 1 file"
