"""Texts that look inflected."""

import numpy as np
import pytest

from align.training.noise import inflect


@pytest.mark.parametrize(
    ("language", "text", "stems"),
    [
        ("pl", "szkolna biblioteka", ("szkoln", "bibliotek")),
        ("ru", "школьная библиотека", ("школьн", "библиотек")),
        ("el", "σχολική βιβλιοθήκη", ("σχολικ", "βιβλιοθήκ")),
    ],
)
def test_words_get_other_endings(language: str, text: str, stems: tuple[str, ...]) -> None:
    """Stems and the number of words stay, some endings change, and some texts stay as they are."""
    random = np.random.default_rng(0)
    found = {inflect(text, language, random) for _ in range(50)}
    assert text in found
    assert len(found) > 10
    for each in found:
        assert all(word.startswith(stem) for word, stem in zip(each.split(" "), stems, strict=True))


def test_arabic_words_get_and_lose_prefixes() -> None:
    """The article goes; the article, a conjunction or a preposition comes; the words themselves stay."""
    random = np.random.default_rng(0)
    found = {inflect("مكتبة المدرسة", "ar", random) for _ in range(50)}
    assert {"مكتبة مدرسة", "المكتبة المدرسة", "ومكتبة مدرسة"} <= found
    assert all("مكتبة" in each and "مدرسة" in each for each in found)


@pytest.mark.parametrize(("language", "text"), [("en", "school library"), ("pl", "rok NATO ab12345"), ("ru", "дом")])
def test_other_texts_stay(language: str, text: str) -> None:
    """English, short words, capitals and numbers come back as they are."""
    random = np.random.default_rng(0)
    assert {inflect(text, language, random) for _ in range(20)} == {text}


def test_the_same_seed_gives_the_same_noise() -> None:
    """Noise is drawn from the generator that is passed, and from nothing else."""
    one, other = (inflect("школьная библиотека города", "ru", np.random.default_rng(4)) for _ in range(2))
    assert one == other
