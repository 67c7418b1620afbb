"""Links between term groups: near, mutual, covered word by word, confirmed by a third language."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from align.encoder import ModelEncoder
from align.index import normalize
from align.links import MEANING_LIMIT, TermLink, find_links
from align.variants import TermGroup
from glossary.model import Evidence
from tests.align.factories import make_group
from tests.align.fakes import CALIBRATION


class _Meanings:
    """An encoder that knows what each word means: texts are sums of meanings, plus a little of their own."""

    @property
    def fingerprint(self) -> str:
        """What identifies the model."""
        return "meanings"

    def __init__(self, *meanings: tuple[str, ...]) -> None:
        self._rows = {word: i for i, words in enumerate(meanings) for word in words}
        self._size = len(meanings)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self._size), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                vector[self._rows[word]] += 1
        return normalize(vectors)


ENCODER = _Meanings(
    ("komitet", "комитет", "επιτροπή"),
    ("partii", "партии", "κόμματος"),
    ("gminny", "районный", "δημοτική"),
    ("plan", "план", "σχέδιο"),
    ("rzeka", "река", "ποτάμι"),
    ("szkoła", "школа", "σχολείο"),
    ("dom", "дом"),
    ("las", "лес"),
    ("chleb", "ψωμί"),
    ("most",),
    ("гора",),
    ("соль", "αλάτι"),
)
PL = ["komitet", "komitet partii", "gminny komitet partii", "plan", "rzeka", "szkoła", "dom", "las", "chleb", "most"]
RU = ["комитет", "комитет партии", "районный комитет партии", "план", "река", "школа", "дом", "лес", "гора", "соль"]
EL = ["επιτροπή", "επιτροπή κόμματος", "δημοτική επιτροπή κόμματος", "σχέδιο", "ποτάμι", "σχολείο", "ψωμί", "αλάτι"]


def _groups() -> list[TermGroup]:
    return [
        make_group(tag, text, head=1 if len(text.split()) == 3 else 0)
        for tag, texts in (("pl", PL), ("ru", RU), ("el", EL))
        for text in texts
    ]


@pytest.fixture(scope="module")
def links() -> dict[frozenset[str], TermLink]:
    """Return the links between the languages by the pair of their texts."""
    found, _ = find_links(_groups(), ENCODER, CALIBRATION)
    return {frozenset((link.source.texts[0], link.target.texts[0])): link for link in found}


@pytest.mark.parametrize(("source", "target"), [("plan", "план"), ("komitet partii", "επιτροπή κόμματος")])
def test_equivalents_are_linked(links: dict[frozenset[str], TermLink], source: str, target: str) -> None:
    """A term and its translation are linked with a probability above one half."""
    assert links[frozenset((source, target))].score > 0.5


@pytest.mark.parametrize(
    ("source", "part"), [("gminny komitet partii", "комитет партии"), ("komitet partii", "комитет")]
)
def test_a_longer_term_is_not_taken_for_its_part(links: dict[frozenset[str], TermLink], source: str, part: str) -> None:
    """Every content word needs its counterpart: a nested term scores below one half."""
    link = links.get(frozenset((source, part)))
    assert link is None or link.score < 0.5


def test_every_link_carries_its_signals(links: dict[frozenset[str], TermLink]) -> None:
    """The evidence names all that the score was made of."""
    evidence = {e.signal: e.value for e in links[frozenset(("plan", "план"))].evidence}
    assert set(evidence) == {"csls", "meaning", "mutual", "coverage", "gap", "length", "rivals", "triangle"}
    assert (evidence["mutual"], evidence["length"]) == (1.0, 0.0)


def _score_alone(a: str, b: str) -> float:
    """Return the score of a link where there are no other languages than its own two."""
    pair = {a, b}
    languages = {group.language for group in _groups() if group.texts[0] in pair}
    groups = [group for group in _groups() if group.language in languages]
    found, _ = find_links(groups, ENCODER, CALIBRATION)
    return next(link.score for link in found if {link.source.texts[0], link.target.texts[0]} == pair)


def test_a_third_language_raises_the_score(links: dict[frozenset[str], TermLink]) -> None:
    """A link that closes a triangle gains half of what it lacks times the weaker of the other two, and says so."""
    alone, support = _score_alone("plan", "план"), min(_score_alone("plan", "σχέδιο"), _score_alone("план", "σχέδιο"))
    confirmed = links[frozenset(("plan", "план"))]
    assert Evidence("triangle", support) in confirmed.evidence
    assert support > 0.9
    assert confirmed.score == pytest.approx(alone + 0.5 * support * (1 - alone), abs=1e-4)


def test_a_link_without_a_third_language_stays_as_it_is(links: dict[frozenset[str], TermLink]) -> None:
    """Where no term of the third language answers, nothing is gained."""
    unconfirmed = links[frozenset(("dom", "дом"))]
    assert Evidence("triangle", 0.0) in unconfirmed.evidence
    assert unconfirmed.score == _score_alone("dom", "дом")


def _evidence(link: TermLink) -> dict[str, float]:
    return {evidence.signal: evidence.value for evidence in link.evidence}


def test_the_meaning_of_a_link_is_its_calibrated_log_odds(links: dict[frozenset[str], TermLink]) -> None:
    """The signal is steepness * (CSLS - midpoint), and no surer than the limit either way."""
    seen = [(found["csls"], found["meaning"]) for found in map(_evidence, links.values())]
    between = [(csls, meaning) for csls, meaning in seen if -0.5 < csls < 0.5]
    assert between
    assert [meaning for _, meaning in between] == pytest.approx([12.0 * csls for csls, _ in between], abs=1e-3)
    assert {meaning for csls, meaning in seen if csls > 0.51} == {MEANING_LIMIT}
    assert {meaning for csls, meaning in seen if csls < -0.51} <= {-MEANING_LIMIT}


def test_what_a_similarity_is_worth_is_read_from_the_calibration(links: dict[frozenset[str], TermLink]) -> None:
    """The same vectors mean less where the model's equivalents are usually nearer: all but the sure links fall."""
    stricter = replace(CALIBRATION, midpoint=1.0)
    found, _ = find_links(_groups(), ENCODER, stricter)
    scores = {frozenset((link.source.texts[0], link.target.texts[0])): link.score for link in found}
    sure, doubtful = frozenset(("plan", "план")), frozenset(("chleb", "гора"))
    assert scores[sure] == pytest.approx(links[sure].score, abs=0.01)
    assert links[doubtful].score > 0.5
    assert scores.get(doubtful, 0.0) < 0.1


