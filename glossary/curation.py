"""What people do to concepts: each act is a pure function from concepts to a change, which the store then writes.

An act says what it does to concepts, and as judgements what a later build must know of it: a build makes concepts anew,
and only judgements, approvals and what people wrote outlast that.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import product

from glossary.errors import NotFoundError, UsageError
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Judgement,
    LanguageSection,
    Term,
    TermReference,
    Verdict,
)
from glossary.text import lookup_key


class Action(Enum):
    """The kinds of acts, as the history names them."""

    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    APPROVE = "approve"
    REJECT = "reject"
    REOPEN = "reopen"
    JUDGE = "judge"
    FORBID = "forbid"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    UNDO = "undo"
    BUILD = "build"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class ConceptChange:
    """What becomes of one concept; `before` is None for one that is new, `after` for one that goes."""

    before: Concept | None
    after: Concept | None

    @property
    def id(self) -> str:
        """The id of the concept."""
        concept = self.before or self.after
        assert concept is not None
        return concept.id


@dataclass(frozen=True, slots=True)
class Change:
    """An act: what becomes of concepts, what later builds have to follow, and where ids lead that are gone."""

    action: Action
    concepts: tuple[ConceptChange, ...]
    judgements: tuple[Judgement, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)


_STATUSES: Mapping[ConceptStatus, Action] = {
    ConceptStatus.APPROVED: Action.APPROVE,
    ConceptStatus.REJECTED: Action.REJECT,
    ConceptStatus.PROPOSED: Action.REOPEN,
}
STANDINGS: Mapping[AdministrativeStatus, Verdict] = {
    AdministrativeStatus.PREFERRED: Verdict.PREFERRED,
    AdministrativeStatus.ADMITTED: Verdict.ADMITTED,
    AdministrativeStatus.DEPRECATED: Verdict.DEPRECATED,
    AdministrativeStatus.REJECTED: Verdict.REJECTED,
}
"""The statuses that a person can give a term so that builds follow."""


def create(concept: Concept) -> Change:
    """Put a concept in that no build has found. As its terms have no occurrences, builds leave them alone."""
    return Change(Action.CREATE, (ConceptChange(None, check_concept(concept)),))


def edit(before: Concept, after: Concept) -> Change:
    """Replace a concept by an edited one of the same id. Terms whose status was changed are judged so for builds."""
    if before.id != after.id:
        raise UsageError(f"an edit can't turn concept {before.id!r} into {after.id!r}; merge them, or keep the id")
    old = {(tag, term.text): term.status for tag, term in _list_terms(before)}
    judgements = [
        Judgement(STANDINGS[term.status], TermReference(tag, term.text))
        for tag, term in _list_terms(after)
        if term.status in STANDINGS and old.get((tag, term.text), AdministrativeStatus.PROPOSED) is not term.status
    ]
    return Change(Action.EDIT, (ConceptChange(before, check_concept(after)),), tuple(judgements))


def delete(concept: Concept) -> Change:
    """Take a concept out. A build that finds its terms in the texts proposes them again; reject it to prevent that."""
    return Change(Action.DELETE, (ConceptChange(concept, None),))


def set_status(concept: Concept, status: ConceptStatus) -> Change:
    """Approve, reject or reopen a concept; builds keep that."""
    return Change(_STATUSES[status], (ConceptChange(concept, replace(concept, status=status)),))


def judge_term(concept: Concept, term: TermReference, status: AdministrativeStatus, reason: str = "") -> Change:
    """Give a term of a concept its standing. What was preferred beside a preferred term is only admitted from then on.

    Raises UsageError for a standing that people can't give, NotFoundError for a term that the concept has not.
    """
    if status not in STANDINGS:
        raise UsageError(f"a term can't be made {status.value!r}; choose among {', '.join(s.value for s in STANDINGS)}")
    find_term(concept, term)
    changed = _replace_section(concept, term.language, lambda terms: _restate(terms, term.text, status, reason))
    return Change(
        Action.JUDGE, (ConceptChange(concept, changed),), (Judgement(STANDINGS[status], term, note=reason or None),)
    )


def forbid(concept: Concept, term: TermReference, reason: str = "") -> Change:
    """Make a term one that is not to be used for a concept, whether it is in it or not: it stands there deprecated."""
    text = " ".join(term.text.split())
    if not lookup_key(text, term.language):
        raise UsageError(f"the term {term.text!r} has nothing to compare; give a term")
    known = any(tag == term.language and each.text == text for tag, each in _list_terms(concept))
    if not known:
        added = Term(text, AdministrativeStatus.DEPRECATED, reason=reason)
        concept_with = _replace_section(concept, term.language, lambda terms: (*terms, added))
    else:
        concept_with = concept
    change = judge_term(concept_with, TermReference(term.language, text), AdministrativeStatus.DEPRECATED, reason)
    return replace(change, action=Action.FORBID, concepts=(ConceptChange(concept, change.concepts[0].after),))


def merge(kept: Concept, other: Concept) -> Change:
    """Make one concept of two. The first keeps its id and its preferred terms, and the id of the other leads to it.

    What both have text for is joined. Builds are told that the first terms of both mean the same.
    """
    if kept.id == other.id:
        raise UsageError(f"concept {kept.id!r} can't be merged with itself; name another one")
    sections = {section.language: section for section in kept.sections}
    for section in other.sections:
        known = sections.get(section.language)
        sections[section.language] = section if known is None else _join_sections(known, section)
    joined = replace(
        kept,
        sections=tuple(sections[tag] for tag in sorted(sections)),
        confidence=min(kept.confidence, other.confidence),
        subject_field=kept.subject_field or other.subject_field,
        definition=_join_texts(kept.definition, other.definition),
        note=_join_texts(kept.note, other.note),
        links=tuple(dict.fromkeys((*kept.links, *other.links))),
        images=tuple(dict.fromkeys((*kept.images, *other.images))),
        external_links=tuple(dict.fromkeys((*kept.external_links, *other.external_links))),
    )
    ones, others = list_references(kept), list_references(other)
    same = (Judgement(Verdict.SAME, ones[0], others[0]),) if ones and others and ones[0] != others[0] else ()
    return Change(Action.MERGE, (ConceptChange(kept, joined), ConceptChange(other, None)), same, {other.id: kept.id})


def split(concept: Concept, terms: Iterable[TermReference], identifier: str) -> Change:
    """Take terms out of a concept into a new one of that id, with their evidence and the links between them.

    Builds are told that no term of the one means the same as any of the other.
    """
    taken = list(dict.fromkeys(terms))
    for term in taken:
        find_term(concept, term)
    rest = [term for term in _list_all(concept) if term not in taken]
    if not taken or not rest:
        raise UsageError(f"a split of {concept.id!r} must leave terms on both sides; name some of its terms, not all")
    part = replace(
        _keep_terms(concept, set(taken)), id=identifier, definition=None, note=None, images=(), external_links=()
    )
    left = _keep_terms(concept, set(rest))
    return Change(Action.SPLIT, (ConceptChange(concept, left), ConceptChange(None, part)), _tell_apart(taken, rest))


def move(source: Concept, term: TermReference, target: Concept) -> Change:
    """Move a term, with its evidence, to another concept, beside whose preferred term it is only admitted.

    A concept that had no other term is gone, and its id leads to where the term went.
    """
    if source.id == target.id:
        raise UsageError(f"{term.text!r} is in concept {source.id!r} already; name another one")
    found = find_term(source, term)
    anchor = list_references(target)[:1]
    section = LanguageSection(term.language, (found,))
    known = target.find_section(term.language)
    sections = {s.language: s for s in target.sections}
    sections[term.language] = section if known is None else _join_sections(known, section)
    into = replace(target, sections=tuple(sections[tag] for tag in sorted(sections)))
    rest = [each for each in _list_all(source) if each != term]
    same = tuple(Judgement(Verdict.SAME, term, each) for each in anchor if each != term)
    changes = (ConceptChange(source, _keep_terms(source, set(rest)) if rest else None), ConceptChange(target, into))
    redirects = {} if rest else {source.id: target.id}
    return Change(Action.MOVE, changes, (*_tell_apart([term], rest), *same), redirects)


def find_term(concept: Concept, term: TermReference) -> Term:
    """Return the term of a concept that is written so, or raise NotFoundError."""
    for tag, each in _list_terms(concept):
        if (tag, each.text) == (term.language, term.text):
            return each
    raise NotFoundError(f"concept {concept.id!r} has no term {term.language}:{term.text!r}; look at its terms first")


def list_references(concept: Concept) -> list[TermReference]:
    """Return the terms of a concept that are terms of it: the preferred ones first, rejected ones not at all."""
    found = [(tag, term) for tag, term in _list_terms(concept) if term.status is not AdministrativeStatus.REJECTED]
    found.sort(key=lambda each: each[1].status is not AdministrativeStatus.PREFERRED)
    return [TermReference(tag, term.text) for tag, term in found]


def check_concept(concept: Concept) -> Concept:
    """Return a concept that may be written; raises UsageError for one without an id, a section or a term's text."""
    if not concept.id.strip():
        raise UsageError("a concept needs an id; give one")
    if not concept.sections or not all(section.terms for section in concept.sections):
        raise UsageError(f"concept {concept.id!r} needs a term in each of its languages; add one, or drop the language")
    seen: set[tuple[str, str]] = set()
    for tag, term in _list_terms(concept):
        if not lookup_key(term.text, tag):
            raise UsageError(f"concept {concept.id!r}: the {tag} term {term.text!r} has nothing to compare; mend it")
        if (tag, term.text) in seen:
            raise UsageError(f"concept {concept.id!r} has the {tag} term {term.text!r} twice; drop one")
        seen.add((tag, term.text))
    return concept


