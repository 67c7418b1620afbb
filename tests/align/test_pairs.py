"""Scores between languages: odds of the model, rivals, a third language, and the curve that makes probabilities."""

import math
from dataclasses import replace

import pytest

from align.linkmodel import LinkModel, LinkModels
from align.links import find_links
from align.pairs import MIN_STORED_SCORE, TermLink, score_pairs
from align.signals import SIGNALS
from align.spaces import make_spaces
from align.variants import TermGroup
from tests.align.factories import make_group
from tests.align.fakes import CALIBRATION
from tests.align.meanings import MODELS, Meanings

ENCODER = Meanings(
    ("komitet", "комитет", "επιτροπή"),
    ("partii", "партии", "κόμματος"),
    ("gminny", "районный", "δημοτική"),
    ("plan", "план", "σχέδιο"),
    ("rzeka", "река", "ποτάμι"),
    ("szkoła", "школа", "σχολείο"),
    ("dom", "дом"),
    ("las", "лес", "бор"),
    ("chleb", "ψωμί"),
    ("most",),
    ("гора",),
    ("соль", "αλάτι"),
)
TEXTS = {
    "pl": [
        "komitet",
        "komitet partii",
        "gminny komitet partii",
        "plan",
        "rzeka",
        "szkoła",
        "dom",
        "las",
        "chleb",
        "most",
    ],
    "ru": [
        "комитет",
        "комитет партии",
        "районный комитет партии",
        "план",
        "река",
        "школа",
        "дом",
        "лес",
        "бор",
        "соль",
    ],
    "el": [
        "επιτροπή",
        "επιτροπή κόμματος",
        "δημοτική επιτροπή κόμματος",
        "σχέδιο",
        "ποτάμι",
        "σχολείο",
        "ψωμί",
        "αλάτι",
    ],
}
Links = dict[frozenset[str], TermLink]


def _groups(*languages: str) -> list[TermGroup]:
    return [make_group(tag, text, head=1 if len(text.split()) == 3 else 0) for tag in languages for text in TEXTS[tag]]


def _link(models: LinkModels, *languages: str) -> Links:
    """Return the links between languages by their two texts."""
    found = find_links(_groups(*languages), ENCODER, CALIBRATION, models)
    return {
        frozenset((link.source.texts[0], link.target.texts[0])): link
        for link in found
        if link.source.language != link.target.language
    }


@pytest.fixture(scope="module")
def links() -> Links:
    """Return the links of three languages."""
    return _link(MODELS, "el", "pl", "ru")


def _signals(link: TermLink) -> dict[str, float]:
    return {evidence.signal: evidence.value for evidence in link.evidence}


@pytest.mark.parametrize(("source", "target"), [("plan", "план"), ("komitet partii", "επιτροπή κόμματος")])
def test_equivalents_are_linked(links: Links, source: str, target: str) -> None:
    """A term and its translation are linked with a probability above one half."""
    assert links[frozenset((source, target))].score > 0.9


@pytest.mark.parametrize(
    ("source", "part"), [("gminny komitet partii", "комитет партии"), ("komitet partii", "комитет")]
)
def test_a_longer_term_is_not_taken_for_its_part(links: Links, source: str, part: str) -> None:
    """A nested term scores below one half."""
    link = links.get(frozenset((source, part)))
    assert link is None or link.score < 0.5


def test_every_link_carries_its_signals(links: Links) -> None:
    """The evidence names all that the score was made of; sound is told of names only."""
    expected = {*SIGNALS, "csls", "rivals", "triangle"} - {"sound"}
    assert set(_signals(links[frozenset(("plan", "план"))])) == expected
    named = find_links(
        [make_group("pl", "Plan", name=True), make_group("ru", "План", name=True)], ENCODER, CALIBRATION, MODELS
    )
    assert set(_signals(named[0])) == expected | {"sound"}


