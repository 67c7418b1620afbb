"""What people wrote on the concepts of a glossary, carried over to the concepts that the next build makes.

A build knows the terms of the texts, with their counts and places; all else comes from people or from files that they
imported. So does a term without occurrences: no text has it, and no build may lose it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from glossary.model import AdministrativeStatus, Concept, ConceptStatus, LanguageSection, Term, TermReference
from glossary.text import lookup_key

KEPT_NOTE = "Kept because it was approved: not in the texts of the last build, to which its contexts may not point."
KEPT_REASON = "kept because its concept was approved; not in the texts of the last build"

TermKey = tuple[str, str]
"""The language and lookup key of a term."""


def inherit(concept: Concept, parts: Sequence[Concept], everywhere: Collection[TermKey]) -> Concept:
    """Return a concept with what people wrote on the old ones it was made of, the one it continues being the first.

    Approval outlasts a merger; rejection passes only to the concept that continues the rejected one. Terms of an
    approved concept keep their standing, and stay even if the texts have them no longer, unless they stand in another
    concept now; `everywhere` are the keys of all new terms.
    """
    if not parts:
        return concept
    status = parts[0].status
    if status is ConceptStatus.PROPOSED and any(part.status is ConceptStatus.APPROVED for part in parts):
        status = ConceptStatus.APPROVED
    definitions = list(dict.fromkeys(part.definition for part in parts if part.definition))
    notes = [*(_strip_kept(part.note) for part in parts), *definitions[1:], concept.note]
    kept = concept
    for part in parts:
        kept = replace(kept, sections=tuple(_inherit_sections(kept, part, everywhere)))
    return replace(
        kept,
        status=concept.status if status is ConceptStatus.PROPOSED else status,
        subject_field=next((part.subject_field for part in parts if part.subject_field), concept.subject_field),
        definition=definitions[0] if definitions else concept.definition,
        note=_join(notes),
        images=tuple(dict.fromkeys(image for part in (*parts, concept) for image in part.images)),
        external_links=tuple(dict.fromkeys(link for part in (*parts, concept) for link in part.external_links)),
    )


def is_lasting(concept: Concept) -> bool:
    """Whether a concept stays though the texts have none of its terms: a person decided on it, or put a term in."""
    is_decided = concept.status is not ConceptStatus.PROPOSED
    return is_decided or any(is_bare(term) for section in concept.sections for term in section.terms)


def mark_kept(concept: Concept) -> Concept:
    """Return a concept that the texts have left; it says so if it has places in them."""
    has_no_places = all(is_bare(term) for section in concept.sections for term in section.terms)
    return concept if has_no_places else replace(concept, note=_join([_strip_kept(concept.note), KEPT_NOTE]))


def is_bare(term: Term) -> bool:
    """Whether no text has given the term: a person or an imported file has."""
    return term.frequency == 0 and not term.contexts


def list_keys(concept: Concept) -> Iterator[TermKey]:
    """Yield the keys of the terms of a concept."""
    for section in concept.sections:
        for term in section.terms:
            yield make_key(TermReference(section.language, term.text))


def list_form_keys(section: LanguageSection) -> Iterator[TermKey]:
    """Yield the keys of the forms of the terms of a section."""
    for term in section.terms:
        for form in term.forms:
            yield make_key(TermReference(section.language, form.text))


def make_key(term: TermReference) -> TermKey:
    """Return what a term is compared by."""
    return term.language, lookup_key(term.text, term.language)


def _inherit_sections(concept: Concept, part: Concept, everywhere: Collection[TermKey]) -> Iterator[LanguageSection]:
    """Yield the sections of a concept with what one of its parts has, sorted by language."""
    own = set(list_keys(concept)).union(*map(list_form_keys, concept.sections))
    old = {section.language: section for section in part.sections}
    new = {section.language: section for section in concept.sections}
    is_approved = part.status is ConceptStatus.APPROVED
    for tag in sorted(old.keys() | new.keys()):
        if tag not in old:
            yield new[tag]
            continue
        found = new.get(tag, LanguageSection(tag, ()))
        terms = [_inherit_term(term, _find(term, old[tag]), keeps_standing=is_approved) for term in found.terms]
        for term in old[tag].terms:
            key = make_key(TermReference(tag, term.text))
            if key not in own and (is_bare(term) or (is_approved and key not in everywhere)):
                terms.append(term if is_bare(term) else replace(term, reason=KEPT_REASON))
        if terms:
            definition, note = _join([old[tag].definition, found.definition]), _join([old[tag].note, found.note])
            yield LanguageSection(tag, _prefer_one(terms, found.terms, is_approved=is_approved), definition, note)


def _find(term: Term, section: LanguageSection) -> Term | None:
    """Return the term of a section that is written as another, or else the first that is looked up as it is."""
    key = lookup_key(term.text, section.language)
    alike = [each for each in section.terms if lookup_key(each.text, section.language) == key]
    return next((each for each in alike if each.text == term.text), alike[0] if alike else None)


def _inherit_term(term: Term, before: Term | None, *, keeps_standing: bool) -> Term:
    if before is None:
        return _demote(term) if keeps_standing else term
    return replace(
        term,
        status=before.status if keeps_standing else term.status,
        reason=before.reason or term.reason if keeps_standing else term.reason,
        part_of_speech=term.part_of_speech or before.part_of_speech,
        gender=term.gender or before.gender,
        number=before.number or term.number,
        term_type=before.term_type or term.term_type,
        geographical_usage=before.geographical_usage or term.geographical_usage,
        do_not_translate=before.do_not_translate or term.do_not_translate,
        is_case_sensitive=before.is_case_sensitive or term.is_case_sensitive,
        note=before.note or term.note,
    )


def _prefer_one(terms: Sequence[Term], new: Sequence[Term], *, is_approved: bool) -> tuple[Term, ...]:
    """Return terms of which one is preferred, and stands first, if any was.

    In an approved concept that is the one that was, as long as the texts have it or none ever had; else it is the one
    that the build prefers.
    """
    there = {term.text for term in new}
    preferred = [term for term in terms if _is_preferred(term)]
    old = [term for term in preferred if term.text in there or (is_approved and is_bare(term))]
    built = [term for term in terms for each in new if each.text == term.text and _is_preferred(each)]
    chosen = next(iter((*old, *built, *preferred)), None)
    if chosen is None:
        return tuple(terms)
    first = replace(chosen, status=AdministrativeStatus.PREFERRED)
    return (first, *(_demote(term) for term in terms if term is not chosen))


def _demote(term: Term) -> Term:
    return replace(term, status=AdministrativeStatus.ADMITTED) if _is_preferred(term) else term


def _is_preferred(term: Term) -> bool:
    return term.status is AdministrativeStatus.PREFERRED


def _strip_kept(note: str | None) -> str:
    return "\n".join(line for line in (note or "").split("\n") if line != KEPT_NOTE)


def _join(texts: Iterable[str | None]) -> str | None:
    return "\n".join(dict.fromkeys(text for text in texts if text)) or None
