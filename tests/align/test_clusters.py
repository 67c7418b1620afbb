"""Clusters: what joins, what must not, and what a person has said."""

import random

from hypothesis import given
from hypothesis import strategies as st

from align.clusters import LEAST_SCORE, MIN_SYNONYM_SCORE, Cluster, cluster, is_part
from align.constraints import Constraints
from align.pairs import TermLink
from align.variants import TermGroup
from tests.align.factories import make_group

PL, RU, EL, AR = (make_group(*pair) for pair in (("pl", "most"), ("ru", "мост"), ("el", "γέφυρα"), ("ar", "جسر")))
PL2, RU2 = make_group("pl", "wiadukt"), make_group("ru", "виадук")
FREE = Constraints()


def _link(a: TermGroup, b: TermGroup, score: float) -> TermLink:
    return TermLink(a, b, score, ())


def _pair(a: TermGroup, b: TermGroup) -> frozenset[str]:
    return frozenset((a.id, b.id))


def _texts(clusters: list[Cluster]) -> list[list[str]]:
    return [[group.texts[0] for group in found.groups] for found in clusters]


def test_the_sum_over_all_pairs_decides() -> None:
    """A pair that a strong link holds takes in a third only if the links to both, together, speak for it."""
    pair, weak = _link(PL, RU, 0.9), LEAST_SCORE - 0.1
    joined = cluster([PL, RU, EL], [pair, _link(PL, EL, 0.7), _link(RU, EL, weak)], FREE)
    assert _texts(joined) == [["γέφυρα", "most", "мост"]]
    apart = cluster([PL, RU, EL], [pair, _link(PL, EL, 0.45), _link(RU, EL, weak)], FREE)
    assert _texts(apart) == [["γέφυρα"], ["most", "мост"]]


def test_a_missing_link_counts_as_the_least() -> None:
    """No link between two groups speaks against them as much as the weakest one does, and no more."""
    links = [_link(PL, RU, 0.9), _link(PL, EL, 0.7)]
    assert (
        cluster([PL, RU, EL], links, FREE)[0].groups
        == cluster([PL, RU, EL], [*links, _link(RU, EL, 0.01)], FREE)[0].groups
    )


def test_terms_of_one_language_must_be_synonyms() -> None:
    """Without a link of their own they stay apart, whatever they are linked to; with one, the evidence is added up."""
    links = [_link(PL, RU, 0.9), _link(PL2, RU, 0.9)]
    assert _texts(cluster([PL, PL2, RU], links, FREE)) == [["most", "мост"], ["wiadukt"]]
    doubtful = _link(PL, PL2, MIN_SYNONYM_SCORE + 0.1)
    assert _texts(cluster([PL, PL2, RU], [*links, doubtful], FREE)) == [["most", "wiadukt", "мост"]]
    denied = _link(PL, PL2, MIN_SYNONYM_SCORE - 0.1)
    assert _texts(cluster([PL, PL2, RU], [*links, denied], FREE)) == [["most", "мост"], ["wiadukt"]]


def test_a_part_is_never_with_its_whole() -> None:
    """Not even where both are the surest synonyms."""
    part, whole = make_group("pl", "most kolejowy"), make_group("pl", "most kolejowy miasta")
    assert is_part(part, whole)
    assert is_part(whole, part)
    assert len(cluster([part, whole], [_link(part, whole, 0.99)], FREE)) == 2


def test_what_a_person_calls_the_same_is_joined() -> None:
    """Terms without any link share a cluster, and a link of score 1 says why."""
    found = cluster([PL, RU], [_link(PL, RU, 0.1)], Constraints(same=frozenset({_pair(PL, RU)})))
    assert _texts(found) == [["most", "мост"]]
    (link,) = found[0].links
    assert (link.score, [e.signal for e in link.evidence]) == (1.0, ["judgement"])


def test_what_a_person_calls_different_stays_apart() -> None:
    """The surest link does not join what a person has parted, nor what hangs on it."""
    different = Constraints(different=frozenset({_pair(PL, RU)}))
    links = [_link(PL, RU, 0.99), _link(PL, EL, 0.9), _link(RU, EL, 0.8)]
    assert _texts(cluster([PL, RU, EL], links, different)) == [["γέφυρα", "most"], ["мост"]]


def test_where_judgements_contradict_terms_stay_apart() -> None:
    """A is B and B is C, but A is not C: the second of the two joins is refused."""
    same = frozenset({_pair(PL, RU), _pair(RU, EL)})
    found = cluster([PL, RU, EL], [], Constraints(same=same, different=frozenset({_pair(PL, EL)})))
    assert sorted(map(len, _texts(found))) == [1, 2]
    both = Constraints(same=frozenset({_pair(PL, RU)}), different=frozenset({_pair(PL, RU)}))
    assert len(cluster([PL, RU], [], both)) == 2


def test_links_inside_a_cluster_are_kept_best_first() -> None:
    """What joined and what else speaks for it is evidence; links between clusters are not."""
    links = [_link(PL, RU, 0.6), _link(EL, RU, 0.9), _link(PL, EL, 0.7), _link(AR, PL, 0.2)]
    found = {c.groups[0].id: c for c in cluster([PL, RU, EL, AR], links, FREE)}
    assert [link.score for link in found[EL.id].links] == [0.9, 0.7, 0.6]
    assert found[AR.id].links == []


@given(st.lists(st.floats(0.05, 0.99), min_size=15, max_size=15), st.randoms(use_true_random=False))
def test_order_is_no_matter(scores: list[float], shuffler: random.Random) -> None:
    """Groups and links in any order make the same clusters, and all constraints hold in them."""
    groups = [PL, PL2, RU, RU2, EL, AR]
    pairs = [(a, b) for i, a in enumerate(groups) for b in groups[i + 1 :]]
    links = [_link(a, b, score) for (a, b), score in zip(pairs, scores, strict=True)]
    constraints = Constraints(same=frozenset({_pair(PL, AR)}), different=frozenset({_pair(PL2, EL)}))
    found = cluster(groups, links, constraints)
    shuffler.shuffle(groups)
    shuffler.shuffle(links)
    again = cluster(groups, links, constraints)
    assert _texts(again) == _texts(found)
    assert [[link.score for link in c.links] for c in again] == [[link.score for link in c.links] for c in found]
    together = [{group.id for group in c.groups} for c in found]
    assert any({PL.id, AR.id} <= ids for ids in together)
    assert not any({PL2.id, EL.id} <= ids for ids in together)
