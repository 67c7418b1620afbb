"""One run of a check: segments in, findings out as a stream, and what was counted on the way."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from api.check_schemas import MAX_FINDINGS, CheckSummary, RejectedDetail
from api.tags import resolve_tag
from glossary.bilingual.content import Segment
from glossary.check import Checker
from glossary.findings import Check, Finding, OffsetUnit, Severity
from glossary.formats.content import Rejected
from glossary.occurrences import TermFinder
from glossary.store import Store


@dataclass(slots=True)
class CheckRun:
    """Checks segments in languages of the glossary, and counts what is found."""

    checker: Checker
    known: Collection[str]
    severities: Counter[Severity] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    rejected: list[RejectedDetail] = field(default_factory=list)
    _tags: dict[tuple[str, str], str] = field(default_factory=dict)

    def find(self, segments: Iterable[Segment]) -> Iterator[Finding]:
        """Yield the findings. Raises UsageError for a language that the glossary doesn't know."""
        for finding in self.checker.check(map(self._resolve, segments)):
            self.severities[finding.severity] += 1
            self.codes[finding.code] += 1
            yield finding

    def separate(self, entries: Iterable[Segment | Rejected], file: str | None) -> Iterator[Segment]:
        """Yield the segments of a file, and note the entries that make no sense."""
        for entry in entries:
            if isinstance(entry, Segment):
                yield entry
            elif len(self.rejected) < MAX_FINDINGS:
                self.rejected.append(RejectedDetail(file=file, line=entry.line, reason=entry.reason))

    def summarize(self) -> CheckSummary:
        """Return what was counted so far."""
        return CheckSummary(
            checked=self.checker.checked,
            untranslated=self.checker.untranslated,
            counts={severity: self.severities[severity] for severity in Severity},
            codes=dict(sorted(self.codes.items())),
            rejected=self.rejected,
        )

    def _resolve(self, segment: Segment) -> Segment:
        return replace(
            segment,
            source_language=self._find_tag(segment.source_language, "source"),
            target_language=self._find_tag(segment.target_language, "target"),
        )

    def _find_tag(self, tag: str, side: str) -> str:
        # A glossary without the language would find nothing, which looks like a good translation.
        if (tag, side) not in self._tags:
            self._tags[tag, side] = resolve_tag(tag, self.known, side)
        return self._tags[tag, side]


def make_run(
    store: Store,
    finder: TermFinder,
    known: Collection[str],
    checks: AbstractSet[Check] = frozenset(Check),
    unit: OffsetUnit = OffsetUnit.CODE_POINT,
) -> CheckRun:
    """Return a run that has not begun."""
    return CheckRun(Checker(store, finder, checks, unit), known)
