"""What becomes of a concept of the glossary that a file has, too."""

from dataclasses import fields, replace
from typing import TypeVar

from glossary.curation import merge
from glossary.model import AdministrativeStatus, Concept, ConceptStatus, LanguageSection, Term

_PARTS = frozenset({"id", "sections", "terms"})
_EVIDENCE = frozenset({"confidence", "links", "frequency", "nested", "termhood", "reason", "forms", "contexts"})
"""What a build knows of a concept or term; files that people edit have it cut or rounded."""
_Value = TypeVar("_Value", Concept, LanguageSection, Term)


def merge_concepts(old: Concept, incoming: Concept) -> Concept:
    """Return an old concept with all that a new one has. Its preferred terms stay so; it is approved if either is."""
    merged = merge(old, replace(incoming, id=f"{old.id}+")).concepts[0].after
    assert merged is not None
    is_approved = ConceptStatus.APPROVED in (old.status, incoming.status)
    return replace(merged, status=ConceptStatus.APPROVED if is_approved else old.status, confidence=old.confidence)


def update_concept(old: Concept, incoming: Concept) -> Concept:
    """Return an old concept with what a file says of it; what the file is silent on stays."""
    sections = {section.language: section for section in old.sections}
    for section in incoming.sections:
        known = sections.get(section.language)
        sections[section.language] = section if known is None else _update_section(known, section)
    return replace(_update(old, incoming), sections=tuple(sections.values()))


def _update_section(old: LanguageSection, incoming: LanguageSection) -> LanguageSection:
    known = {term.text: term for term in old.terms}
    terms = [_update(known[term.text], term) if term.text in known else term for term in incoming.terms]
    named = {term.text for term in terms}
    has_preferred = any(term.status is AdministrativeStatus.PREFERRED for term in terms)
    for term in old.terms:
        if term.text not in named:
            is_rival = has_preferred and term.status is AdministrativeStatus.PREFERRED
            terms.append(replace(term, status=AdministrativeStatus.ADMITTED) if is_rival else term)
    return replace(_update(old, incoming), terms=tuple(terms))


def _update(old: _Value, incoming: _Value) -> _Value:
    """Return a value with the fields of another that differ from their defaults; evidence only where it has none."""
    said = {
        each.name: value
        for each in fields(incoming)
        if (value := getattr(incoming, each.name)) != each.default
        and each.name not in _PARTS
        and (each.name not in _EVIDENCE or getattr(old, each.name) == each.default)
    }
    return replace(old, **said)
