"""Mentions are told by statistics into supported, possible and discarded ones."""

from align.documents import Document, Segment
from align.mentions import Mention, accept_links, find_mentions


def _find(language: str, *sentences: str) -> list[Mention]:
    starts = [sum(len(s) + 1 for s in sentences[:i]) for i in range(len(sentences))]
    segments = tuple(Segment(s, language, start) for s, start in zip(sentences, starts, strict=True))
    return find_mentions(Document("d", "d.txt", language, "t", " ".join(sentences), segments))


def _read(mentions: list[Mention]) -> set[str]:
    return {m.context.sentence[m.context.sentence_start : m.context.sentence_end] for m in mentions}


def test_repeated_and_short_links_are_possible() -> None:
    """Of linked phrases without habit those of two words are possible, longer ones only at the end of their phrase."""
    accepted, possible = accept_links(
        _find("pl", "Ustawa o podatku dochodowym gminy leżała.", "Projekt ustawy czeka.", "Nowa ustawa i stara ustawa.")
    )
    assert not [text for text in _read(accepted) if " o " in text]
    assert {text for text in _read(possible) if " o " in text} == {"Ustawa o podatku"}
    _, last = accept_links(_find("pl", "Ustawa o podatku dochodowym leżała.", "Projekt ustawy i nowa ustawa czeka."))
    assert "Ustawa o podatku dochodowym" in _read(last)


def test_habitual_links_are_supported() -> None:
    """What a noun takes again and again is no mere possibility."""
    accepted, possible = accept_links(_find("pl", "Rada do spraw edukacji.", "Powołano radę do spraw edukacji."))
    assert {"Rada do spraw edukacji", "radę do spraw edukacji"} <= _read(accepted)
    assert possible == []


def test_a_quotation_is_a_part_with_and_without_its_marks() -> None:
    """The offsets of the phrase around it include the marks, its own do not."""
    texts = _read(_find("ru", "Открыли выставку «Зимний сад»."))
    assert {"выставку «Зимний сад»", "Зимний сад"} <= texts
    assert not [text for text in texts if text.count("«") != text.count("»")]
