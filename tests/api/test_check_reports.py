"""Reports of a check: text, JSON, SARIF and JUnit say the same, each in its own way."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from lxml import etree

from api.check_reports import WRITERS, Subject, make_uri
from api.check_runs import make_run
from glossary.annotate import Annotator
from glossary.bilingual import read_segments
from glossary.bilingual.content import Origin, Segment
from glossary.findings import Check, Severity
from glossary.model import AdministrativeStatus, Concept, Glossary, LanguageSection, Term
from glossary.store import Store

PREFERRED, DEPRECATED = AdministrativeStatus.PREFERRED, AdministrativeStatus.DEPRECATED
LOCK = Concept(
    "lock",
    (
        LanguageSection("pl", (Term("śluza", PREFERRED), Term("upust", DEPRECATED))),
        LanguageSection("ru", (Term("шлюз", PREFERRED), Term("слюза", DEPRECATED))),
    ),
)
BAD = "Śluza.\tСлюза\x07.\nŚluza i śluza.\tДом.\njeden\nUpust.\tШлюз.\nDom.\tДом.\nŚluza.\t\n"
GOOD = "Śluza.\tШлюз.\n"
FAILING = frozenset({Severity.ERROR, Severity.WARNING})


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a store with one concept."""
    with Store.create(tmp_path_factory.mktemp("store") / "g.db") as found:
        found.write_glossary(Glossary((LOCK,)))
        yield found


def _write(store: Store, name: str, failing: frozenset[Severity] = FAILING) -> bytes:
    """Return the report on a file with faults and one without."""
    run = make_run(store, Annotator(store), ("pl", "ru"))
    texts = {"o śluzach.tsv": BAD, "good.tsv": GOOD}

    def read() -> Iterator[Segment]:
        for file, text in texts.items():
            yield from run.separate(read_segments(BytesIO(text.encode()), Origin(file, "pl", "ru")), file)

    stream = BytesIO()
    WRITERS[name](stream, run.find(read()), run, Subject(list(texts), failing))
    return stream.getvalue()


def test_text_has_a_line_for_each_finding(store: Store) -> None:
    """With file and line as compilers tell them; what can't be shown is escaped."""
    assert _write(store, "text").decode().splitlines() == [
        "o śluzach.tsv:1: segment 1: T201 error: 'Слюза' for 'Śluza' is deprecated; the glossary has 'шлюз'",
        (
            "o śluzach.tsv:2: segment 2: T101 warning: 'Śluza' has no rendering in the translation; "
            "the glossary has 'шлюз'"
        ),
        "o śluzach.tsv:4: segment 4: T401 info: 'Upust' in the source is deprecated; the glossary has 'śluza'",
        "o śluzach.tsv:3: passed over: the row has 1 cell, not two; write the source, then its translation",
        "1 error, 1 warning, 1 for information in 5 segments of 2 files; 1 not translated yet",
    ]


def test_json_has_findings_and_counts(store: Store) -> None:
    """In one object."""
    found = json.loads(_write(store, "json"))
    assert found["files"] == ["o śluzach.tsv", "good.tsv"]
    assert [(each["code"], each["file"], each["line"]) for each in found["findings"]] == [
        ("T201", "o śluzach.tsv", 1),
        ("T101", "o śluzach.tsv", 2),
        ("T401", "o śluzach.tsv", 4),
    ]
    assert found["findings"][0]["target"] == {"start": 0, "end": 5, "text": "Слюза"}
    assert (found["checked"], found["untranslated"]) == (5, 1)
    assert found["counts"] == {"error": 1, "warning": 1, "info": 1}
    assert [entry["line"] for entry in found["rejected"]] == [3]


