"""Pairs: reading them, finding translations, and the batches drawn from them."""

import gzip
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from align.training.context_training import check_pairs
from align.training.pairs import BatchSource, Pairs, drop_repeated, find_translations, join_phrases, read_pairs
from align.training.tokens import Tokens
from align.training.words_training import check_tokens
from glossary.errors import InputError
from tests.align.training.factories import CONCEPTS, Line, list_lines, make_pairs, make_toy_tokenizer

LINES = "pl\tkot\tru\tкот\tfreedict-pl\nru\tкот\tar\tقط\tkde\npl\tkot\tar\t قط \tomw\n"
TOY = make_pairs(list_lines())


def _source(pairs: Pairs = TOY, usable: bool | np.ndarray[tuple[int], np.dtype[np.bool_]] = True) -> BatchSource:
    return BatchSource(pairs, np.logical_and(usable, np.ones(len(pairs.rows), bool)), pairs.lengths(), seed=3)


@pytest.mark.parametrize("name", ["pairs.tsv", "pairs.tsv.gz"])
def test_a_file_is_read_plain_or_packed(name: str, tmp_path: Path) -> None:
    """Texts are distinct within a language and stripped, pairs are rows of them, dictionaries are told by source."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(LINES.encode()) if name.endswith(".gz") else LINES.encode())
    pairs = read_pairs(path)
    assert pairs.texts == ("kot", "кот", "قط")
    assert pairs.languages.tolist() == ["pl", "ru", "ar"]
    assert pairs.rows.tolist() == [[0, 1], [1, 2], [0, 2]]
    assert pairs.is_dictionary.tolist() == [True, False, True]
    assert pairs.lengths().tolist() == [3, 3, 2]


def test_texts_that_look_alike_differ_by_language(tmp_path: Path) -> None:
    """The same letters in two languages are two texts."""
    path = tmp_path / "pairs.tsv"
    path.write_text("pl\ttom\ten\ttom\tosm\n", encoding="utf-8")
    assert read_pairs(path).texts == ("tom", "tom")
    assert read_pairs(path).rows.tolist() == [[0, 1]]


def test_blank_and_endless_sides_are_dropped(tmp_path: Path) -> None:
    """A pair with a side of blanks, or of more than 400 characters, is left out, and its other side with it."""
    path = tmp_path / "pairs.tsv"
    lines = [
        "pl\t \tru\tдом\tkde",
        f"pl\t{'a' * 401}\tru\tда\tkde",
        f"pl\t{'a' * 400}\tru\tвода\tkde",
        "pl\ta\tru\t\tkde",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert read_pairs(path).texts == ("a" * 400, "вода")


@pytest.mark.parametrize(("line", "columns"), [("pl\tkot\tru\tкот", 4), ("", 1), ("pl\tkot\tru\tкот\tkde\t", 6)])
def test_a_malformed_line_is_named(line: str, columns: int, tmp_path: Path) -> None:
    """A line of fewer or more columns is an error with its number."""
    path = tmp_path / "pairs.tsv"
    path.write_text(f"{LINES}{line}\n{LINES}", encoding="utf-8")
    with pytest.raises(InputError, match=rf"pairs\.tsv, line 4: {columns} columns instead of 5"):
        read_pairs(path)


@pytest.mark.parametrize("content", ["", "pl\t \tru\tкот\tkde\n"])
def test_a_file_without_pairs_is_refused(content: str, tmp_path: Path) -> None:
    """A file that is empty, or holds only blank pairs, is an error that says what to give."""
    path = tmp_path / "pairs.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"pairs\.tsv: no pairs; give a file of language, text"):
        read_pairs(path)


def _damage(packed: bytes) -> bytes:
    return packed[:40] + b"\xff\xff\xff\xff" + packed[44:]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pairs.tsv", "pl\tkość\tru\tкость\tkde\n".encode("cp1251", "replace")),
        ("pairs.tsv.gz", LINES.encode()),
        ("pairs.tsv.gz", gzip.compress(LINES.encode())[:-12]),
        ("pairs.tsv.gz", _damage(gzip.compress(LINES.encode()))),
    ],
    ids=["other encoding", "not packed", "cut short", "damaged"],
)
def test_a_file_that_cannot_be_read_is_named(name: str, content: bytes, tmp_path: Path) -> None:
    """Bytes that are no UTF-8, or no whole .gz, are an error of one line."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=r"pairs\.tsv.*: can't be read \(.*; give a UTF-8 file"):
        read_pairs(tmp_path / name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path that is not there is an error of the same sort."""
    with pytest.raises(InputError, match=r"missing\.tsv: can't be read"):
        read_pairs(tmp_path / "missing.tsv")


def test_translations_are_found_on_either_side() -> None:
    """Each text of a language has those of the others that it is paired with; pairs within a language give none."""
    pairs = make_pairs(
        [
            ("el", "γάτα", "pl", "kot", True),
            ("ru", "кот", "el", "γάτα", True),
            ("pl", "dom", "ru", "дом", True),
            ("el", "σπίτι", "el", "οίκος", True),
        ]
    )
    kot, cat = pairs.texts.index("kot"), pairs.texts.index("кот")
    assert find_translations(pairs, "el") == {pairs.texts.index("γάτα"): [kot, cat]}
    assert find_translations(pairs, "ar") == {}


@pytest.mark.parametrize("is_family", [False, True])
def test_no_text_stands_twice_on_a_side(is_family: bool) -> None:
    """Batches are pairs of the file, with distinct texts on each side."""
    known = set(map(tuple, TOY.rows.tolist()))
    for batch in islice(_source().draw(16, 0.5, is_family=is_family), 100):
        assert 0 < len(batch) <= 16
        assert set(map(tuple, batch.tolist())) <= known
        assert [len(set(side)) for side in batch.T.tolist()] == [len(batch)] * 2


def test_repeated_texts_give_way_to_the_first() -> None:
    """Of pairs that share a text on a side, the first stays, in the old order."""
    rows = np.array([[4, 1], [2, 9], [4, 3], [5, 1], [1, 4]], np.int64)
    assert drop_repeated(rows).tolist() == [[4, 1], [2, 9], [1, 4]]


@pytest.mark.parametrize(("share", "expected"), [(1.0, {True}), (0.0, {False}), (0.5, {True, False})])
def test_the_share_of_the_dictionary_is_obeyed(share: float, expected: set[bool]) -> None:
    """A share of one draws dictionary entries alone, of none phrases alone."""
    kinds = dict(zip(map(tuple, TOY.rows.tolist()), TOY.is_dictionary.tolist(), strict=True))
    batches = islice(_source().draw(8, share, is_family=False), 128)
    drawn = [kinds[tuple(pair)] for batch in batches for pair in batch.tolist()]
    assert set(drawn) == expected
    if share == 0.5:
        assert np.mean(drawn) == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("is_dictionary", [True, False])
def test_where_one_sort_is_missing_the_other_fills_in(is_dictionary: bool) -> None:
    """A file of dictionaries alone, or of phrases alone, gives full batches, whatever the share."""
    source = _source(usable=TOY.is_dictionary == is_dictionary)
    wanted = set(map(tuple, TOY.rows[TOY.is_dictionary == is_dictionary].tolist()))
    for share in (0.0, 0.6, 1.0):
        batch = next(source.draw(8, share, is_family=False))
        assert set(map(tuple, batch.tolist())) <= wanted
        assert len(batch) > 0


def test_only_usable_pairs_are_drawn() -> None:
    """Pairs that are not to be used never stand in a batch, and all others do."""
    usable = TOY.lengths()[TOY.rows].max(axis=1) <= 5
    allowed = set(map(tuple, TOY.rows[usable].tolist()))
    batches = islice(_source(usable=usable).draw(16, 1.0, is_family=False), 256)
    assert {tuple(pair) for batch in batches for pair in batch.tolist()} == allowed


def test_plain_batches_hold_texts_of_like_length() -> None:
    """Within a batch the lengths of pairs differ far less than among all of them."""
    lengths = TOY.lengths()[TOY.rows].sum(axis=1)
    spreads = [
        np.ptp(TOY.lengths()[batch].sum(axis=1)) for batch in islice(_source().draw(8, 0.3, is_family=False), 64)
    ]
    assert np.mean(spreads) < np.ptp(lengths) / 8


def test_families_share_words() -> None:
    """In a batch of a family most pairs have a word that another of the batch has; in a plain one few do."""
    words = [f"słowo{number}" for number in range(100, 200)]
    lines = [("pl", f"{a} {b}", "ru", f"{b} и {a}", False) for a in words for b in words if a < b]
    pairs = make_pairs(lines)

    def measure(is_family: bool) -> float:
        shares = []
        for batch in islice(_source(pairs).draw(8, 0.0, is_family=is_family), 64):
            texts = [set(pairs.texts[row].split()) for row in batch[:, 0]]
            shares += [any(text & other for other in texts if other is not text) for text in texts]
        return float(np.mean(shares))

    assert measure(is_family=True) > 0.7
    assert measure(is_family=False) < 0.4


def test_the_seed_tells_the_batches() -> None:
    """The same seed draws the same batches, another draws others."""
    sources = [BatchSource(TOY, np.ones(len(TOY.rows), bool), TOY.lengths(), seed) for seed in (1, 1, 2)]
    first, again, other = ([b.tolist() for b in islice(s.draw(8, 0.5, is_family=True), 80)] for s in sources)
    assert first == again != other


def test_phrases_are_joined_in_step() -> None:
    """Word by word, both sides of a joined text are translations, in two languages throughout."""
    columns = {word: (concept, column) for concept, row in enumerate(CONCEPTS) for column, word in enumerate(row)}
    counts = set()
    for one, other in islice(join_phrases(TOY, ~TOY.is_dictionary, 6, seed=1), 20):
        assert len(one) == len(other) == 6
        for source, target in zip(one, other, strict=True):
            left, right = ([columns[word] for word in text.split()] for text in (source, target))
            assert [concept for concept, _ in left] == [concept for concept, _ in right]
            assert [len({column for _, column in side}) for side in (left, right)] == [1, 1]
            counts.add(len(left))
    assert min(counts) == 2
    assert max(counts) == 21
    (first, again) = (next(join_phrases(TOY, ~TOY.is_dictionary, 6, seed=1)) for _ in range(2))
    assert first == again


def test_without_usable_pairs_nothing_is_drawn() -> None:
    """Where no pair may be used, the error says what is lacking."""
    with pytest.raises(InputError, match="the pairs hold no phrases to join; add some"):
        next(join_phrases(TOY, np.zeros(len(TOY.rows), bool), 6, seed=1))
    with pytest.raises(InputError, match="the pairs hold no usable pairs; add some"):
        _source(usable=False)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("pl", "kot", "ru", "кот", True), "no phrases of more than 6 words"),
        (("pl", "a b c d e f g", "ru", "a b c d e f g", False), "no terms of at most 48 characters nor phrases of"),
        (("pl", "a" * 49, "ru", "кот", True), "no terms of at most 48 characters nor phrases of at most 6 words"),
    ],
)
def test_what_the_pairs_lack_is_named(line: Line, expected: str) -> None:
    """Pairs without long phrases, or without short texts, are refused before anything is trained."""
    with pytest.raises(InputError, match=expected):
        check_pairs(make_pairs([line]))


@pytest.mark.parametrize("is_dictionary", [True, False])
def test_one_sort_of_short_texts_is_enough(is_dictionary: bool) -> None:
    """Beside long phrases, either terms or short phrases will do."""
    check_pairs(make_pairs([("pl", "kot", "ru", "кот", is_dictionary), ("pl", "a b c d e f g", "ru", "кот", False)]))


def test_pairs_of_many_tokens_are_refused() -> None:
    """Where every pair has a text of more than twelve tokens, the word network has nothing to learn from."""
    tokens = Tokens(make_toy_tokenizer(), TOY.texts, 64)
    check_tokens(TOY, tokens)
    long = make_pairs([("pl", "kot dom " * 7, "ru", "кот", True)])
    with pytest.raises(InputError, match="the pairs hold no pairs of at most 12 tokens a text"):
        check_tokens(long, Tokens(make_toy_tokenizer(), long.texts, 64))


def test_the_digest_tells_pairs_apart() -> None:
    """The same pairs have one digest; another text, another language, other rows or another sort give others."""
    lines = list_lines()[:3]
    others = [
        [("pl", "kota", *lines[0][2:]), *lines[1:]],
        [("ru", *lines[0][1:]), *lines[1:]],
        [*lines, lines[0]],
        [(*lines[0][:4], not lines[0][4]), *lines[1:]],
    ]
    digests = [make_pairs(some).digest() for some in (lines, *others)]
    assert make_pairs(list_lines()[:3]).digest() == digests[0]
    assert len(set(digests)) == 5
