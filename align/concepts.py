"""Cluster term groups of all languages into concepts and choose the preferred term of each language.

Links are taken in the order of their score; two clusters become one if the links between them, averaged over all
pairs of their groups, still speak for it, and if no language would get two terms of different meaning.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from align.links import TermLink
from align.sections import make_sections
from align.variants import TermGroup
from glossary.model import Concept, ConceptKind, LanguageSection, Link

MIN_LINK_SCORE = 0.5
"""Two clusters are never joined on a link below this probability."""
MIN_AVERAGE_SCORE = 0.4
"""Nor if the average over all pairs of their groups, where a missing link counts 0, is below this."""


@dataclass(slots=True)
class _Cluster:
    groups: list[TermGroup]
    links: list[TermLink] = field(default_factory=list)


def build_concepts(
    groups: Sequence[TermGroup], links: Sequence[TermLink], synonyms: Sequence[TermLink]
) -> tuple[Concept, ...]:
    """Return the concepts, the most characteristic ones of the corpus first.

    `synonyms` are links inside one language. Groups that are weak and have no counterpart are left out.
    """
    clusters = _cluster(groups, links, synonyms)
    kept = [c for c in clusters if len(c.groups) > 1 or c.groups[0].is_strong]
    # All at once, as what is preferred in one concept depends on what is preferred in others.
    sections = make_sections([[member for group in c.groups for member in group.members] for c in kept])
    concepts = [_make_concept(cluster, found) for cluster, found in zip(kept, sections, strict=True)]
    ranks = {c.id: sum(max(t.termhood for t in s.terms) for s in c.sections) for c in concepts}
    return tuple(sorted(concepts, key=lambda c: (-len(c.sections), -ranks[c.id], c.id)))


# -- clusters ----------------------------------------------------------------------------------------------------------


def _cluster(groups: Sequence[TermGroup], links: Sequence[TermLink], synonyms: Sequence[TermLink]) -> list[_Cluster]:
    scores = {frozenset((link.source.id, link.target.id)): link.score for link in (*links, *synonyms)}
    cluster_of = {group.id: _Cluster([group]) for group in groups}
    ordered = sorted((*links, *synonyms), key=lambda link: (-link.score, link.source.id, link.target.id))
    for link in ordered:
        if link.score < MIN_LINK_SCORE:
            break
        one, other = cluster_of[link.source.id], cluster_of[link.target.id]
        if one is other:
            one.links.append(link)
        elif _may_join(one, other, scores):
            one.groups += other.groups
            one.links += [*other.links, link]
            for group in other.groups:
                cluster_of[group.id] = one
    unique = {id(cluster): cluster for cluster in (cluster_of[group.id] for group in groups)}
    return list(unique.values())


def _may_join(one: _Cluster, other: _Cluster, scores: dict[frozenset[str], float]) -> bool:
    found = []
    for a in one.groups:
        for b in other.groups:
            score = scores.get(frozenset((a.id, b.id)), 0.0)
            if a.language == b.language and (score < MIN_LINK_SCORE or _is_part(a, b)):
                return False
            found.append(score)
    return sum(found) / len(found) >= MIN_AVERAGE_SCORE


def _is_part(a: TermGroup, b: TermGroup) -> bool:
    """Whether one term is a part of the other: they are never one concept."""
    return a.roots < b.roots or b.roots < a.roots


# -- concepts ----------------------------------------------------------------------------------------------------------


def _make_concept(cluster: _Cluster, sections: tuple[LanguageSection, ...]) -> Concept:
    names = sorted(f"{member.language}:{' '.join(member.key)}" for group in cluster.groups for member in group.members)
    kinds: Counter[ConceptKind] = Counter()
    for group in cluster.groups:
        kinds[group.kind] += group.frequency
    kind = min(kinds, key=lambda k: (-kinds[k], k.value))
    links = sorted(cluster.links, key=lambda link: (-link.score, link.source.id, link.target.id))
    return Concept(
        id="c-" + hashlib.sha256("\n".join(names).encode()).hexdigest()[:12],
        sections=sections,
        kind=kind,
        confidence=_measure_confidence(cluster, tuple(section.language for section in sections)),
        links=tuple(
            Link(
                source_language=link.source.language,
                source_term=link.source.members[0].text,
                target_language=link.target.language,
                target_term=link.target.members[0].text,
                method="embedding",
                score=round(link.score, 4),
                evidence=link.evidence,
            )
            for link in links
        ),
    )


def _measure_confidence(cluster: _Cluster, languages: tuple[str, ...]) -> float:
    """Return the weakest language's best link to the others: a chain is as strong as its weakest joint."""
    if len(languages) == 1:
        return 1.0
    best = dict.fromkeys(languages, 0.0)
    for link in cluster.links:
        if link.source.language != link.target.language:
            for language in (link.source.language, link.target.language):
                best[language] = max(best[language], link.score)
    return round(min(best.values()), 4)
