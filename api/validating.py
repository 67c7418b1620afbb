"""What `glossalign validate` does beside finding faults: print them, explain a check, write a mended glossary."""

import sys
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import orjson

from glossary.mending import mend_glossary
from glossary.model import Glossary
from glossary.rules import Check, Severity
from glossary.store import Store
from glossary.validate import Finding, find_faults


@dataclass(slots=True)
class Tally:
    """How many findings were printed: errors, warnings, and those of both that `--fix` mends."""

    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))
    fixable: int = 0

    def add(self, finding: Finding) -> None:
        """Count a finding."""
        self.counts[finding.severity] += 1
        self.fixable += finding.check.value.is_fixable

    @property
    def errors(self) -> int:
        """The number of errors."""
        return self.counts[Severity.ERROR]

    @property
    def warnings(self) -> int:
        """The number of warnings."""
        return self.counts[Severity.WARNING]


def mend_store(store: Store, checks: AbstractSet[Check]) -> int:
    """Write the glossary with the safe fixes of these checks, in one transaction; return how many concepts changed.

    Holds the whole glossary in memory. Raises StoreError where another program wrote to the store in the meantime.
    """
    before = store.revision  # first, so that whatever is written after it is noticed
    read = Glossary(tuple(store.iterate_concepts()), tuple(store.get_documents()), tuple(store.get_proposals()))
    mended, changed = mend_glossary(read, checks)
    if mended != read:
        store.write_glossary(mended, replaces=before)
    return changed


def print_findings(store: Store, checks: AbstractSet[Check], mended: int | None) -> Tally:
    """Print a line for each finding and one that counts them; `mended` concepts were just changed, if any fix was."""
    tally = Tally()
    for finding in _find(store, checks):
        tally.add(finding)
        sys.stdout.write(f"{_show(finding.concept)}  {finding.code}  {_describe(finding)}\n")
    if mended is not None:
        sys.stdout.write(f"{_count(mended, 'concept')} mended\n")
    counts = f"{_count(tally.errors, 'error')}, {_count(tally.warnings, 'warning')}"
    hint = f"; --fix may mend {tally.fixable} of them" if tally.fixable and mended is None else ""
    sys.stdout.write(f"{counts} in {store.name}{hint}\n")
    return tally


def write_findings(store: Store, checks: AbstractSet[Check], mended: int | None) -> Tally:
    """Write an object with all findings and their counts to standard output, as JSON in UTF-8, finding by finding."""
    tally = Tally()
    out = sys.stdout.buffer
    sys.stdout.flush()
    out.write(b'{"findings":[')
    for finding in _find(store, checks):
        out.write(b",\n" if tally.errors or tally.warnings else b"\n")
        out.write(orjson.dumps(_as_dict(finding)))
        tally.add(finding)
    ending = {"errors": tally.errors, "warnings": tally.warnings, "fixable": tally.fixable, "mended": mended}
    out.write(b"\n]," + orjson.dumps(ending)[1:] + b"\n")
    out.flush()
    return tally


def explain(check: Check) -> str:
    """Return what a check is about, in a few lines."""
    rule = check.value
    fix = "mended by --fix where that is safe" if rule.is_fixable else "not mended by --fix"
    lines = (
        f"{rule.code}  {rule.severity.value}: {rule.summary}",
        rule.explanation,
        f"Example: {rule.example}",
        f"Remedy: {rule.remedy} ({fix})",
    )
    return "\n".join(lines)


def _find(store: Store, checks: AbstractSet[Check]) -> Iterable[Finding]:
    return find_faults(store.iterate_concepts, store.get_documents(), checks)


def _as_dict(finding: Finding) -> dict[str, str | bool | None]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "concept": finding.concept,
        "language": finding.language,
        "term": finding.term,
        "message": finding.message,
        "remedy": finding.remedy,
        "is_fixable": finding.check.value.is_fixable,
    }


def _describe(finding: Finding) -> str:
    language = "" if finding.language is None else f"{_show(finding.language)}: "
    return f"{language}{finding.message}; {finding.remedy}"


def _show(text: str) -> str:
    """Return a text as it is, or quoted and escaped where a terminal couldn't show it as one line."""
    return text if text and text.isprintable() else repr(text)


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
