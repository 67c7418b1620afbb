"""Count what of a glossary a format leaves out, by comparing each concept with what the format keeps of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields

from glossary.formats.content import LanguagePair
from glossary.model import Concept, LanguageSection, Term

Keeper = Callable[[Concept, LanguagePair | None], Concept | None]

_COUNTED = {
    "concepts": ("concept", "concepts"),
    "languages": ("language of a concept", "languages of concepts"),
    "terms": ("term", "terms"),
    "forms": ("form", "forms"),
    "contexts": ("context", "contexts"),
    "links": ("link", "links"),
    "details": ("detail", "details"),
}
"""What is counted, in the order that it is told; details are single values, such as a note or a part of speech."""
_PARTS = frozenset({"id", "sections", "terms", "forms", "contexts", "links"})

_DETAILS = {
    kind.__name__: tuple((each.name, each.default) for each in fields(kind) if each.name not in _PARTS)
    for kind in (Concept, LanguageSection, Term)
}


class Losses:
    """The number of things that a format has left out so far."""

    def __init__(self, keep: Keeper | None, pair: LanguagePair | None) -> None:
        """Count what `keep` leaves out, with that pair; nothing is counted for a report, which has none."""
        self._keep, self._pair = keep, pair
        self.counts: Counter[str] = Counter()

    def watch(self, concepts: Iterable[Concept]) -> Iterator[Concept]:
        """Yield the concepts, and count what is left out of each."""
        for concept in concepts:
            if self._keep is not None:
                self.counts.update(count_losses(concept, self._keep(concept, self._pair)))
            yield concept

    def describe(self) -> list[str]:
        """Return in words how many things were left out; an empty list where nothing was."""
        found = [f"{n:,} {_COUNTED[name][n != 1]}" for name in _COUNTED if (n := self.counts[name])]
        return [f"left out: {', '.join(found)}"] if found else []


def count_losses(concept: Concept, kept: Concept | None) -> Counter[str]:
    """Return how many things of a concept are not in what is kept of it.

    What goes with something that is left out is not counted by itself.
    """
    if kept is None:
        return Counter(concepts=1)
    counts = Counter(details=_count_details(concept, kept), links=_count_missing(concept.links, kept.links))
    for section in concept.sections:
        found = kept.find_section(section.language)
        counts.update(Counter(languages=1) if found is None else _count_in_section(section, found))
    return counts


def _count_in_section(section: LanguageSection, kept: LanguageSection) -> Counter[str]:
    counts = Counter(details=_count_details(section, kept))
    known: dict[str, list[Term]] = {}
    for term in reversed(kept.terms):
        known.setdefault(term.text, []).append(term)
    for term in section.terms:
        alike = known.get(term.text)
        if not alike:
            counts["terms"] += 1
            continue
        found = alike.pop()
        counts["forms"] += _count_missing(term.forms, found.forms)
        counts["contexts"] += _count_missing(term.contexts, found.contexts)
        counts["details"] += _count_details(term, found)
    return counts


def _count_missing(all_: tuple[object, ...], kept: tuple[object, ...]) -> int:
    return max(0, len(all_) - len(kept))


def _count_details(value: Concept | LanguageSection | Term, kept: object) -> int:
    """Return how many single values are not kept as they are."""
    count = 0
    for name, default in _DETAILS[type(value).__name__]:
        found = getattr(value, name)
        if found != default and found != getattr(kept, name):
            count += 1
    return count
