"""A phrase within a text is found by its lookup key, where it stands."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.folding import TextFolder
from glossary.text import lookup_key

LANGUAGES = ("pl", "ru", "ar", "el", "cs")
_LETTERS = "abzążßİŁ" + "её́йЁщ" + "اأٱىيلكتة" + "άΐςΣω" + "ﬁ²№日"
_INNER = _LETTERS + "\u00ad\u200b\u200d\ufeff\u0301\u0308\u064b\u0651\u0640\u0345'’`\"«”-–—.…,/5٣½¨\u1161각\U0001e944"
_SPACES = " \t\n\r\u00a0\u2003\u3000"

_endings = st.text("abzążłŁ" + "еёйщ" + "اأىيلكتة" + "άως", min_size=1, max_size=2)
_middles = st.text(_INNER, max_size=6) | st.sampled_from(["ال", "لل", "الال", "و", "e\u0301", "ä\u0301", "\u0308'"])
_words = st.builds("{}{}{}".format, _endings, _middles, _endings) | st.builds("{}{}".format, _middles, _endings)
_gaps = st.text(_SPACES, min_size=1, max_size=3)
_terms = st.builds(
    lambda first, rest: first + "".join(gap + word for gap, word in rest),
    st.builds("{}{}{}".format, _endings, _middles, _endings),
    st.lists(st.tuples(_gaps, _words), max_size=3),
)
_before = st.sampled_from(["", " ", "\n", "(", " «", ", „", "— ", ". ", "…  "])
_after = st.sampled_from(["", " ", "\n", ")", "» ", "”, ", " —", ". ", "  …"])


def _find_all(text: str, key: str) -> list[int]:
    return [i for i in range(len(text)) if text.startswith(key, i)]


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.text(_INNER + _SPACES, max_size=12), _before, _terms, _after, st.text(_INNER + _SPACES, max_size=12))
@example("", "", "الالتزام للكتاب", " ", "الكتاب")
@example("ab", " ", "kot\u00ad ''kot'' k", "", "")
def test_a_planted_term_is_found_where_it_stands(
    language: str, left: str, before: str, term: str, after: str, right: str
) -> None:
    """Its key stands in the folded text, and that stretch leads back to the term and nothing else."""
    text = left + before + term + after + right
    if (before or not left) and (after or not right):
        start = len(left + before)
        key = lookup_key(term, language)
        folded = TextFolder(language).fold(text)
        spans = [folded.find_span(i, i + len(key)) for i in _find_all(folded.text, key)]
        assert (start, start + len(term)) in spans


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.text(_INNER + _SPACES, max_size=30) | st.text(max_size=30))
def test_a_text_folds_to_its_own_key(language: str, text: str) -> None:
    """Only at its ends does a key lose more."""
    folded = TextFolder(language).fold(f"0 {text} 0").text
    assert folded == lookup_key(f"0 {text} 0", language)


def test_a_text_that_keeps_its_length_has_its_own_offsets() -> None:
    """And runs of white space and invisible characters are the only things that move plain text."""
    folder = TextFolder("pl")
    assert folder.fold("Most: Zwodzony!").find_span(6, 14) == (6, 14)
    folded = folder.fold("a  b\u200bc d\u00ade")
    assert folded.text == "a bc de"
    assert [folded.find_span(0, 1), folded.find_span(2, 4), folded.find_span(5, 7)] == [(0, 1), (3, 6), (7, 10)]


@pytest.mark.parametrize(
    ("language", "text", "form", "expected"),
    [
        ("ar", "في الكِتاب.", "كتاب", "الكِتاب"),
        ("ar", "للكتاب", "لكتاب", "للكتاب"),
        ("ar", "(الالتزام)", "تزام", "الالتزام"),
        ("ru", "… Ещё\u0301.", "еще", "Ещё\u0301"),
        ("el", "«Ταΐζω»", "ταιζω", "Ταΐζω"),
        ("pl", "kot…", "kot", "kot"),
        ("pl", "\ufeffkot\u00ad\u200b", "kot", "kot"),
        ("pl", "'kot' 'pies'", "kot pies", "kot' 'pies"),
        ("cs", "ﬁne ½ straße", "fine 1⁄2 strasse", "ﬁne ½ straße"),
    ],
)
def test_what_a_form_covers(language: str, text: str, form: str, expected: str) -> None:
    """Articles and marks belong to their words, what is invisible beside a word does not."""
    folded = TextFolder(language).fold(text)
    start = folded.text.index(form)
    first, last = folded.find_span(start, start + len(form))
    assert text[first:last] == expected


@pytest.mark.parametrize("language", ["ar", "pl"])
@pytest.mark.parametrize("piece", ["a\u0301\u0316", "'", "\u200b", "ال", " '", "x…", "각\u1161"])
def test_hard_texts_take_linear_time(language: str, piece: str) -> None:
    """100,000 characters of what makes regular expressions and the sorting of marks slow."""
    folder = TextFolder(language)
    started = time.process_time()
    folder.fold(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 3
