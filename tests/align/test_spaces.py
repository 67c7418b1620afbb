"""What is measured of the term groups of one language."""

from dataclasses import replace

import numpy as np
import pytest

from align.spaces import Space, make_space, make_spaces
from align.variants import TermGroup
from tests.align.factories import make_group
from tests.align.fakes import CALIBRATION, FakeEncoder
from tests.align.meanings import Meanings

WORDS = ("dom", "gaj", "las", "staw")


def _make(*groups: TermGroup) -> Space:
    vectors = np.eye(len(WORDS), dtype=np.float32)
    return make_space("pl", groups, np.zeros((len(groups), len(WORDS)), np.float32), WORDS, vectors)


def _in_sentence(group: TermGroup, start: int) -> TermGroup:
    """Return a group whose only occurrence is in the sentence that begins at an offset."""
    (member,) = group.members
    context = replace(member.contexts[0], start=start + 3, sentence_start=3)
    return replace(group, members=(replace(member, contexts=(context,)),))


def test_rows_and_heads_are_those_of_the_words() -> None:
    """The rows of a term are its content words in text order; a shorter term has fewer, and its size says so."""
    space = _make(make_group("pl", "las", frequency=3), make_group("pl", "staw dom gaj", head=1))
    assert [space.rows_of(0), space.rows_of(1)] == [[2], [3, 0, 1]]
    assert space.heads.tolist() == [2, 0]
    assert space.sizes.tolist() == [1, 3]
    assert space.shares.tolist() == [0.75, 0.25]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("las 14", {14}),
        ("las ١٤", {14}),
        ("XIV las", {14}),
        ("las 14ο", {14}),
        ("MIX las", set()),
        ("las nr 7/2022", {7, 2022}),
    ],
)
def test_numbers_are_read_in_any_digits(text: str, numbers: set[int]) -> None:
    """Arabic digits and Roman numerals are numbers like others; a word that looks like a numeral is none."""
    group = make_group("pl", "las")
    renamed = replace(group, members=(replace(group.members[0], text=text),))
    assert _make(renamed).numbers == (frozenset(numbers),)


def test_company_is_what_stands_in_the_same_sentences() -> None:
    """A context is the mean of the other terms' words there; a term has no part in its own company."""
    groups = [
        _in_sentence(make_group("pl", text), at) for text, at in (("dom", 0), ("las", 0), ("gaj", 50), ("staw", 50))
    ]
    contexts = _make(*groups).contexts
    swapped = np.eye(4)[[2, 0, 3, 1]] - 0.25
    assert contexts == pytest.approx(swapped / np.linalg.norm(swapped[0]), abs=1e-6)


def test_a_term_without_company_is_like_nothing() -> None:
    """Where nothing stands beside a term its context is zero."""
    groups = [_in_sentence(make_group("pl", text), at) for text, at in (("dom", 0), ("las", 0), ("gaj", 50))]
    assert np.count_nonzero(_make(*groups).contexts[2]) == 0


def test_vectors_are_centred_by_language() -> None:
    """The mean of the terms of a language is taken off; the order of languages is no matter."""
    encoder = Meanings(("dom", "дом"), ("las", "лес"), ("staw",))
    groups = [make_group("ru", text) for text in ("дом", "лес")]
    groups += [make_group("pl", text) for text in ("dom", "las", "staw")]
    spaces = make_spaces(groups, encoder, CALIBRATION)
    assert list(spaces) == ["pl", "ru"]
    assert spaces["pl"].terms.sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-6)
    assert np.linalg.norm(spaces["ru"].terms, axis=1) == pytest.approx([1.0, 1.0])
    assert spaces["ru"].words == ("дом", "лес")


def test_all_texts_are_encoded_in_one_call() -> None:
    """Each text once, citation forms and words of all languages together."""
    encoder = FakeEncoder({"dom": [1, 0], "las": [0, 1], "дом": [1, 1]})
    make_spaces([make_group("pl", "dom"), make_group("pl", "las"), make_group("ru", "дом")], encoder, CALIBRATION)
    assert encoder.calls == [["dom", "las", "дом"]]
