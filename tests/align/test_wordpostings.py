"""The table of words holds every word of every key, and each term once for each of its words."""

import numpy as np
from hypothesis import given

from align.vocabulary import END_OF_KEY, END_OF_TERM, Vocabulary, split_words
from align.wordpostings import LATER, OTHER_FORM, RANKS, lay_out_keys, order_weight, tabulate
from glossary.model import AdministrativeStatus
from glossary.termkeys import TermKeys
from tests.align.words import make_term, terms


def _list_postings(given: list[TermKeys]) -> dict[str, dict[int, int]]:
    """Return for each word the numbers of its terms, and where in them it stands at best."""
    table = tabulate(given)
    found: dict[str, dict[int, int]] = {}
    for word, start, end in zip(table.words, table.starts, table.starts[1:], strict=False):
        postings = table.postings[start:end]
        numbers = table.numbers[postings & RANKS].tolist()
        assert len(set(numbers)) == len(numbers)
        if numbers:
            found[word] = dict(zip(numbers, (postings >> 30).tolist(), strict=True))
    return found


def _expect_postings(given: list[TermKeys]) -> dict[str, dict[int, int]]:
    expected: dict[str, dict[int, int]] = {}
    for term in given:
        for form, key in enumerate(term.keys):
            for column, word in enumerate(split_words(key)):
                place = (OTHER_FORM if form else 0) | (LATER if column else 0)
                numbers = expected.setdefault(word, {})
                numbers[term.number] = min(numbers.get(term.number, place), place)
    return expected


@given(terms)
def test_each_word_has_its_terms_once(given: list[TermKeys]) -> None:
    """A posting tells the best place of the word: first in the citation form, first in another one, or further on."""
    assert _list_postings(given) == _expect_postings(given)


@given(terms)
def test_the_keys_of_a_term_are_had_again(given: list[TermKeys]) -> None:
    """They come in their order, the citation form is marked, and letters are counted without spaces."""
    table = tabulate(given)
    keys = lay_out_keys(table, np.arange(len(given)))
    found: dict[int, list[tuple[str, ...]]] = {}
    for owner, words, is_citation in zip(keys.owners, keys.words, keys.is_citation, strict=True):
        number = int(table.numbers[owner])
        assert is_citation == (number not in found)
        found.setdefault(number, []).append(tuple(table.words[word] for word in words if word))
    assert found == {term.number: [tuple(split_words(key)) for key in term.keys] or [()] for term in given}
    letters = [[sum(map(len, words)) for words in found[number]] for number in table.numbers.tolist()]
    assert table.shortest.tolist() == [min(counts) for counts in letters]
    assert table.longest.tolist() == [max(counts) for counts in letters]


@given(terms)
def test_terms_are_ranked_by_their_weight(given: list[TermKeys]) -> None:
    """Of equal ones the one that came first is the first."""
    ranked = sorted(
        given, key=lambda term: order_weight(term.status, term.frequency, len(term.keys[0]) if term.keys else 0)
    )
    table = tabulate(given)
    assert table.numbers.tolist() == [term.number for term in ranked]
    assert [table.languages[code] for code in table.codes] == [term.language for term in ranked]


def test_weight_is_standing_then_frequency_then_length() -> None:
    """Frequencies of one magnitude are alike, so that length tells."""
    preferred, deprecated = AdministrativeStatus.PREFERRED, AdministrativeStatus.DEPRECATED
    ordered = [(preferred, 9, 8), (preferred, 15, 9), (preferred, 3, 2), (deprecated, 900, 1)]
    weights = [order_weight(*properties) for properties in ordered]
    assert weights == sorted(set(weights))


def test_no_terms_make_an_empty_table() -> None:
    """Only what ends keys and terms is in the vocabulary."""
    table = tabulate([])
    assert (table.words, table.numbers.tolist(), table.postings.tolist()) == (["\1", "\2"], [], [])


def test_a_term_without_keys_is_kept_and_has_no_words() -> None:
    """The terms beside it keep theirs."""
    given = [make_term(1, "most"), make_term(2, "..."), make_term(3, "most", "mostu")]
    assert _list_postings(given) == {"most": {1: 0, 3: 0}, "mostu": {3: 1}}


def test_words_keep_their_numbers_over_texts() -> None:
    """New words get the next numbers; parts of a hyphenated word are words."""
    vocabulary = Vocabulary()
    dom, end, most, again, last = vocabulary.number("dom \1 most-dom \2 ").tolist()
    assert ({dom, most}, end, again, last) == ({2, 3}, END_OF_KEY, dom, END_OF_TERM)
    assert vocabulary.number("ul \1 most \2 ").tolist() == [4, END_OF_KEY, most, END_OF_TERM]
    assert [vocabulary.words[number] for number in (dom, most, 4)] == ["dom", "most", "ul"]
