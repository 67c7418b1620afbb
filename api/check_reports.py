"""Reports of a check of translations: lines for people, JSON, SARIF 2.1.0 and JUnit XML for other programs.

All but JUnit, which puts the findings of a segment together, are written finding by finding.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import orjson
from lxml import etree

from api.check_runs import CheckRun
from api.check_schemas import FindingDetail, RejectedDetail, SpanDetail
from api.version import read_version
from glossary.findings import Check, Finding, Severity, Span
from glossary.formats.tbx_writing import mend

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LEADING = {"$schema": _SCHEMA, "version": "2.1.0"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about: the files that were checked, and the severities that are a failure."""

    files: Sequence[str]
    failing: AbstractSet[Severity]


Writer = Callable[[BinaryIO, Iterable[Finding], CheckRun, Subject], None]


# -- text --------------------------------------------------------------------------------------------------------------


def write_text(stream: BinaryIO, findings: Iterable[Finding], run: CheckRun, subject: Subject) -> None:
    """Write a line for each finding, as compilers do, one for each entry passed over, and one that counts."""
    for finding in findings:
        place = finding.place
        where = ":".join(_show(str(part)) for part in (place.file, place.line) if part is not None)
        head = f"{where}: segment {_show(place.segment)}: " if where else f"segment {_show(place.segment)}: "
        line = f"{head}{finding.code} {finding.severity.value}: {_show(finding.message)}\n"
        stream.write(line.encode())
    summary = run.summarize()
    stream.writelines(
        f"{_show(entry.file or '')}:{entry.line}: passed over: {_show(entry.reason)}\n".encode()
        for entry in summary.rejected
    )
    parts = [_count(summary.counts[severity], severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    parts.append(f"{summary.counts[Severity.INFO]:,} for information")
    files = _count(len(subject.files), "file")
    ending = f"{', '.join(parts)} in {_count(summary.checked, 'segment')} of {files}"
    untranslated = f"; {summary.untranslated:,} not translated yet" if summary.untranslated else ""
    stream.write(f"{ending}{untranslated}\n".encode())


def _show(text: str) -> str:
    """Return a text as it is, or escaped where a terminal couldn't show it as one line."""
    return text if text.isprintable() else repr(text)


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"


# -- JSON --------------------------------------------------------------------------------------------------------------


def write_json(stream: BinaryIO, findings: Iterable[Finding], run: CheckRun, subject: Subject) -> None:
    """Write an object with the files, all findings and what was counted, in UTF-8."""
    stream.write(b'{"files":' + orjson.dumps(list(subject.files)) + b',\n"findings":[')
    _write_items(stream, (orjson.dumps(FindingDetail.of(finding).model_dump(mode="json")) for finding in findings))
    stream.write(b"],\n" + orjson.dumps(run.summarize().model_dump(mode="json"))[1:] + b"\n")


def _write_items(stream: BinaryIO, items: Iterable[bytes]) -> None:
    stream.writelines((b",\n" if number else b"\n") + item for number, item in enumerate(items))
    stream.write(b"\n")


# -- SARIF -------------------------------------------------------------------------------------------------------------


def write_sarif(stream: BinaryIO, findings: Iterable[Finding], run: CheckRun, subject: Subject) -> None:
    """Write a log with one run (SARIF 2.1.0, OASIS 2020)."""
    driver = {
        "name": "glossalign",
        "version": read_version(),
        "rules": [_make_rule(check) for check in Check],
    }
    stream.write(orjson.dumps(_LEADING)[:-1] + b',"runs":[{"tool":' + orjson.dumps({"driver": driver}))
    stream.write(b',"columnKind":"unicodeCodePoints","results":[')
    _write_items(stream, (orjson.dumps(_make_result(finding)) for finding in findings))
    artifacts = [{"location": {"uri": make_uri(file)}} for file in subject.files]
    notes = [
        {
            "level": "warning",
            "message": {"text": f"passed over: {entry.reason}"},
            "locations": [_make_location(entry.file, entry.line)],
        }
        for entry in run.summarize().rejected
    ]
    invocation = {"executionSuccessful": True, "toolExecutionNotifications": notes}
    stream.write(b"]," + orjson.dumps({"artifacts": artifacts, "invocations": [invocation]})[1:] + b"]}\n")


def _make_rule(check: Check) -> dict[str, object]:
    rule = check.value
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in check.name.split("_")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": f"{rule.explanation} Example: {rule.example}. Remedy: {rule.remedy}."},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _make_result(finding: Finding) -> dict[str, object]:
    place = finding.place
    location = _make_location(place.file, place.line)
    location["logicalLocations"] = [{"name": place.segment, "kind": "element"}]
    target = finding.target
    # Lines are left out: a finding is the same one when others come before it.
    identity = (finding.code, place.file, place.segment, finding.concept, finding.form, target and target.start)
    properties = {
        "segment": place.segment,
        "concept": finding.concept,
        "form": finding.form,
        "suggestion": finding.suggestion,
        "source": _dump_span(finding.source),
        "target": _dump_span(target),
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": list(Check).index(finding.check),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [location],
        "partialFingerprints": {"glossalign/v1": sha256(repr(identity).encode()).hexdigest()[:32]},
        "properties": {name: value for name, value in properties.items() if value is not None},
    }


def _dump_span(span: Span | None) -> dict[str, object] | None:
    found = SpanDetail.of(span)
    return None if found is None else found.model_dump()


def _make_location(file: str | None, line: int | None) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": make_uri(file or "-")}}
    if line is not None:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical}


def make_uri(file: str) -> str:
    """Return the URI of a file; that of a relative path is relative, to be looked for in the repository.

    >>> make_uri("texts/o mostach.xlf")
    'texts/o%20mostach.xlf'
    """
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


# -- JUnit -------------------------------------------------------------------------------------------------------------


def write_junit(stream: BinaryIO, findings: Iterable[Finding], run: CheckRun, subject: Subject) -> None:
    """Write a suite for each file, with a case for each segment with findings, or one that passes where there is none.

    CI servers read the first failure of a case only, so that all of a segment are in one.
    """
    found: dict[str, defaultdict[str, list[Finding]]] = {file: defaultdict(list) for file in subject.files}
    for finding in findings:
        found[finding.place.file or ""][finding.place.segment].append(finding)
    suites = etree.Element("testsuites", name="glossalign check")
    for file, segments in found.items():
        _add_suite(suites, file, segments, subject, [each for each in run.rejected if each.file == file])
    for count in ("tests", "failures"):
        suites.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    etree.indent(suites)
    stream.write(etree.tostring(suites, encoding="utf-8", xml_declaration=True) + b"\n")


def _add_suite(
    suites: etree._Element,
    file: str,
    segments: Mapping[str, Sequence[Finding]],
    subject: Subject,
    rejected: Sequence[RejectedDetail],
) -> None:
    suite = etree.SubElement(suites, "testsuite", name=mend(file))
    failures = sum(_add_case(suite, file, name, found, subject) for name, found in segments.items())
    if not segments:
        etree.SubElement(suite, "testcase", classname=mend(file), name="translation")
    if rejected:
        lines = (f"line {entry.line}: passed over: {entry.reason}" for entry in rejected)
        etree.SubElement(suite, "system-err").text = mend("\n".join(lines))
    for name, number in (("tests", len(segments) or 1), ("failures", failures), ("errors", 0), ("skipped", 0)):
        suite.set(name, str(number))


def _add_case(suite: etree._Element, file: str, name: str, found: Sequence[Finding], subject: Subject) -> bool:
    """Add a segment with its findings; return whether it is a failure."""
    case = etree.SubElement(suite, "testcase", classname=mend(file), name=f"segment {mend(name)}", file=mend(file))
    if found[0].place.line is not None:
        case.set("line", str(found[0].place.line))
    failing = [finding for finding in found if finding.severity in subject.failing]
    if failing:
        codes = ", ".join(dict.fromkeys(finding.code for finding in failing))
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        failure = etree.SubElement(case, "failure", type=codes, message=mend(failing[0].message + more))
        failure.text = _describe(failing)
    others = [finding for finding in found if finding not in failing]
    if others:
        etree.SubElement(case, "system-out").text = _describe(others)
    return bool(failing)


def _describe(findings: Iterable[Finding]) -> str:
    return mend("\n".join(f"{each.code} {each.severity.value}: {each.message}" for each in findings))


WRITERS: Mapping[str, Writer] = {"text": write_text, "json": write_json, "sarif": write_sarif, "junit": write_junit}
"""The kinds of report, by the names that they are asked for with."""