def test_the_neighbours_of_csls_are_as_many_as_the_calibration_says(links: dict[frozenset[str], TermLink]) -> None:
    """With one neighbour, a pair of equal vectors whose nearest are each other has a CSLS of 0."""
    found, _ = find_links(_groups(), ENCODER, replace(CALIBRATION, csls_k=1))
    (plan,) = (link for link in found if {link.source.texts[0], link.target.texts[0]} == {"plan", "план"})
    assert _evidence(plan)["csls"] == pytest.approx(0.0, abs=0.01)
    assert _evidence(links[frozenset(("plan", "план"))])["csls"] > 1.5


def test_terms_that_the_model_cannot_read_are_linked_to_nothing(default_encoder: ModelEncoder) -> None:
    """Georgian words in texts of other languages get the vector zero: no failure, and no likely link."""
    texts = {
        "pl": ("mobilizacja masowa", "komitet partii", "rzeka", "szkoła", "კომიტეტი"),
        "ru": ("массовая мобилизация", "комитет партии", "река", "школа", "პარტია"),
    }
    groups = [make_group(tag, text) for tag, found in texts.items() for text in found]
    links, synonyms = find_links(groups, default_encoder, replace(CALIBRATION, midpoint=0.25, steepness=8.0))
    likely = {(link.source.texts[0], link.target.texts[0]) for link in links if link.score > 0.5}
    assert likely
    assert not {text for pair in likely for text in pair} & {"კომიტეტი", "პარტია"}
    assert all(np.isfinite(link.score) for link in [*links, *synonyms])


def test_names_are_linked_by_sound() -> None:
    """Names are compared by their consonants, and never linked to words."""
    names = [make_group("pl", "Berlin", name=True), make_group("ru", "Берлин", name=True), make_group("ru", "план")]
    encoder = _Meanings(("berlin",), ("берлин",), ("план",))
    found, _ = find_links(names, encoder, CALIBRATION)
    assert [(link.source.texts[0], link.target.texts[0]) for link in found] == [("Berlin", "Берлин")]
    assert found[0].score > 0.5


def test_heads_of_like_meaning_make_synonyms() -> None:
    """Groups of one language whose other words are the same are linked as far as their heads are near."""
    encoder = _Meanings(("komisja", "komitet"), ("budżetu",), ("rzeka",), ("las",))
    groups = [make_group("pl", text) for text in ("komisja budżetu", "komitet budżetu", "rzeka budżetu", "las")]
    _, synonyms = find_links(groups, encoder, CALIBRATION)
    best = max(synonyms, key=lambda link: link.score)
    assert {best.source.texts[0], best.target.texts[0]} == {"komisja budżetu", "komitet budżetu"}
    assert best.score > 0.5
