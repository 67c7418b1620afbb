"""Clustering links into concepts."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from align import sections as module
from align.clusters import JOIN_SCORE
from align.concepts import REVIEW_SCORE, build_concepts
from align.pairs import TermLink
from align.variants import TermGroup
from glossary.model import Concept, Evidence, Judgement, TermReference, Verdict
from tests.align.factories import make_group


class _NoForms:
    """A language module without a paradigm."""

    @staticmethod
    def forms(_phrase: object) -> frozenset[str]:
        return frozenset()


@pytest.fixture(autouse=True)
def _without_dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "get_language", lambda _tag: _NoForms())


def _link(a: TermGroup, b: TermGroup, score: float) -> TermLink:
    return TermLink(a, b, score, (Evidence("csls", score),))


def _texts(concepts: Sequence[Concept]) -> list[dict[str, list[str]]]:
    return [{s.language: [t.text for t in s.terms] for s in concept.sections} for concept in concepts]


def test_linked_groups_of_three_languages_become_one_concept() -> None:
    """A triangle of links is one concept, with the links kept as evidence."""
    pl, ru, el = make_group("pl", "prawo"), make_group("ru", "закон"), make_group("el", "νόμος")
    concepts, _ = build_concepts([pl, ru, el], [_link(pl, ru, 0.9), _link(el, ru, 0.8), _link(el, pl, 0.7)])
    assert _texts(concepts) == [{"el": ["νόμος"], "pl": ["prawo"], "ru": ["закон"]}]
    assert [link.score for link in concepts[0].links] == [0.9, 0.8, 0.7]
    assert concepts[0].confidence == 0.8


def test_weak_links_join_nothing() -> None:
    """Below the threshold two groups stay two concepts of full confidence."""
    pl, ru = make_group("pl", "prawo"), make_group("ru", "право")
    concepts, _ = build_concepts([pl, ru], [_link(pl, ru, JOIN_SCORE - 0.01)])
    assert sorted(c.languages for c in concepts) == [("pl",), ("ru",)]
    assert {c.confidence for c in concepts} == {1.0}


def test_two_meanings_of_one_language_never_share_a_concept() -> None:
    """The better link wins; the second group of the same language stays outside."""
    ru = make_group("ru", "комитет")
    good, bad = make_group("pl", "komitet"), make_group("pl", "komisja")
    concepts, _ = build_concepts([good, bad, ru], [_link(good, ru, 0.9), _link(bad, ru, 0.8)])
    assert {"pl": ["komitet"], "ru": ["комитет"]} in _texts(concepts)
    assert {"pl": ["komisja"]} in _texts(concepts)


def test_synonyms_of_one_language_join_through_their_counterpart() -> None:
    """Two terms of one language that are linked as synonyms share a concept with what both are linked to."""
    ru = make_group("ru", "комиссия бюджета")
    one, two = make_group("pl", "komisja budżetu", frequency=3), make_group("pl", "komitet budżetu")
    links = [_link(one, ru, 0.9), _link(two, ru, 0.7), _link(one, two, 0.6)]
    concepts, _ = build_concepts([one, two, ru], links)
    assert _texts(concepts) == [{"pl": ["komisja budżetu", "komitet budżetu"], "ru": ["комиссия бюджета"]}]


def test_a_term_and_its_part_are_never_one_concept() -> None:
    """Whatever the links say, a term whose roots include those of another stays apart from it."""
    ru = make_group("ru", "комитет партии")
    part, whole = make_group("pl", "komitet partii"), make_group("pl", "komitet partii okręgu")
    links = [_link(part, ru, 0.9), _link(whole, ru, 0.9), _link(part, whole, 0.9)]
    concepts, _ = build_concepts([part, whole, ru], links)
    assert {"pl": ["komitet partii"], "ru": ["комитет партии"]} in _texts(concepts)
    assert {"pl": ["komitet partii okręgu"]} in _texts(concepts)


def test_result_does_not_depend_on_the_order_of_groups_and_links() -> None:
    """Any order of the input gives the same concepts with the same ids."""
    groups = [make_group("pl", "a b"), make_group("pl", "c d"), make_group("ru", "э ю"), make_group("el", "α β")]
    links = [_link(groups[0], groups[2], 0.8), _link(groups[1], groups[2], 0.8), _link(groups[3], groups[2], 0.7)]
    assert build_concepts(groups, links) == build_concepts(groups[::-1], links[::-1])


def test_weak_groups_need_a_counterpart() -> None:
    """A candidate that does not stand by its own statistics is kept only inside a multilingual concept."""
    alone, linked, ru = make_group("pl", "x", strong=False), make_group("pl", "y", strong=False), make_group("ru", "я")
    concepts, _ = build_concepts([alone, linked, ru], [_link(linked, ru, 0.9)])
    assert _texts(concepts) == [{"pl": ["y"], "ru": ["я"]}]


def _judge(verdict: Verdict, first: str, second: str, *, withdrawn: bool = False) -> Judgement:
    one, other = (TermReference(*text.split(":", 1)) for text in (first, second))
    return Judgement(verdict, one, other, "ann", "2026-05-04T10:00:00Z", is_withdrawn=withdrawn)


def test_links_say_how_they_came_about() -> None:
    """A link is made by the model between languages, as a synonym inside one, or by a person."""
    ru, one, two = make_group("ru", "мост"), make_group("pl", "most"), make_group("pl", "wiadukt")
    links = [_link(one, ru, 0.9), _link(one, two, 0.6), _link(two, ru, 0.6)]
    (concept,), _ = build_concepts([ru, one, two], links, [_judge(Verdict.SAME, "pl:wiadukt", "ru:мост")])
    made = {(link.source_term, link.target_term): (link.method, link.score) for link in concept.links}
    assert made == {
        ("most", "мост"): ("model", 0.9),
        ("most", "wiadukt"): ("synonym", 0.6),
        ("wiadukt", "мост"): ("judgement", 1.0),
    }


def test_what_joins_nothing_is_left_for_people() -> None:
    """The best link between two concepts that is worth a look becomes a question; lesser ones are forgotten."""
    pl, ru, el = make_group("pl", "most"), make_group("ru", "мост"), make_group("el", "δρόμος")
    concepts, proposals = build_concepts([pl, ru, el], [_link(pl, ru, 0.35), _link(el, ru, REVIEW_SCORE - 0.01)])
    assert len(concepts) == 3
    (proposal,) = proposals
    assert (proposal.link.source_term, proposal.link.target_term, proposal.link.score) == ("most", "мост", 0.35)
    assert {proposal.source_concept, proposal.target_concept} == {c.id for c in concepts if c.languages != ("el",)}


@pytest.mark.parametrize("verdict", [Verdict.DIFFERENT, Verdict.UNSURE])
def test_what_a_person_has_answered_is_not_asked_again(verdict: Verdict) -> None:
    """Neither a pair that is different nor one that nobody could tell comes back; withdrawn, it does."""
    pl, ru = make_group("pl", "most"), make_group("ru", "мост")
    links = [_link(pl, ru, 0.35)]
    judgement = _judge(verdict, "pl:most", "ru:мост")
    assert build_concepts([pl, ru], links, [judgement])[1] == ()
    assert len(build_concepts([pl, ru], links, [replace(judgement, is_withdrawn=True)])[1]) == 1


def test_an_answer_counts_for_all_links_between_two_concepts() -> None:
    """That two of their terms are different answers the question whether the concepts are the same."""
    pl, ru, el = make_group("pl", "most"), make_group("ru", "мост"), make_group("el", "γέφυρα")
    links = [_link(pl, ru, 0.9), _link(el, ru, 0.3), _link(el, pl, 0.36)]
    answer = _judge(Verdict.DIFFERENT, "el:γέφυρα", "ru:мост")
    assert build_concepts([pl, ru, el], links, [answer])[1] == ()


def test_between_two_concepts_the_best_link_is_asked() -> None:
    """Several links between the same concepts are one question."""
    pl, ru, el = make_group("pl", "most"), make_group("ru", "мост"), make_group("el", "γέφυρα")
    links = [_link(pl, ru, 0.9), _link(el, ru, 0.3), _link(el, pl, 0.36)]
    concepts, proposals = build_concepts([pl, ru, el], links)
    assert sorted(c.languages for c in concepts) == [("el",), ("pl", "ru")]
    assert [p.link.score for p in proposals] == [0.36]
