"""Scores of links against what is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.reliability import BINS, ReliabilityBin, measure_reliability
from tests.align.golds import make_gold, make_gold_concept, make_link

GOLD = make_gold(
    make_gold_concept("bridge", pl=["most"], ru=["мост"]), make_gold_concept("pier", pl=["molo"], ru=["пирс"])
)


def test_a_bin_has_the_mean_score_and_the_share_that_is_right() -> None:
    """Of two links scored about .85, one of which is right, the error is how far .85 is from one half."""
    links = [make_link("pl:most", "ru:Мост", 0.82), make_link("pl:molo", "ru:мост", 0.88)]
    found = measure_reliability(links, GOLD)
    assert found.bins[8].links == 2
    assert found.bins[8].mean_score == pytest.approx(0.85)
    assert found.bins[8].right_share == 0.5
    assert found.error == pytest.approx(0.35)
    assert found.bins[0] == ReliabilityBin(0.0, 0.1, 0, None, None)


def test_the_error_weighs_bins_by_their_links() -> None:
    """Three sure links that are right and one doubtful one that is wrong: (3 * 0 + 1 * .5) / 4."""
    links = [
        make_link("pl:most", "ru:мост", 1.0),
        make_link("ru:пирс", "pl:molo", 1.0),
        make_link("pl:most", "ru:тропа", 0.5),
    ]
    found = measure_reliability(links, GOLD)
    assert (found.bins[9].links, found.bins[9].right_share, found.bins[5].right_share) == (2, 1.0, 0.0)
    assert found.error == pytest.approx(0.5 / 3)
    assert (found.judged, found.unknown) == (3, 0)


def test_links_that_cannot_be_judged_are_counted_apart() -> None:
    """Synonyms and other languages are none of the links; those of two unknown terms are only counted."""
    links = [
        make_link("pl:most", "pl:molo", 0.9),
        make_link("pl:most", "de:Brücke", 0.9),
        make_link("pl:kładka", "ru:тропа", 0.9),
    ]
    found = measure_reliability(links, GOLD)
    assert (found.judged, found.unknown, found.error) == (0, 1, 0.0)


def test_a_link_that_stands_twice_counts_once_with_its_best_score() -> None:
    """The same pair of terms is one link, whichever way round it is written."""
    links = [make_link("pl:most", "ru:мост", 0.42), make_link("ru:мост", "pl:Most", 0.71)]
    found = measure_reliability(links, GOLD)
    assert [bin_.links for bin_ in found.bins] == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]


@given(st.lists(st.tuples(st.sampled_from(["мост", "пирс"]), st.floats(0, 1)), max_size=8))
def test_every_link_is_in_one_bin_and_the_order_does_not_matter(scored: list[tuple[str, float]]) -> None:
    """Bins hold all judged links, means lie in their bins, and links in another order give the same."""
    links = [make_link(f"pl:most{number}", f"ru:{text}", score) for number, (text, score) in enumerate(scored)]
    found = measure_reliability(links, GOLD)
    assert sum(bin_.links for bin_ in found.bins) == found.judged == len(links)
    assert len(found.bins) == BINS
    for bin_ in found.bins:
        assert bin_.mean_score is None or bin_.low - 1e-9 <= bin_.mean_score <= bin_.high + 1e-9
    turned = measure_reliability(reversed(links), GOLD)
    assert turned.error == pytest.approx(found.error)
