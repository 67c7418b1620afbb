"""Synonyms inside a language: phrases that differ in one word, single words, and what other languages say of them."""

from dataclasses import replace

import pytest

from align.linkmodel import LinkModel
from align.links import find_links
from align.pairs import TermLink
from align.variants import TermGroup
from tests.align.factories import make_group
from tests.align.fakes import CALIBRATION
from tests.align.meanings import MODELS, Meanings

ENCODER = Meanings(
    ("rada", "zarząd", "совет"),
    ("miasta", "города"),
    ("banku", "банка"),
    ("most", "мост"),
    ("staw",),
    ("пруд",),
    ("kładka",),
    ("nowa", "nowy", "новый"),
    ("stara", "старый"),
)


def _synonyms(*groups: TermGroup, pivot: float = 4.0) -> dict[tuple[str, str], TermLink]:
    models = replace(
        MODELS,
        word_synonym=LinkModel(-4.0, {"term": 4.0, "pivot": pivot}),
        phrase_synonym=LinkModel(-4.0, {"word": 4.0, "pivot": pivot}),
    )
    found = find_links(list(groups), ENCODER, CALIBRATION, models)
    return {
        tuple(sorted((link.source.texts[0], link.target.texts[0]))): link  # type: ignore[misc]
        for link in found
        if link.source.language == link.target.language
    }


def _pl(*texts: str) -> list[TermGroup]:
    return [make_group("pl", text) for text in texts]


def _ru(*texts: str) -> list[TermGroup]:
    return [make_group("ru", text) for text in texts]


def _signals(link: TermLink) -> dict[str, float]:
    return {evidence.signal: evidence.value for evidence in link.evidence}


def test_phrases_that_differ_in_the_head_are_compared() -> None:
    """With the same words beside the head, near heads make synonyms; what the words are like is told."""
    found = _synonyms(*_pl("rada miasta", "zarząd miasta", "most miasta", "staw"))
    link = found["rada miasta", "zarząd miasta"]
    assert _signals(link)["word"] == pytest.approx(1.0)
    assert _signals(link)["shared"] == 1.0
    assert link.score == pytest.approx(0.5, abs=0.01)
    assert ("most miasta", "rada miasta") not in found


def test_phrases_that_differ_in_a_modifier_are_compared() -> None:
    """With the same head and one other word in common, the differing words decide."""
    found = _synonyms(*_pl("rada miasta nowa", "rada miasta nowy", "rada miasta stara"), *_pl("staw", "most"))
    assert _signals(found["rada miasta nowa", "rada miasta nowy"])["shared"] == 2.0
    assert _signals(found["rada miasta nowa", "rada miasta nowy"])["word"] == pytest.approx(1.0)
    assert ("rada miasta nowa", "rada miasta stara") not in found


def test_phrases_that_differ_in_two_words_are_not_compared() -> None:
    """Two differences are too many, whatever the vectors say."""
    found = _synonyms(*_pl("rada miasta", "zarząd banku", "staw"))
    assert ("rada miasta", "zarząd banku") not in found


def test_the_same_foreign_term_makes_synonyms_likelier() -> None:
    """What one term of another language answers both is the pivot; without it the odds are the vectors' alone."""
    polish, russian = _pl("rada miasta", "zarząd miasta", "most", "staw"), _ru("совет города", "мост", "пруд")
    alone, confirmed = _synonyms(*polish), _synonyms(*polish, *russian)
    key = ("rada miasta", "zarząd miasta")
    assert _signals(alone[key])["pivot"] == 0.0
    assert _signals(confirmed[key])["pivot"] > 0.9
    assert confirmed[key].score > 0.95


def test_single_words_are_compared_with_the_nearest() -> None:
    """Two words of one meaning are synonyms, with no word in common."""
    found = _synonyms(*_pl("rada", "zarząd", "most", "staw", "kładka"))
    assert set(found) == {("rada", "zarząd")}
    assert _signals(found["rada", "zarząd"])["shared"] == 0.0


def test_near_words_do_not_depend_on_their_order() -> None:
    """A word that is near another counts although that one has five nearer ones."""
    words = _pl("rada", "zarząd", "most", "staw", "kładka")
    assert set(_synonyms(*words)) == set(_synonyms(*reversed(words)))


def test_names_are_never_synonyms() -> None:
    """Two names with near vectors are two persons or places."""
    names = [make_group("pl", "Rada", name=True), make_group("pl", "Zarząd", name=True)]
    assert _synonyms(*names, *_pl("most", "staw")) == {}