def _list_terms(concept: Concept) -> list[tuple[str, Term]]:
    return [(section.language, term) for section in concept.sections for term in section.terms]


def _replace_section(concept: Concept, language: str, make: Callable[[tuple[Term, ...]], Sequence[Term]]) -> Concept:
    """Return a concept with other terms in one language, which it may not have had."""
    sections = {section.language: section for section in concept.sections}
    section = sections.get(language, LanguageSection(language, ()))
    sections[language] = replace(section, terms=tuple(make(section.terms)))
    return replace(concept, sections=tuple(sections[tag] for tag in sorted(sections)))


def _restate(terms: Sequence[Term], text: str, status: AdministrativeStatus, reason: str) -> list[Term]:
    """Return terms with the status of one changed, the preferred one first."""
    restated = []
    for term in terms:
        if term.text == text:
            restated.append(replace(term, status=status, reason=reason or "decided by a person"))
        elif status is AdministrativeStatus.PREFERRED:
            restated.append(_demote(term))
        else:
            restated.append(term)
    return sorted(restated, key=lambda term: term.status is not AdministrativeStatus.PREFERRED)


def _demote(term: Term) -> Term:
    is_preferred = term.status is AdministrativeStatus.PREFERRED
    return replace(term, status=AdministrativeStatus.ADMITTED) if is_preferred else term


