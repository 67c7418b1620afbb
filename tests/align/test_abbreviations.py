"""Abbreviations and what they stand for."""

from dataclasses import replace

import pytest

from align.abbreviations import DEFINED_SCORE, INITIALS_SCORE, find_abbreviations, spells
from align.pairs import TermLink
from align.variants import TermGroup
from tests.align.factories import make_group


def _in(sentence: str, text: str, language: str = "pl") -> TermGroup:
    """Return a group with one occurrence, in a sentence."""
    group = make_group(language, text)
    (member,) = group.members
    at = sentence.index(text)
    context = replace(member.contexts[0], sentence=sentence, sentence_start=at, sentence_end=at + len(text))
    return replace(group, members=(replace(member, contexts=(context,)),))


def _texts(links: list[TermLink]) -> list[tuple[str, str, float]]:
    return [(link.source.texts[0], link.target.texts[0], link.score) for link in links]


@pytest.mark.parametrize(
    "sentence", ["Działa fundusz zdrowia (FZ).", "Działa fundusz zdrowia [ FZ ].", "Działa FZ (fundusz zdrowia)."]
)
def test_a_text_says_what_an_abbreviation_stands_for(sentence: str) -> None:
    """The long form with the short one in brackets, or the other way round."""
    links = find_abbreviations([_in(sentence, "fundusz zdrowia"), make_group("pl", "FZ")])
    assert _texts(links) == [("FZ", "fundusz zdrowia", DEFINED_SCORE)]
    assert [(e.signal, e.value) for e in links[0].evidence] == [("abbreviation", 1.0)]


def test_letters_that_do_not_fit_define_nothing() -> None:
    """What stands in brackets may be anything."""
    assert find_abbreviations([_in("Działa fundusz zdrowia (PKP).", "fundusz zdrowia"), make_group("pl", "PKP")]) == []


def test_initials_alone_speak_for_the_only_phrase_that_has_them() -> None:
    """Three letters or more; two phrases with the same initials leave it open."""
    short, long = make_group("ru", "ЦИК"), make_group("ru", "центральная избирательная комиссия", head=2)
    assert _texts(find_abbreviations([short, long])) == [("ЦИК", "центральная избирательная комиссия", INITIALS_SCORE)]
    rival = make_group("ru", "центральный институт культуры", head=1)
    assert find_abbreviations([short, long, rival]) == []
    assert find_abbreviations([make_group("ru", "ЦК"), make_group("ru", "центральный комитет", head=1)]) == []


def test_parts_of_compounds_have_initials_of_their_own() -> None:
    """A hyphen begins a new letter."""
    long = make_group("ru", "научно-исследовательский институт", head=1)
    assert len(find_abbreviations([make_group("ru", "НИИ"), long])) == 1


def test_words_in_capitals_are_no_abbreviations_unless_short() -> None:
    """Only two to eight capitals are looked at."""
    sentence = "Działa fundusz zdrowia (Fz)."
    assert find_abbreviations([_in(sentence, "fundusz zdrowia"), make_group("pl", "Fz")]) == []


@pytest.mark.parametrize(
    ("short", "long", "fits"),
    [
        ("FZ", "fundusz zdrowia", True),
        ("ZF", "fundusz zdrowia", False),
        ("NZ", "fundusz zdrowia", False),
        ("FUZ", "fundusz zdrowia", True),
    ],
)
def test_letters_stand_in_order(short: str, long: str, fits: bool) -> None:
    """The first begins a word; the others follow somewhere."""
    assert spells(short, long) is fits
