"""Texts as rows of token numbers."""

import numpy as np

from align.training.tokens import Tokens, pad_texts
from tests.align.training.factories import list_pieces, make_toy_tokenizer

NUMBERS = {text: number for number, (text, _) in enumerate(list_pieces())}
BEGIN, END, UNKNOWN = (NUMBERS[name] for name in ("<s>", "</s>", "<unk>"))
KOT, DOM, WATER = (NUMBERS[f"▁{word}"] for word in ("kot", "dom", "вода"))
TEXTS = ("kot", "kot dom вода", "dom вода")


def test_texts_are_padded_to_the_longest() -> None:
    """Ids stand between the begin and the end token, zeros behind them; the mask tells which is which."""
    ids, mask = Tokens(make_toy_tokenizer(), TEXTS, 9).pad(np.array([0, 2]))
    assert ids.tolist() == [[BEGIN, KOT, END, 0], [BEGIN, DOM, WATER, END]]
    assert mask.tolist() == [[1.0, 1.0, 1.0, 0.0], [1.0, 1.0, 1.0, 1.0]]


def test_rows_come_in_the_order_of_the_numbers() -> None:
    """Texts are chosen by number, in any order, also twice."""
    ids, mask = Tokens(make_toy_tokenizer(), TEXTS, 9).pad(np.array([2, 0, 2]))
    assert ids[0].tolist() == ids[2].tolist() == [BEGIN, DOM, WATER, END]
    assert ids[1][mask[1] > 0].tolist() == [BEGIN, KOT, END]


def test_long_texts_are_cut() -> None:
    """What stands behind the limit is left out, and lengths count what is left."""
    tokens = Tokens(make_toy_tokenizer(), TEXTS, 3)
    assert tokens.lengths.tolist() == [3, 3, 3]
    assert tokens.pad(np.array([1]))[0].tolist() == [[BEGIN, KOT, DOM]]


def test_what_is_unknown_has_a_number_of_its_own() -> None:
    """Letters in no piece become the unknown token, once for all that stand together."""
    assert pad_texts(make_toy_tokenizer(), ["kot xyz"], 9)[0].tolist() == [[BEGIN, KOT, NUMBERS["▁"], UNKNOWN, END]]


def test_many_texts_are_read_in_parts() -> None:
    """Beyond the twenty thousand texts that are tokenized at once, numbers go on."""
    texts = ["kot"] * 20_000 + ["dom", "вода"]
    tokens = Tokens(make_toy_tokenizer(), texts, 9)
    assert tokens.pad(np.array([20_001, 20_000, 0]))[0][:, 1].tolist() == [WATER, DOM, KOT]


def test_no_texts_are_padded_to_nothing() -> None:
    """Nothing asked is an array of no rows."""
    ids, mask = pad_texts(make_toy_tokenizer(), [], 9)
    assert ids.shape == mask.shape == (0, 0)
