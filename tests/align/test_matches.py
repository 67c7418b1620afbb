"""A glossary beside a gold standard: known terms, judged pairs, places."""

from align.matches import find_pairs, find_places, judge_pairs, match_concepts
from tests.align.golds import make_concept, make_gold, make_gold_concept

GOLD = make_gold(
    make_gold_concept("bridge", pl=["most"], ru=["мост"], el=["γέφυρα"]), make_gold_concept("pier", pl=["molo"])
)


def test_terms_are_known_whatever_their_case_and_region() -> None:
    """A term in another case or region is the gold's; languages that gold standards don't have are passed over."""
    (concept,) = match_concepts([make_concept("c", pl_PL=["Most", "kładka"], de=["Brücke"], ru=["мост"])], GOLD)
    assert list(concept.terms) == ["pl", "ru"]
    assert [(term.text, term.is_preferred, term.gold) for term in concept.terms["pl"]] == [
        ("Most", True, {"bridge"}),
        ("kładka", False, frozenset()),
    ]


def test_a_pair_is_judged_where_one_term_is_known_and_once() -> None:
    """Pairs of two unknown terms are passed over; what several concepts hold counts in the first."""
    glossary = match_concepts(
        [make_concept("a", pl=["most", "kładka"], ru=["мост", "тропа"]), make_concept("b", pl=["most"], ru=["мост"])],
        GOLD,
    )
    judged = [(p.concept.id, p.languages, p.source.text, p.target.text, p.is_right) for p in judge_pairs(glossary)]
    assert judged == [
        ("a", "pl-ru", "most", "мост", True),
        ("a", "pl-ru", "most", "тропа", False),
        ("a", "pl-ru", "kładka", "мост", False),
    ]
    assert [pair.gold for pair in judge_pairs(glossary)] == [{"bridge"}] * 3


def test_places_tell_which_languages_are_together() -> None:
    """A gold concept is aligned in two languages where one concept of the glossary has a term in both."""
    glossary = match_concepts([make_concept("a", pl=["most"], ru=["мост"]), make_concept("b", el=["γέφυρα"])], GOLD)
    places = find_places(glossary)
    assert places.concepts["bridge", "el"] == {1}
    assert places.preferred["bridge", "pl"] == {"most"}
    assert list(find_pairs("bridge", ["pl", "ru", "el"], places)) == [
        ("el", "pl", False),
        ("el", "ru", False),
        ("pl", "ru", True),
    ]
