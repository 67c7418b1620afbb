"""What the judgements of people on pairs of terms ask of the clustering."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from align.extract import Candidate
from align.mentions import Key
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

    A judgement counts for the variants of its text, or where there are none, for those of its lookup key, or at last
    for those that occur in that form. One about a term that the corpus doesn't have has no effect.
    """
    index = _Index(groups)
    answers = [
        (judgement.verdict, index.find(judgement.first), index.find(judgement.second))
        for judgement in judgements
        if judgement.verdict in _PAIRWISE and judgement.second is not None and not judgement.is_withdrawn
    ]
    foes: dict[_Variant, set[_Variant]] = defaultdict(set)
    for one, other in _pair([each for each in answers if each[0] is Verdict.DIFFERENT]):
        foes[one].add(other)
        foes[other].add(one)
    divided = [part for group in groups for part in _divide(group, foes)]
    group_of = {(group.language, member.key): group.id for group in divided for member in group.members}
    found = {
        verdict: frozenset(
            frozenset((group_of[one], group_of[other]))
            for one, other in _pair([each for each in answers if each[0] is verdict])
            if group_of[one] != group_of[other]
        )
        for verdict in _PAIRWISE
    }
    return divided, Constraints(found[Verdict.SAME], found[Verdict.DIFFERENT], found[Verdict.UNSURE])


_Variant = tuple[str, Key]
"""The language and key of a candidate."""
_Answer = tuple[Verdict, frozenset[_Variant], frozenset[_Variant]]


def _pair(answers: Iterable[_Answer]) -> Iterator[tuple[_Variant, _Variant]]:
    return ((one, other) for _, ones, others in answers for one in ones for other in others)


def _divide(group: TermGroup, foes: Mapping[_Variant, set[_Variant]]) -> list[TermGroup]:
    """Return a group as several: each variant joins the first of them that has none it is different from."""
    parts: list[list[Candidate]] = []
    for member in group.members:
        apart = foes.get((group.language, member.key), set())
        for part in parts:
            if not any((group.language, other.key) in apart for other in part):
                part.append(member)
                break
        else:
            parts.append([member])
    return [group] if len(parts) == 1 else [replace(group, members=tuple(part)) for part in parts]


class _Index:
    """The variants of groups by their texts, by the keys of those, and by the keys of all forms."""

    def __init__(self, groups: Iterable[TermGroup]) -> None:
        self._texts: dict[tuple[str, str], set[_Variant]] = defaultdict(set)
        self._keys: dict[tuple[str, str], set[_Variant]] = defaultdict(set)
        self._forms: dict[tuple[str, str], set[_Variant]] = defaultdict(set)
        for group in groups:
            for member in group.members:
                variant = (group.language, member.key)
                self._texts[group.language, member.text].add(variant)
                self._keys[group.language, lookup_key(member.text, group.language)].add(variant)
                for context in member.contexts:
                    form = context.sentence[context.sentence_start : context.sentence_end]
                    self._forms[group.language, lookup_key(form, group.language)].add(variant)

    def find(self, term: TermReference) -> frozenset[_Variant]:
        """Return the variants that a term means."""
        key = (term.language, lookup_key(term.text, term.language))
        found = self._texts.get((term.language, term.text)) or self._keys.get(key) or self._forms.get(key)
        return frozenset(found or ())


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
