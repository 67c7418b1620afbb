"""Whether each concept is rendered by one term across segments: counts, and the first place of each rendering."""

from collections.abc import Iterator
from dataclasses import dataclass

from glossary.findings import Check, Finding, Place, Span
from glossary.text import shorten


@dataclass(slots=True)
class _Use:
    """How many segments have a rendering, and where the first of them is."""

    segments: int
    place: Place
    source: Span
    target: Span


class Consistency:
    """The renderings of each concept so far. Memory grows with the terms that are used, not with the segments."""

    def __init__(self) -> None:
        self._uses: dict[tuple[str, str], dict[str, _Use]] = {}
        self._preferred: dict[tuple[str, str], str] = {}

    def add(
        self, concept: str, language: str, term: str, preferred: str | None, place: Place, source: Span, target: Span
    ) -> None:
        """Count a segment that renders a concept by a term of that citation form."""
        uses = self._uses.setdefault((concept, language), {})
        if preferred is not None:
            self._preferred[concept, language] = preferred
        use = uses.get(term)
        if use is None:
            uses[term] = _Use(1, place, source, target)
        else:
            use.segments += 1

    def find(self) -> Iterator[Finding]:
        """Yield each rendering beside the preferred or, where that isn't used, the most frequent one of its concept."""
        for (concept, language), uses in self._uses.items():
            if len(uses) == 1:
                continue
            preferred = self._preferred.get((concept, language))
            # The first of those that are used as often, as a dict keeps the order and max takes the first.
            main = preferred if preferred in uses else max(uses, key=lambda term: uses[term].segments)
            for term, use in uses.items():
                if term != main:
                    yield self._make_finding(concept, term, use, main, uses[main].segments, preferred or main)

    def _make_finding(self, concept: str, term: str, use: _Use, main: str, segments: int, suggestion: str) -> Finding:
        message = (
            f"{shorten(use.source.text)!r} is rendered by {shorten(term)!r} in {_count(use.segments)} "
            f"and by {shorten(main)!r} in {_count(segments)}"
        )
        return Finding(
            Check.INCONSISTENT, use.place, message, concept, use.target.text, use.source, use.target, suggestion
        )


def _count(segments: int) -> str:
    return "1 segment" if segments == 1 else f"{segments:,} segments"
