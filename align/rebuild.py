"""Carry a glossary's ids and what people wrote on its concepts over to the next build.

The id that a build gives is a hash of the terms, so that it changes with any term. Here each new concept gets the id of
the old one it continues: the one with which it has most terms in common, one to one.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from align.inheritance import TermKey, inherit, is_lasting, list_form_keys, list_keys, make_key, mark_kept
from glossary.model import (
    AdministrativeStatus,
    Concept,
    Glossary,
    Proposal,
)
from glossary.outlines import ConceptOutline, outline

PREFERRED_WEIGHT = 2
"""How much a preferred term tells of which concept it is, where any other tells 1."""
_PORTION = 500


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
    """Return the new glossary with the ids of the old one, and all that people wrote on it (`inherit`).

    A concept that the texts no longer hold is kept whole if a person decided on it or put a term in; it says so in its
    note. `load` returns the old concepts of some ids whole.
    """
    matching = match_concepts(old, [outline(concept) for concept in new.concepts])
    matching = _match_forms(old, new.concepts, matching)
    ids = _choose_ids(old, new.concepts, matching.continued)
    parts: dict[int, list[str]] = defaultdict(list)
    for j, i in enumerate(matching.continued):
        if i is not None:
            parts[j].append(old[i].id)
    for i, j in sorted(matching.merged.items()):
        parts[j].append(old[i].id)
    found = {i for i in matching.continued if i is not None} | matching.merged.keys()
    lost = [concept.id for i, concept in enumerate(old) if i not in found]
    known = _load([identifier for each in (*parts.values(), lost) for identifier in each], load)
    everywhere = {key for concept in new.concepts for key in list_keys(concept)}
    concepts = [
        inherit(replace(concept, id=ids[j]), [known[i] for i in parts[j]], everywhere)
        for j, concept in enumerate(new.concepts)
    ]
    kept = [mark_kept(known[identifier]) for identifier in lost if is_lasting(known[identifier])]
    renamed = {concept.id: identifier for concept, identifier in zip(new.concepts, ids, strict=True)}
    glossary = replace(
        new,
        concepts=(*concepts, *kept),
        proposals=tuple(_rename(proposal, renamed) for proposal in new.proposals),
    )
    return Continuation(glossary, {old[i].id: ids[j] for i, j in matching.merged.items()})


# -- which continues which ---------------------------------------------------------------------------------------------


def _measure_overlaps(
    old: Sequence[ConceptOutline], new: Sequence[ConceptOutline]
) -> dict[tuple[int, int], tuple[float, float, int]]:
    """Return for each pair of places with a common term: overlap, share and terms written the same, all negated."""
    old_weights, new_weights = [_weigh(concept) for concept in old], [_weigh(concept) for concept in new]
    places: dict[TermKey, list[int]] = defaultdict(list)
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


def _weigh(concept: ConceptOutline) -> dict[TermKey, int]:
    weights: dict[TermKey, int] = {}
    for term, status in concept.terms:
        key = make_key(term)
        weight = PREFERRED_WEIGHT if status is AdministrativeStatus.PREFERRED else 1
        weights[key] = max(weight, weights.get(key, 0))
    return weights


def _match_forms(old: Sequence[ConceptOutline], new: Sequence[Concept], matching: Matching) -> Matching:
    """Return the matching with what is left on both sides matched by all forms of the new terms.

    More text may change the form that a term is cited in, as from the singular to the plural.
    """
    found = {i for i in matching.continued if i is not None} | matching.merged.keys()
    left = [i for i in range(len(old)) if i not in found]
    if not left:
        return matching
    places: dict[TermKey, list[int]] = defaultdict(list)
    for j, concept in enumerate(new):
        if matching.continued[j] is None:
            for key in {key for section in concept.sections for key in list_form_keys(section)}:
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


def _load(identifiers: Sequence[str], load: Callable[[Sequence[str]], Sequence[Concept]]) -> dict[str, Concept]:
    """Return old concepts by their ids, loaded in portions that a database takes in one query."""
    portions = (identifiers[at : at + _PORTION] for at in range(0, len(identifiers), _PORTION))
    return {concept.id: concept for portion in portions for concept in load(portion)}


def _rename(proposal: Proposal, renamed: Mapping[str, str]) -> Proposal:
    source, target = proposal.source_concept, proposal.target_concept
    return replace(proposal, source_concept=renamed.get(source, source), target_concept=renamed.get(target, target))