def _join_sections(one: LanguageSection, other: LanguageSection) -> LanguageSection:
    """Return two sections of one language as one, in which the preferred term of the first stays so."""
    terms = {term.text: term for term in one.terms}
    has_preferred = any(term.status is AdministrativeStatus.PREFERRED for term in one.terms)
    for term in other.terms:
        added = _demote(term) if has_preferred else term
        terms[term.text] = _join_terms(terms[term.text], added) if term.text in terms else added
    ordered = sorted(terms.values(), key=lambda term: term.status is not AdministrativeStatus.PREFERRED)
    definition, note = _join_texts(one.definition, other.definition), _join_texts(one.note, other.note)
    return LanguageSection(one.language, tuple(ordered), definition, note)


def _join_terms(one: Term, other: Term) -> Term:
    """Return the same term of two concepts with the evidence of both."""
    contexts = tuple(dict.fromkeys((*one.contexts, *other.contexts)))
    forms = {form.text: form for form in (*other.forms, *one.forms)}
    return replace(
        one,
        frequency=max(one.frequency, other.frequency, len(contexts)),
        nested=max(one.nested, other.nested),
        termhood=max(one.termhood, other.termhood),
        forms=tuple(forms[text] for text in dict.fromkeys(form.text for form in (*one.forms, *other.forms))),
        contexts=contexts,
        note=_join_texts(one.note, other.note),
    )


def _join_texts(one: str | None, other: str | None) -> str | None:
    return "\n".join(dict.fromkeys(text for text in (one, other) if text)) or None


def _keep_terms(concept: Concept, kept: Set[TermReference]) -> Concept:
    """Return a concept with some of its terms only, and the links between these."""
    sections = []
    for section in concept.sections:
        terms = tuple(term for term in section.terms if TermReference(section.language, term.text) in kept)
        if terms:
            sections.append(replace(section, terms=terms))
    links = [
        link
        for link in concept.links
        if TermReference(link.source_language, link.source_term) in kept
        and TermReference(link.target_language, link.target_term) in kept
    ]
    return replace(concept, sections=tuple(sections), links=tuple(links))


def _list_all(concept: Concept) -> list[TermReference]:
    return [TermReference(tag, term.text) for tag, term in _list_terms(concept)]


def _tell_apart(ones: Sequence[TermReference], others: Sequence[TermReference]) -> tuple[Judgement, ...]:
    return tuple(Judgement(Verdict.DIFFERENT, one, other) for one, other in product(ones, others))
