"""The terms in a text, as a check sees them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Protocol

from glossary.model import AVOIDED, AdministrativeStatus
from glossary.termkeys import TermCard

_BETWEEN: Final = "\n\u00b6\n"
"""What no term goes across, as punctuation parts words."""


class FoundTerm(Protocol):
    """A place in a text with the terms that stand there, in code points: `glossary.annotate.Annotation` is one."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def terms(self) -> Sequence[TermCard]:
        """The terms that have a form that stands there."""


class TermFinder(Protocol):
    """What finds the terms in a text: `glossary.annotate.Annotator` does.

    It leaves out rejected concepts, and heeds the capitals of terms that are case-sensitive.
    """

    def annotate(
        self, text: str, language: str, *, nested: bool = ..., statuses: frozenset[AdministrativeStatus] = ...
    ) -> Sequence[FoundTerm]:
        """Return the places of terms of these standings, with `nested` also those within longer ones."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place in a text with the terms there, the best first; `is_outer` tells that no longer one is around it."""

    start: int
    end: int
    cards: tuple[TermCard, ...]
    is_outer: bool = True

    @property
    def usable(self) -> list[TermCard]:
        """The terms that may be used."""
        return [card for card in self.cards if card.status not in AVOIDED]


def find_occurrences(
    finder: TermFinder, texts: Sequence[str], language: str, statuses: frozenset[AdministrativeStatus]
) -> list[list[Occurrence]]:
    """Return the places of the terms of some standings in each text, by their beginning and the longer ones first.

    The texts are looked through as one, as each call of the finder asks the store whether the glossary has changed.
    """
    found: list[list[Occurrence]] = [[] for _ in texts]
    if not texts:
        return found
    starts = [0, *accumulate(len(text) + len(_BETWEEN) for text in texts)]
    reach = -1
    annotations = finder.annotate(_BETWEEN.join(texts), language, nested=True, statuses=statuses)
    for each in sorted(annotations, key=lambda each: (each.start, -each.end)):
        number = bisect_right(starts, each.start) - 1
        start, end = each.start - starts[number], each.end - starts[number]
        if end <= len(texts[number]):
            found[number].append(Occurrence(start, end, tuple(each.terms), each.end > reach))
            reach = max(reach, each.end)
    return found