def test_sarif_has_rules_and_results_with_places(store: Store) -> None:
    """As SARIF 2.1.0 asks for: each result names its rule, its level, its file and its line."""
    log = json.loads(_write(store, "sarif"))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], run["columnKind"]) == ("glossalign", "unicodeCodePoints")
    assert [rule["id"] for rule in driver["rules"]] == [check.value.code for check in Check]
    first = driver["rules"][0]
    assert (first["name"], first["defaultConfiguration"]) == ("TermMissing", {"level": "warning"})
    assert all({"text"} == rule[part].keys() for rule in driver["rules"] for part in ("help", "shortDescription"))
    assert [(each["ruleId"], each["level"]) for each in run["results"]] == [
        ("T201", "error"),
        ("T101", "warning"),
        ("T401", "note"),
    ]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
    assert run["results"][1]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "o%20%C5%9Bluzach.tsv"},
                "region": {"startLine": 2},
            },
            "logicalLocations": [{"name": "2", "kind": "element"}],
        }
    ]
    assert run["artifacts"][1] == {"location": {"uri": "good.tsv"}}
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is True
    [note] = invocation["toolExecutionNotifications"]
    assert note["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


def test_a_fingerprint_stays_when_lines_move(store: Store) -> None:
    """So that a server doesn't take an old finding for a new one."""

    def find_fingerprints(line: int) -> list[dict[str, str]]:
        run = make_run(store, Annotator(store), ("pl", "ru"))
        segment = Segment("s", "pl", "Śluza.", "ru", "Дом.", "f.xlf", line)
        stream = BytesIO()
        WRITERS["sarif"](stream, run.find([segment]), run, Subject(["f.xlf"], FAILING))
        results: list[dict[str, Any]] = json.loads(stream.getvalue())["runs"][0]["results"]
        return [result["partialFingerprints"] for result in results]

    assert find_fingerprints(1) == find_fingerprints(7)
    assert len(find_fingerprints(1)[0]["glossalign/v1"]) == 32


def _describe_case(case: etree._Element) -> tuple[str | None, list[str], str | None]:
    return case.get("name"), [str(child.tag) for child in case], case.get("line")


def test_junit_has_a_case_for_each_segment_with_findings(store: Store) -> None:
    """What isn't grave enough is no failure; a file without findings is a case that passes."""
    suites = etree.fromstring(_write(store, "junit"))
    assert (suites.get("tests"), suites.get("failures")) == ("4", "2")
    bad, good = suites
    assert (bad.get("name"), bad.get("tests"), bad.get("failures")) == ("o śluzach.tsv", "3", "2")
    assert [_describe_case(case) for case in bad.iterfind("testcase")] == [
        ("segment 1", ["failure"], "1"),
        ("segment 2", ["failure"], "2"),
        ("segment 4", ["system-out"], "4"),
    ]
    failure = bad.find("testcase/failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == (
        "T201",
        "'Слюза' for 'Śluza' is deprecated; the glossary has 'шлюз'",
    )
    assert str(bad.findtext("system-err")).startswith("line 3: passed over: the row has 1 cell")
    assert (good.get("tests"), good.get("failures")) == ("1", "0")
    assert [_describe_case(case) for case in good] == [("translation", [], None)]


def test_junit_follows_the_severity_that_fails(store: Store) -> None:
    """A warning is no failure for who fails on errors only."""
    suites = etree.fromstring(_write(store, "junit", frozenset({Severity.ERROR})))
    assert suites.get("failures") == "1"


def test_reports_without_findings_are_whole(store: Store) -> None:
    """Nothing found is something to tell."""
    for name, writer in WRITERS.items():
        run = make_run(store, Annotator(store), ("pl", "ru"))
        stream = BytesIO()
        writer(stream, run.find([]), run, Subject(["f.xlf"], FAILING))
        if name in ("json", "sarif"):
            assert isinstance(json.loads(stream.getvalue()), dict)
        elif name == "junit":
            assert etree.fromstring(stream.getvalue()).get("tests") == "1"
        else:
            assert stream.getvalue() == b"0 errors, 0 warnings, 0 for information in 0 segments of 1 file\n"


def test_the_uri_of_a_file_is_relative_if_its_path_is() -> None:
    """Servers look for it in the repository."""
    assert make_uri("a/b c.xlf") == "a/b%20c.xlf"
    assert make_uri("/a/b.xlf") == "file:///a/b.xlf"