def test_the_score_is_the_odds_of_the_model() -> None:
    """Without rivals and third languages it is the logistic function of bias and weighted signals."""
    models = replace(MODELS, rival_weight=0.0)
    for link in _link(models, "pl", "ru").values():
        signals = _signals(link)
        model = models.word if len(link.source.texts[0].split() + link.target.texts[0].split()) == 2 else models.phrase
        odds = model.bias + sum(weight * signals[name] for name, weight in model.weights.items())
        assert link.score == pytest.approx(1 / (1 + math.exp(-odds)), abs=2e-3)


def test_rivals_lower_the_score() -> None:
    """Where two terms answer one, the odds of each count against the other."""
    alone = _link(replace(MODELS, rival_weight=0.0), "pl", "ru")
    contested = _link(replace(MODELS, rival_weight=1.0), "pl", "ru")
    las = frozenset(("las", "лес"))
    assert alone[las].score > 0.9
    assert contested[las].score == pytest.approx(0.5, abs=0.03)
    rivals = _signals(contested[las])["rivals"]
    odds = alone[las].score / (1 - alone[las].score)
    assert contested[las].score == pytest.approx(odds / (1 + odds + rivals), abs=0.02)
    assert contested[frozenset(("dom", "дом"))].score == pytest.approx(alone[frozenset(("dom", "дом"))].score, abs=0.05)


def test_a_third_language_raises_the_score() -> None:
    """A link that closes a triangle gains the share of what it lacks, times the weaker of the other two."""
    doubtful = replace(MODELS, word=LinkModel(-8.0, {"gap": 8.0}), triangle_gain=0.0)
    key = frozenset(("plan", "план"))
    plain = _link(doubtful, "el", "pl", "ru")
    raised = _link(replace(doubtful, triangle_gain=0.5), "el", "pl", "ru")
    support = _signals(plain[key])["triangle"]
    assert support == pytest.approx(
        min(plain[frozenset(("plan", "σχέδιο"))].score, plain[frozenset(("план", "σχέδιο"))].score), abs=1e-3
    )
    score = plain[key].score
    assert raised[key].score == pytest.approx(score + 0.5 * support * (1 - score), abs=0.03)
    assert raised[key].score > score + 0.05


def test_a_link_without_a_third_language_gains_little(links: Links) -> None:
    """Where no term of the third language answers well, there is next to no support; with two languages, none."""
    assert _signals(links[frozenset(("dom", "дом"))])["triangle"] < 0.2
    assert {_signals(link)["triangle"] for link in _link(MODELS, "pl", "ru").values()} == {0.0}


def test_the_curve_makes_the_probability() -> None:
    """The log-odds of the last score are scaled and shifted, once."""
    plain, bent = _link(MODELS, "pl", "ru"), _link(replace(MODELS, scale=0.5, shift=-1.0), "pl", "ru")
    score = plain[frozenset(("rzeka", "река"))].score
    odds = 0.5 * math.log(score / (1 - score)) - 1.0
    assert bent[frozenset(("rzeka", "река"))].score == pytest.approx(1 / (1 + math.exp(-odds)), abs=2e-3)


def test_links_that_are_hardly_possible_are_forgotten(links: Links) -> None:
    """No stored link is below the least score."""
    assert min(link.score for link in links.values()) >= MIN_STORED_SCORE
    assert frozenset(("most", "план")) not in links


def test_a_language_alone_has_no_links() -> None:
    """One language gives no pairs; two without terms of a kind give no links."""
    spaces = make_spaces(_groups("pl"), ENCODER, CALIBRATION)
    assert score_pairs(spaces, CALIBRATION, MODELS) == []


def test_the_order_of_terms_is_no_matter(links: Links) -> None:
    """Groups in any order get the same links with the same scores."""
    again = find_links(_groups("ru", "pl", "el")[::-1], ENCODER, CALIBRATION, MODELS)
    found = {
        frozenset((k.source.texts[0], k.target.texts[0])): k.score
        for k in again
        if k.source.language != k.target.language
    }
    assert found == pytest.approx({key: link.score for key, link in links.items()}, abs=1e-3)
