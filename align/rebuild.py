"""Carry a glossary's ids and what people wrote on its concepts over to the next build.

The id that a build gives is a hash of the terms, so that it changes with any term. Here each new concept gets the id of
the old one it continues: the one with which it has most terms in common, one to one.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Glossary,
    LanguageSection,
    Proposal,
    Term,
    TermReference,
)
from glossary.outlines import ConceptOutline, outline
from glossary.text import lookup_key

PREFERRED_WEIGHT = 2
"""How much a preferred term tells of which concept it is, where any other tells 1."""
KEPT_NOTE = "Kept because it was approved: not in the texts of the last build, to which its contexts may not point."
KEPT_REASON = "kept because its concept was approved; not in the texts of the last build"

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Matching:
    """How the concepts of two builds belong together.

    `continued` gives for each new concept the place of the old one it continues, or None. `merged` gives for the place
    of an old concept that is not continued the place of the new one that has most of it.
    """

    continued: tuple[int | None, ...]
    merged: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Continuation:
    """A glossary with the ids of the one before, and where the ids of merged concepts lead."""

    glossary: Glossary
    redirects: Mapping[str, str]


def match_concepts(old: Sequence[ConceptOutline], new: Sequence[ConceptOutline]) -> Matching:
    """Return which new concept continues which old one.

    Pairs are taken in the order of their overlap, then of the share that it has of both, then of the terms written the
    same, then of their places. A glossary matched with itself therefore matches each concept with itself.
    """
    overlaps = sorted(_measure_overlaps(old, new).items(), key=lambda item: (*item[1], *item[0]))
    continued: list[int | None] = [None] * len(new)
    taken: set[int] = set()
    for (i, j), _ in overlaps:
        if i not in taken and continued[j] is None:
            continued[j] = i
            taken.add(i)
    merged: dict[int, int] = {}
    for (i, j), _ in overlaps:
        if i not in taken:
            merged.setdefault(i, j)
    return Matching(tuple(continued), merged)


def continue_glossary(
    old: Sequence[ConceptOutline], new: Glossary, load: Callable[[Sequence[str]], Sequence[Concept]]
) -> Continuation:
    """Return the new glossary with the ids, statuses, definitions, notes and subject fields of the old one.

    An approved concept that the texts no longer hold is kept whole, with the evidence it had, and says so in its note;
    an approved one that lost terms keeps these. `load` returns the old concepts of some ids whole.
    """
    matching = match_concepts(old, [outline(concept) for concept in new.concepts])
    matching = _match_forms(old, new.concepts, matching)
    ids = _choose_ids(old, new.concepts, matching.continued)
    parts: dict[int, list[ConceptOutline]] = defaultdict(list)
    for j, i in enumerate(matching.continued):
        if i is not None:
            parts[j].append(old[i])
    for i, j in sorted(matching.merged.items()):
        parts[j].append(old[i])
    concepts = [_inherit(replace(c, id=ids[j]), parts[j]) for j, c in enumerate(new.concepts)]
    found = {i for i in matching.continued if i is not None} | matching.merged.keys()
    lost = [concept for i, concept in enumerate(old) if i not in found and concept.status is ConceptStatus.APPROVED]
    kept = [_mark_kept(concept) for concept in load([concept.id for concept in lost])]
    renamed = {concept.id: identifier for concept, identifier in zip(new.concepts, ids, strict=True)}
    glossary = replace(
        new,
        concepts=(*_keep_terms(concepts, parts, load), *kept),
        proposals=tuple(_rename(proposal, renamed) for proposal in new.proposals),
    )
    return Continuation(glossary, {old[i].id: ids[j] for i, j in matching.merged.items()})


# -- which continues which ---------------------------------------------------------------------------------------------


def _measure_overlaps(
    old: Sequence[ConceptOutline], new: Sequence[ConceptOutline]
) -> dict[tuple[int, int], tuple[float, float, int]]:
    """Return for each pair of places with a common term: overlap, share and terms written the same, all negated."""
    old_weights, new_weights = [_weigh(concept) for concept in old], [_weigh(concept) for concept in new]
    places: dict[_Key, list[int]] = defaultdict(list)
    for j, weights in enumerate(new_weights):
        for key in weights:
            places[key].append(j)
    common: Counter[tuple[int, int]] = Counter()
    for i, weights in enumerate(old_weights):
        for key, weight in weights.items():
            for j in places.get(key, ()):
                common[i, j] += min(weight, new_weights[j][key])
    texts = [{term for term, _ in concept.terms} for concept in new]
    found: dict[tuple[int, int], tuple[float, float, int]] = {}
    for (i, j), overlap in common.items():
        whole = sum(old_weights[i].values()) + sum(new_weights[j].values()) - overlap
        same = sum(term in texts[j] for term, _ in old[i].terms)
        found[i, j] = (-overlap, -overlap / whole, -same)
    return found


def _weigh(concept: ConceptOutline) -> dict[_Key, int]:
    weights: dict[_Key, int] = {}
    for term, status in concept.terms:
        key = _make_key(term)
        weight = PREFERRED_WEIGHT if status is AdministrativeStatus.PREFERRED else 1
        weights[key] = max(weight, weights.get(key, 0))
    return weights


def _make_key(term: TermReference) -> _Key:
    return term.language, lookup_key(term.text, term.language)


def _match_forms(old: Sequence[ConceptOutline], new: Sequence[Concept], matching: Matching) -> Matching:
    """Return the matching with what is left on both sides matched by all forms of the new terms.

    More text may change the form that a term is cited in, as from the singular to the plural.
    """
    found = {i for i in matching.continued if i is not None} | matching.merged.keys()
    left = [i for i in range(len(old)) if i not in found]
    if not left:
        return matching
    places: dict[_Key, list[int]] = defaultdict(list)
    for j, concept in enumerate(new):
        if matching.continued[j] is None:
            for key in {key for section in concept.sections for key in _list_form_keys(section)}:
                places[key].append(j)
    common: Counter[tuple[int, int]] = Counter()
    for i in left:
        for key, weight in _weigh(old[i]).items():
            for j in places.get(key, ()):
                common[i, j] += weight
    continued = list(matching.continued)
    taken: set[int] = set()
    for i, j in sorted(common, key=lambda pair: (-common[pair], pair)):
        if i not in taken and continued[j] is None:
            continued[j] = i
            taken.add(i)
    return Matching(tuple(continued), matching.merged)


def _list_form_keys(section: LanguageSection) -> Iterator[_Key]:
    for term in section.terms:
        for form in term.forms:
            yield _make_key(TermReference(section.language, form.text))


def _choose_ids(
    old: Sequence[ConceptOutline], new: Sequence[Concept], continued: Sequence[int | None]
) -> tuple[str, ...]:
    """Return the id of each new concept. One of an old concept is never given to another, even if its hash is that."""
    used = {concept.id for concept in old}
    ids = []
    for concept, i in zip(new, continued, strict=True):
        if i is not None:
            ids.append(old[i].id)
            continue
        identifier = concept.id
        while identifier in used:
            identifier = "c-" + hashlib.sha256(identifier.encode()).hexdigest()[:12]
        used.add(identifier)
        ids.append(identifier)
    return tuple(ids)


# -- what people wrote -------------------------------------------------------------------------------------------------


def _inherit(concept: Concept, parts: Sequence[ConceptOutline]) -> Concept:
    """Return a concept with what people wrote on the old ones it was made of, the one it continues being the first.

    Approval outlasts a merger; rejection passes only to the concept that continues the rejected one.
    """
    if not parts:
        return concept
    status = parts[0].status
    if status is ConceptStatus.PROPOSED and any(part.status is ConceptStatus.APPROVED for part in parts):
        status = ConceptStatus.APPROVED
    definitions = list(dict.fromkeys(part.definition for part in parts if part.definition))
    notes = [*(_strip_kept(part.note) for part in parts), *definitions[1:], concept.note]
    return replace(
        concept,
        status=concept.status if status is ConceptStatus.PROPOSED else status,
        subject_field=next((part.subject_field for part in parts if part.subject_field), concept.subject_field),
        definition=definitions[0] if definitions else concept.definition,
        note="\n".join(dict.fromkeys(note for note in notes if note)) or None,
    )


def _strip_kept(note: str | None) -> str:
    return "\n".join(line for line in (note or "").split("\n") if line != KEPT_NOTE)


def _mark_kept(concept: Concept) -> Concept:
    return replace(concept, note="\n".join(filter(None, [_strip_kept(concept.note), KEPT_NOTE])))


def _keep_terms(
    concepts: Sequence[Concept],
    parts: Mapping[int, Sequence[ConceptOutline]],
    load: Callable[[Sequence[str]], Sequence[Concept]],
) -> Iterable[Concept]:
    """Yield the concepts; those made of approved ones with the terms of these that stand nowhere any more."""
    everywhere = {_make_key(term) for concept in concepts for term, _ in outline(concept).terms}
    for j, concept in enumerate(concepts):
        approved = [part for part in parts.get(j, ()) if part.status is ConceptStatus.APPROVED]
        kept = concept
        if approved:
            there = everywhere.union(*map(_list_form_keys, concept.sections))
            losing = [part.id for part in approved if any(_make_key(term) not in there for term, _ in part.terms)]
            for part in load(losing) if losing else ():
                kept = _add_terms(kept, part, there)
        yield kept


def _add_terms(concept: Concept, old: Concept, there: set[_Key]) -> Concept:
    sections = {section.language: section for section in concept.sections}
    for section in old.sections:
        tag = section.language
        terms = [term for term in section.terms if _make_key(TermReference(tag, term.text)) not in there]
        if terms:
            known = sections[tag].terms if tag in sections else ()
            sections[tag] = LanguageSection(tag, (*known, *(_keep_term(term, known) for term in terms)))
    return replace(concept, sections=tuple(sections[tag] for tag in sorted(sections)))


def _keep_term(term: Term, known: Sequence[Term]) -> Term:
    """Return a term that only the old concept has; beside terms that the texts have it is preferred no longer."""
    is_preferred = term.status is AdministrativeStatus.PREFERRED and known
    status = AdministrativeStatus.ADMITTED if is_preferred else term.status
    return replace(term, status=status, reason=KEPT_REASON)


def _rename(proposal: Proposal, renamed: Mapping[str, str]) -> Proposal:
    source, target = proposal.source_concept, proposal.target_concept
    return replace(proposal, source_concept=renamed.get(source, source), target_concept=renamed.get(target, target))
