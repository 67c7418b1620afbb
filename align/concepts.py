"""Make concepts of term groups of all languages and the links between them, and ask people what is doubtful."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from align.clusters import JUDGEMENT, Cluster, cluster
from align.constraints import Constraints, constrain
from align.pairs import TermLink
from align.sections import make_sections
from align.variants import TermGroup
from glossary.model import Concept, ConceptKind, Judgement, LanguageSection, Link, Proposal

REVIEW_SCORE: Final = 0.25
"""Links of at least this probability that join no concept are left for people to decide."""


def build_concepts(
    groups: Sequence[TermGroup], links: Sequence[TermLink], judgements: Sequence[Judgement] = ()
) -> tuple[tuple[Concept, ...], tuple[Proposal, ...]]:
    """Return the concepts, the most characteristic ones of the corpus first, and the links that join none, best first.

    Groups that are weak and have no counterpart are left out. Judgements always win.
    """
    divided, constraints = constrain(groups, judgements)
    clusters = cluster(divided, links, constraints)
    kept = [c for c in clusters if len(c.groups) > 1 or c.groups[0].is_strong]
    # All at once, as what is preferred in one concept depends on what is preferred in others.
    sections = make_sections([[member for group in c.groups for member in group.members] for c in kept], judgements)
    concepts = [_make_concept(cluster, found) for cluster, found in zip(kept, sections, strict=True)]
    concept_of = {group.id: concept.id for c, concept in zip(kept, concepts, strict=True) for group in c.groups}
    ranks = {c.id: sum(max(t.termhood for t in s.terms) for s in c.sections) for c in concepts}
    ordered = tuple(sorted(concepts, key=lambda c: (-len(c.sections), -ranks[c.id], c.id)))
    return ordered, _propose(links, concept_of, constraints)


def _propose(links: Iterable[TermLink], concept_of: dict[str, str], constraints: Constraints) -> tuple[Proposal, ...]:
    """Return the best link between any two concepts as a question, unless a person has answered one between them."""
    answers = constraints.same | constraints.different | constraints.unsure
    answered = {frozenset(concept_of.get(group) for group in pair) for pair in answers}
    best: dict[frozenset[str], Proposal] = {}
    for link in sorted(links, key=lambda link: (-link.score, link.source.id, link.target.id)):
        source, target = concept_of.get(link.source.id), concept_of.get(link.target.id)
        if link.score < REVIEW_SCORE or source is None or target is None or source == target:
            continue
        if frozenset((source, target)) not in answered:
            best.setdefault(frozenset((source, target)), Proposal(_describe(link), source, target))
    return tuple(best.values())


# -- concepts ----------------------------------------------------------------------------------------------------------


def _make_concept(cluster: Cluster, sections: tuple[LanguageSection, ...]) -> Concept:
    names = sorted(f"{member.language}:{' '.join(member.key)}" for group in cluster.groups for member in group.members)
    kinds: Counter[ConceptKind] = Counter()
    for group in cluster.groups:
        kinds[group.kind] += group.frequency
    kind = min(kinds, key=lambda k: (-kinds[k], k.value))
    return Concept(
        id="c-" + hashlib.sha256("\n".join(names).encode()).hexdigest()[:12],
        sections=sections,
        kind=kind,
        confidence=_measure_confidence(cluster, tuple(section.language for section in sections)),
        links=tuple(_describe(link) for link in cluster.links),
    )


def _describe(link: TermLink) -> Link:
    is_judged = any(evidence.signal == JUDGEMENT for evidence in link.evidence)
    inside = "synonym" if link.source.language == link.target.language else "model"
    return Link(
        source_language=link.source.language,
        source_term=link.source.members[0].text,
        target_language=link.target.language,
        target_term=link.target.members[0].text,
        method=JUDGEMENT if is_judged else inside,
        score=round(link.score, 4),
        evidence=link.evidence,
    )


def _measure_confidence(cluster: Cluster, languages: tuple[str, ...]) -> float:
    """Return the weakest language's best link to the others: a chain is as strong as its weakest joint."""
    if len(languages) == 1:
        return 1.0
    best = dict.fromkeys(languages, 0.0)
    for link in cluster.links:
        if link.source.language != link.target.language:
            for language in (link.source.language, link.target.language):
                best[language] = max(best[language], link.score)
    return round(min(best.values()), 4)
