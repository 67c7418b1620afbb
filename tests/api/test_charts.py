"""What stands where in the drawings of a report."""

from align.reliability import measure_reliability
from align.termmap import MappedConcept, MappedTerm, TermMap
from api.charts import MAP_HEIGHT, MAP_WIDTH, plot_map, plot_reliability
from tests.align.golds import make_gold, make_gold_concept, make_link


def _mapped(identifier: str, *terms: tuple[str, str, float, float]) -> MappedConcept:
    found = tuple(MappedTerm(language, text, number < 2, x, y) for number, (language, text, x, y) in enumerate(terms))
    return MappedConcept(identifier, 0.9, 0.5, found)


def test_a_reliable_bin_stands_on_the_diagonal_and_a_boastful_one_below() -> None:
    """The height of a dot is the share that is right; where its score would have it is kept beside."""
    gold = make_gold(make_gold_concept("bridge", pl=["most"], ru=["мост"]))
    links = [make_link("pl:most", "ru:мост", 1.0), make_link("pl:most", "ru:тропа", 0.5)]
    plot = plot_reliability(measure_reliability(links, gold))
    boastful, reliable = plot.bins
    assert (reliable.x, reliable.y, reliable.ideal) == (plot.end, plot.start, plot.start)
    assert (boastful.y, boastful.ideal) == (plot.end, (plot.start + plot.end) / 2)
    assert plot.ticks[0] == (plot.start, plot.end, "0")
    assert plot.ticks[-1] == (plot.end, plot.start, "1")


def test_a_bin_of_more_links_is_larger() -> None:
    """The area of a dot grows with its links: four times as many have twice the radius beyond the least."""
    gold = make_gold(make_gold_concept("bridge", pl=["most"], ru=["мост"]))
    links = [make_link("pl:most", f"ru:тропа {number}", 0.95 if number else 0.55) for number in range(5)]
    small, large = plot_reliability(measure_reliability(links, gold)).bins
    assert (small.radius, large.radius) == (11.5, 16.0)


def test_no_links_make_an_empty_plot() -> None:
    """Without a link that can be judged there are axes and no dots."""
    assert plot_reliability(measure_reliability([], make_gold())).bins == ()


def test_terms_are_drawn_by_language_and_joined_in_the_middle() -> None:
    """Each language has a shape and a number of its own; the lines of a concept meet in the middle of its terms."""
    bridge = _mapped("bridge", ("pl", "most", 0.0, 0.0), ("ru", "мост", 1.0, 1.0))
    chart = plot_map(TermMap((bridge,), 0), {"bridge"})
    assert [(key.language, key.number, key.terms) for key in chart.keys] == [("pl", 0, 1), ("ru", 1, 1)]
    assert chart.keys[0].shape != chart.keys[1].shape
    (concept,) = chart.concepts
    assert (concept.x, concept.y, concept.is_wrong) == (MAP_WIDTH / 2, MAP_HEIGHT / 2, True)
    low, high = concept.terms
    assert (low.x, low.y) == (36, MAP_HEIGHT - 36)
    assert (high.x, high.y) == (MAP_WIDTH - 36, 36)
    assert chart.terms == 2


def test_a_dot_tells_its_term_and_those_beside_it() -> None:
    """What is shown when a dot is pointed at isolates each term, so that Arabic does not turn the line around."""
    concept = _mapped("bridge", ("ar", "جسر", 0.2, 0.2), ("pl", "most", 0.3, 0.3), ("pl", "kładka", 0.3, 0.4))
    (plotted,) = plot_map(TermMap((concept,), 0), ()).concepts
    assert plotted.terms[0].title == (
        "\u2068جسر\u2069 (Arabic)\n\u2068most\u2069 · \u2068kładka\u2069\nbridge, confidence 90%"
    )
    assert [term.is_preferred for term in plotted.terms] == [True, True, False]
    assert not plotted.is_wrong


def test_labels_never_cover_each_other_and_the_first_concepts_come_first() -> None:
    """Where concepts crowd, only as many are labelled as can be read, in the language that most terms have."""
    crowd = tuple(
        _mapped(f"c{number}", ("ru", f"мост {number}", 0.5, 0.5), ("pl", f"most {number}", 0.9, 0.9))
        for number in range(3)
    )
    chart = plot_map(TermMap((*crowd, _mapped("far", ("ru", "пирс", 0.2, 0.2), ("el", "μόλος", 0.1, 0.9))), 0), ())
    assert [(label.language, label.text) for label in chart.labels] == [
        ("ru", "мост 0"),
        ("ru", "мост 1"),
        ("ru", "пирс"),
    ]
    above, below, _ = chart.labels
    assert above.y < MAP_HEIGHT / 2 < below.y


def test_a_long_label_is_cut_and_one_that_does_not_fit_is_left_out() -> None:
    """A label is never wider than can be read, nor does it leave the map."""
    long = "очень длинный разводной железнодорожный мост"
    fits = _mapped("fits", ("ru", long, 0.5, 0.5), ("el", "γέφυρα", 0.5, 0.6))
    edge = _mapped("edge", ("ru", long, 0.0, 0.2), ("pl", "molo", 0.1, 0.2))
    labels = plot_map(TermMap((fits, edge), 0), ()).labels
    assert [label.text for label in labels] == ["очень длинный разводной железно…"]
