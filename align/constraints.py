"""What the judgements of people on pairs of terms ask of the clustering."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from align.extract import Candidate
from align.variants import TermGroup
from glossary.model import AdministrativeStatus, ConceptStatus, Judgement, TermReference, Verdict
from glossary.outlines import ConceptOutline
from glossary.text import lookup_key

Pair = frozenset[str]
"""The ids of two groups."""
_PAIRWISE = frozenset({Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE})


@dataclass(frozen=True, slots=True)
class Constraints:
    """Pairs of ids of groups that people said are the same, that they are not, and that they could not tell."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()
    unsure: frozenset[Pair] = frozenset()


def constrain(groups: Sequence[TermGroup], judgements: Iterable[Judgement]) -> tuple[list[TermGroup], Constraints]:
    """Return the groups, split where variants were judged to be different, and what holds between them.

    A judgement counts for the groups that have a variant of its text, or where none has, one of its lookup key, or at
    last an occurrence of that form. One about a term that the corpus doesn't have has no effect.
    """
    pairwise = [j for j in judgements if j.verdict in _PAIRWISE and j.second is not None and not j.is_withdrawn]
    divided = _divide(groups, [j for j in pairwise if j.verdict is Verdict.DIFFERENT])
    index = _index(divided)
    found: dict[Verdict, set[Pair]] = defaultdict(set)
    for judgement in pairwise:
        if judgement.second is not None:
            ones, others = _find(index, judgement.first), _find(index, judgement.second)
            found[judgement.verdict] |= {frozenset((a, b)) for a in ones for b in others if a != b}
    return divided, Constraints(*(frozenset(found[v]) for v in (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE)))


def _divide(groups: Sequence[TermGroup], judgements: Sequence[Judgement]) -> list[TermGroup]:
    """Return the groups with variants that were judged to be different in groups of their own."""
    apart: dict[tuple[str, str], set[str]] = defaultdict(set)
    for judgement in judgements:
        if judgement.second is not None and judgement.first.language == judgement.second.language:
            one, other = (lookup_key(t.text, t.language) for t in (judgement.first, judgement.second))
            apart[judgement.first.language, one].add(other)
            apart[judgement.first.language, other].add(one)
    divided = []
    for group in groups:
        divided += _divide_group(group, apart) if len(group.members) > 1 and apart else [group]
    return divided


def _divide_group(group: TermGroup, apart: Mapping[tuple[str, str], set[str]]) -> list[TermGroup]:
    """Return a group as several: each variant joins the first of them that has none it is different from."""
    parts: list[list[Candidate]] = []
    for member in group.members:
        foes = apart.get((group.language, lookup_key(member.text, group.language)), set())
        for part in parts:
            if not any(lookup_key(other.text, group.language) in foes for other in part):
                part.append(member)
                break
        else:
            parts.append([member])
    return [replace(group, members=tuple(part)) for part in parts]


_Index = tuple[Mapping[TermReference, set[str]], Mapping[tuple[str, str], set[str]], Mapping[tuple[str, str], set[str]]]


def _index(groups: Sequence[TermGroup]) -> _Index:
    """Return the ids of groups by the texts of their variants, by the keys of those, and by the keys of all forms."""
    texts: dict[TermReference, set[str]] = defaultdict(set)
    keys: dict[tuple[str, str], set[str]] = defaultdict(set)
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for group in groups:
        for member in group.members:
            texts[TermReference(group.language, member.text)].add(group.id)
            keys[group.language, lookup_key(member.text, group.language)].add(group.id)
            for context in member.contexts:
                form = context.sentence[context.sentence_start : context.sentence_end]
                forms[group.language, lookup_key(form, group.language)].add(group.id)
    return texts, keys, forms


def _find(index: _Index, term: TermReference) -> set[str]:
    texts, keys, forms = index
    key = (term.language, lookup_key(term.text, term.language))
    return texts.get(term) or keys.get(key) or forms.get(key) or set()


def hold_together(concepts: Iterable[ConceptOutline]) -> list[Judgement]:
    """Return as judgements what people have said by approving concepts: that the terms of each are the same.

    A rejected term has no part in it.
    """
    held = []
    for concept in concepts:
        if concept.status is ConceptStatus.APPROVED:
            terms = [term for term, status in concept.terms if status is not AdministrativeStatus.REJECTED]
            held += [Judgement(Verdict.SAME, terms[0], other, note=concept.id) for other in terms[1:]]
    return held
