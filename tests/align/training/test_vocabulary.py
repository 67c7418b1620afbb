"""Which word pieces are kept, and where those of another script come from."""

from collections import Counter

import pytest

from align.training import vocabulary as module
from align.training.vocabulary import Vocabulary, add_script, count_pieces, gather_texts, prune
from tests.align.training.factories import list_pieces, make_toy_tokenizer

PIECES = (("<s>", 0.0), ("</s>", 0.0), ("▁ko", -3.0), ("t", -4.0), ("▁κο", -5.0), ("κ", -6.0), ("▁", -7.0), ("ж", -8.0))


def test_pieces_are_counted() -> None:
    """Each occurrence counts, those of the begin and the end token too."""
    numbers = {text: number for number, (text, _) in enumerate(list_pieces())}
    counts = count_pieces(make_toy_tokenizer(), ["kot dom kot", "dom", "вода"])
    expected = {"<s>": 3, "</s>": 3, "▁kot": 2, "▁dom": 2, "▁вода": 1}
    assert counts == {numbers[text]: count for text, count in expected.items()}


def test_rare_pieces_are_pruned() -> None:
    """Special pieces stay, and frequent ones, and single letters that occur at all; each knows its old row."""
    counts = Counter({2: 8, 3: 1, 4: 7, 6: 1})
    kept = prune(PIECES, counts, special=2, least=8)
    assert kept == Vocabulary((PIECES[0], PIECES[1], PIECES[2], PIECES[3], PIECES[6]), (0, 1, 2, 3, 6))


def test_a_script_is_taken_from_the_other_vocabulary() -> None:
    """The model's own Greek pieces go but for single letters, which take the other's scores; new ones are sorted."""
    kept = Vocabulary(PIECES, tuple(range(len(PIECES))))
    others = (("▁ως", -1.5), ("κ", -2.5), ("▁ko", -9.0), ("αι", -1.0), ("ж", -9.0))
    found = add_script(kept, others, "GREEK")
    expected = {text: (score, row) for row, (text, score) in enumerate(PIECES) if text != "▁κο"}
    expected |= {"κ": (-2.5, 5), "αι": (-1.0, -1), "▁ως": (-1.5, -1)}
    pieces = zip(found.pieces, found.rows, strict=True)
    assert [(text, (score, row)) for (text, score), row in pieces] == list(expected.items())


def test_letters_that_the_other_lacks_keep_their_scores() -> None:
    """A single letter of the script that only the model knows stays as it was."""
    kept = Vocabulary((("ψ", -6.0), ("▁ψ", -7.0)), (10, 11))
    assert add_script(kept, [], "GREEK") == kept


def test_frequent_words_join_the_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the texts stand the most frequent words of each language."""
    monkeypatch.setattr(module, "_WORDS", 2)
    assert gather_texts(["kot"], ("pl", "ru")) == ["kot", "w", "i", "в", "и"]
