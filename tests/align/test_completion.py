"""Search-as-you-type finds each term by the beginning of any word of any form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.completion import Completion, Fit
from align.vocabulary import split_words
from align.wordindex import WordIndex
from glossary.model import AdministrativeStatus
from glossary.termkeys import TermKeys
from tests.align.words import index, make_term, terms

ALL = 1000


def _list(found: list[Completion]) -> list[tuple[int, Fit]]:
    return [(each.number, each.fit) for each in found]


@given(terms, st.data())
def test_a_term_is_found_by_each_beginning_of_its_keys(given: list[TermKeys], data: st.DataObject) -> None:
    """It is said to begin with the query, by that key or one that meets the query at least as well."""
    term = data.draw(st.sampled_from(given))
    key = " ".join(split_words(data.draw(st.sampled_from(term.keys or ("",)))))
    for length in range(2, len(key) + 1):
        if key[length - 1] == " ":
            continue
        found = {each.number: each for each in WordIndex.of(given).complete(key[:length], None, ALL)}
        met = found[term.number]
        assert met.fit is (Fit.WHOLE if " ".join(met.words) == key[:length] else Fit.START)
        assert " ".join(met.words).startswith(key[:length])


@given(terms, st.data())
def test_words_are_found_in_any_order(given: list[TermKeys], data: st.DataObject) -> None:
    """Complete words meet themselves only, whichever way they are turned; other terms lack one of them."""
    term = data.draw(st.sampled_from(given))
    words = data.draw(st.permutations(split_words(data.draw(st.sampled_from(term.keys or ("",))))))
    found = WordIndex.of(given).complete(" ".join(words), None, ALL, is_open=False)
    having = {
        each.number
        for each in given
        if words and set(words) <= {word for key in each.keys for word in split_words(key)}
    }
    assert {each.number for each in found} == having
    assert len(found) == len(having)


@given(terms, st.sampled_from(["a", "ка", "mo", "ل", "στ"]), st.integers(1, 5))
def test_a_limit_takes_the_first(given: list[TermKeys], query: str, limit: int) -> None:
    """The order doesn't depend on how many are asked for."""
    found = WordIndex.of(given)
    assert found.complete(query, None, limit) == found.complete(query, None, ALL)[:limit]


def test_the_best_fit_goes_first() -> None:
    """The query itself goes before what begins with it, then its words in their order, then in another one."""
    found = index("kolejowy most", "nowy most i tor kolejowy", "most kolejowy wąski", "most kolejowy", "most")
    assert _list(found.complete("most kolejowy")) == [
        (3, Fit.WHOLE),
        (2, Fit.START),
        (1, Fit.IN_ORDER),
        (0, Fit.ANY_ORDER),
    ]


def test_the_term_that_is_the_query_is_found_behind_many_others() -> None:
    """However many terms of more weight go on."""
    others = [make_term(i, f"mostek {i}", frequency=9) for i in range(1, 500)]
    rejected = make_term(500, "most", status=AdministrativeStatus.REJECTED)
    assert _list(index(*others, rejected).complete("most", None, 1)) == [(500, Fit.WHOLE)]


def test_a_citation_form_goes_before_other_forms() -> None:
    """Even where the term of the other form is more frequent."""
    found = index(make_term(1, "pies", "psa", frequency=90), make_term(2, "psalm"), make_term(3, "pies na psa"))
    answer = found.complete("psa")
    assert _list(answer) == [(1, Fit.WHOLE), (2, Fit.START), (3, Fit.IN_ORDER)]
    assert [each.is_citation for each in answer] == [False, True, True]
    assert answer[0].words == ("psa",)


def test_words_of_different_forms_may_be_mixed() -> None:
    """The form is told that has most of them."""
    found = index(make_term(1, "kanał spławny", "kanału spławnego", "kanałem spławnym"))
    [answer] = found.complete("kanału spławnym")
    assert (answer.fit, answer.words) == (Fit.ANY_ORDER, ("kanału", "spławnego"))


@pytest.mark.parametrize(
    ("query", "is_open", "expected"), [("mos", True, [0, 1]), ("mos", False, []), ("most", False, [0]), ("", True, [])]
)
def test_a_finished_word_meets_only_itself(query: str, is_open: bool, expected: list[int]) -> None:
    """An open one meets all that begin with it; no word meets nothing."""
    found = index("most", "mostek")
    assert [each.number for each in found.complete(query, is_open=is_open)] == expected


def test_only_terms_of_the_languages_are_found() -> None:
    """However many others there are."""
    others = [make_term(i, f"most {i}", language="cs") for i in range(3000)]
    found = index(*others, make_term(3000, "most nad rzeką", status=AdministrativeStatus.DEPRECATED))
    assert _list(found.complete("mo", {"pl", "ru"}, 5)) == [(3000, Fit.START)]
    assert len(found.complete("mo", {"pl", "cs"}, 5)) == 5
    assert found.complete("mo", {"ru"}, 5) == []


def test_no_terms_have_no_completions() -> None:
    """An empty glossary is no fault."""
    assert index().complete("most") == []
