"""What a rebuild changed: which concepts are new, which have other terms, which were merged, which are gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from glossary.model import AdministrativeStatus, TermReference
from glossary.outlines import ConceptOutline, find_preferred


@dataclass(frozen=True, slots=True)
class NamedConcept:
    """A concept by its id and what to call it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class MergedConcept:
    """A concept that is now part of the one of the id `into`."""

    id: str
    label: str
    into: str


@dataclass(frozen=True, slots=True)
class PreferredChange:
    """Another term is preferred in a language that the concept had before and has now."""

    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A term that stays has another status, and it is not about which term is preferred."""

    term: TermReference
    before: AdministrativeStatus
    after: AdministrativeStatus


@dataclass(frozen=True, slots=True)
class ChangedConcept:
    """A concept that has other terms than before, or the same with another standing."""

    id: str
    label: str
    added: tuple[TermReference, ...] = ()
    removed: tuple[TermReference, ...] = ()
    preferred: tuple[PreferredChange, ...] = ()
    statuses: tuple[StatusChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two builds. `is_same` tells that not even the evidence of a term differs."""

    is_same: bool = False
    new: tuple[NamedConcept, ...] = ()
    changed: tuple[ChangedConcept, ...] = ()
    merged: tuple[MergedConcept, ...] = ()
    gone: tuple[NamedConcept, ...] = ()


def compare(
    old: Iterable[ConceptOutline], new: Iterable[ConceptOutline], redirects: Mapping[str, str], *, is_same: bool
) -> Changes:
    """Return what differs: the new and changed concepts in the order of the new glossary, the others in the old one's.

    `redirects` gives the concepts that were merged by this build, and where they lead.
    """
    before = {concept.id: concept for concept in old}
    after = {concept.id: concept for concept in new}
    lost = [concept for concept in before.values() if concept.id not in after]
    found = (_compare_concept(before[i], concept) for i, concept in after.items() if i in before)
    return Changes(
        is_same=is_same,
        new=tuple(_name(concept) for concept in after.values() if concept.id not in before),
        changed=tuple(change for change in found if change is not None),
        merged=tuple(MergedConcept(c.id, c.label, redirects[c.id]) for c in lost if c.id in redirects),
        gone=tuple(_name(concept) for concept in lost if concept.id not in redirects),
    )


def _name(concept: ConceptOutline) -> NamedConcept:
    return NamedConcept(concept.id, concept.label)


def _compare_concept(old: ConceptOutline, new: ConceptOutline) -> ChangedConcept | None:
    """Return how a concept has changed, or None."""
    before, after = dict(old.terms), dict(new.terms)
    named, now_named = find_preferred(old), find_preferred(new)
    change = ChangedConcept(
        id=new.id,
        label=new.label,
        added=tuple(term for term in after if term not in before),
        removed=tuple(term for term in before if term not in after),
        preferred=tuple(
            PreferredChange(language, text, now_named[language])
            for language, text in named.items()
            if language in now_named and now_named[language] != text
        ),
        statuses=tuple(
            StatusChange(term, status, after[term])
            for term, status in before.items()
            if term in after
            and after[term] is not status
            and AdministrativeStatus.PREFERRED not in (status, after[term])
        ),
    )
    return change if change != ChangedConcept(new.id, new.label) else None
