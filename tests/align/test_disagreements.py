"""Where a glossary and a gold standard disagree, and why."""

from align.disagreements import Disagreements, MissReason, find_disagreements
from align.gold import GoldConcept
from align.matches import match_concepts
from glossary.model import Concept
from tests.align.golds import make_concept, make_gold, make_gold_concept, make_link

BRIDGE = make_gold_concept("bridge", pl=["most"], ru=["мост"], ar=["جسر"])
PIER = make_gold_concept("pier", core=False, pl=["molo"], ru=["пирс"])
LOCK = make_gold_concept("lock", pl=["śluza"], ru=["шлюз"])


def _find(concepts: list[Concept], *gold: GoldConcept) -> Disagreements:
    standard = make_gold(*gold)
    return find_disagreements(match_concepts(concepts, standard), standard)


def test_what_is_right_is_no_disagreement() -> None:
    """A glossary that is as the gold standard has nothing wrong and misses nothing."""
    found = _find([make_concept("c", pl=["most"], ru=["мост"], ar=["الجسر"])], BRIDGE)
    assert (found.wrong, found.missed) == ((), ())
    assert found.count_reasons() == dict.fromkeys(MissReason, 0)


def test_a_wrong_alignment_has_its_link_and_what_was_expected() -> None:
    """The link between the terms tells why they were joined; the gold standard tells what should stand there."""
    link = make_link("pl:most", "ru:пирс", 0.93, csls=0.4)
    (wrong,) = _find([make_concept("c", link, pl=["most"], ru=["пирс"])], BRIDGE, PIER).wrong
    assert (wrong.concept, wrong.link, wrong.is_direct, wrong.pairs) == ("c", link, True, 1)
    assert [(e.term.text, e.gold, e.language, e.equivalents) for e in wrong.expected] == [
        ("most", "bridge", "ru", ("мост",)),
        ("пирс", "pier", "pl", ("molo",)),
    ]


def test_wrong_alignments_stand_by_score() -> None:
    """The most confident errors come first, then those that no link of their own speaks for."""
    concepts = [
        make_concept("other", make_link("pl:śluza", "ru:шлюз", 0.99), pl=["śluza"], ru=["шлюз", "тропа"]),
        make_concept("none", pl=["most"], ru=["тропа"]),
        make_concept("low", make_link("pl:molo", "ru:мост", 0.6), pl=["molo"], ru=["мост"]),
        make_concept("high", make_link("ru:пирс", "pl:kładka", 0.8), pl=["kładka"], ru=["пирс"]),
    ]
    assert [wrong.concept for wrong in _find(concepts, BRIDGE, PIER, LOCK).wrong] == [
        "high",
        "low",
        "other",
        "none",
    ]


def test_wrong_variants_are_one_disagreement_with_the_link_of_their_concept() -> None:
    """All wrong pairs of two languages in a concept are one; the link is then not between these terms."""
    link = make_link("pl:most", "ru:мост", 0.9)
    (wrong,) = _find([make_concept("c", link, pl=["most"], ru=["мост", "тропа", "путь"])], BRIDGE).wrong
    assert [term.text for term in wrong.source] == ["most"]
    assert [term.text for term in wrong.target] == ["тропа", "путь"]
    assert (wrong.pairs, wrong.link, wrong.is_direct) == (2, link, False)


def test_a_gold_term_without_equivalent_expects_none() -> None:
    """Where the texts have no term in the other language, the expectation says so by having none."""
    lock = make_gold_concept("lock", pl=["śluza"])
    (wrong,) = _find([make_concept("c", pl=["śluza"], ru=["тропа"])], lock).wrong
    assert [(e.gold, e.language, e.equivalents) for e in wrong.expected] == [("lock", "ru", ())]


def test_missed_alignments_have_their_reasons() -> None:
    """A term that was not extracted, terms in different concepts, a link that was not taken: each is told apart."""
    link = make_link("pl:most", "ru:мост", 0.31, coverage=0.2)
    concepts = [make_concept("a", link, pl=["most"], el=["δρόμος"]), make_concept("b", ru=["мост"])]
    (missed,) = _find(concepts, BRIDGE).missed
    assert [(m.source, m.target, m.reason, m.missing, m.link) for m in missed.misses] == [
        ("ar", "pl", MissReason.NOT_EXTRACTED, ("ar",), None),
        ("ar", "ru", MissReason.NOT_EXTRACTED, ("ar",), None),
        ("pl", "ru", MissReason.LINK_NOT_TAKEN, (), link),
    ]
    assert [
        (language, [(p.concept, [t.text for t in p.terms], [t.text for t in p.companions]) for p in places])
        for language, places in missed.places
    ] == [("ar", []), ("pl", [("a", ["most"], ["δρόμος"])]), ("ru", [("b", ["мост"], [])])]


def test_terms_apart_without_a_link_are_told_so() -> None:
    """Where no link is known, only that the terms stand in different concepts can be said."""
    found = _find([make_concept("a", pl=["molo"]), make_concept("b", ru=["пирс"])], PIER)
    assert [(miss.reason, miss.link) for miss in found.missed[0].misses] == [(MissReason.APART, None)]
    assert found.count_reasons()[MissReason.APART] == 1


def test_what_matters_most_is_missed_first() -> None:
    """Core concepts come first, then those that miss more."""
    assert [missed.gold.id for missed in _find([], PIER, LOCK, BRIDGE).missed] == ["bridge", "lock", "pier"]
