"""Links between term groups: near, mutual, covered word by word, confirmed by a third language."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from align.index import normalize
from align.links import TermLink, find_links
from align.variants import TermGroup
from glossary.model import Evidence
from tests.align.factories import make_group


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
    found, _ = find_links(_groups(), ENCODER)
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
    assert set(evidence) == {"csls", "mutual", "coverage", "gap", "length", "rivals", "triangle"}
    assert (evidence["mutual"], evidence["length"]) == (1.0, 0.0)


def test_a_third_language_raises_the_score(links: dict[frozenset[str], TermLink]) -> None:
    """A link that closes a triangle gains by it, and says so; one of two languages alone does not."""
    two = [group for group in _groups() if group.language != "el"]
    alone = next(link for link in find_links(two, ENCODER)[0] if link.source.texts == ("dom",))
    confirmed, unconfirmed = links[frozenset(("plan", "план"))], links[frozenset(("dom", "дом"))]
    assert [Evidence("triangle", t) in link.evidence for link, t in ((confirmed, 1.0), (unconfirmed, 0.0))] == [
        True
    ] * 2
    assert unconfirmed.score == alone.score


def test_names_are_linked_by_sound() -> None:
    """Names are compared by their consonants, and never linked to words."""
    names = [make_group("pl", "Berlin", name=True), make_group("ru", "Берлин", name=True), make_group("ru", "план")]
    encoder = _Meanings(("berlin",), ("берлин",), ("план",))
    found, _ = find_links(names, encoder)
    assert [(link.source.texts[0], link.target.texts[0]) for link in found] == [("Berlin", "Берлин")]
    assert found[0].score > 0.5


def test_heads_of_like_meaning_make_synonyms() -> None:
    """Groups of one language whose other words are the same are linked as far as their heads are near."""
    encoder = _Meanings(("komisja", "komitet"), ("budżetu",), ("rzeka",), ("las",))
    groups = [make_group("pl", text) for text in ("komisja budżetu", "komitet budżetu", "rzeka budżetu", "las")]
    _, synonyms = find_links(groups, encoder)
    best = max(synonyms, key=lambda link: link.score)
    assert {best.source.texts[0], best.target.texts[0]} == {"komisja budżetu", "komitet budżetu"}
    assert best.score > 0.5
