"""Models of sentence-transformers from a folder: a tiny one with weights by chance stands for all of them."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from align.encoder import MAX_TOKENS, ModelEncoder, get_encoder
from align.vectors import CachedEncoder
from glossary.errors import ModelError
from tests.align.tiny_model import write_tiny_model

TEXTS = ["komitet", "komitet partii", "комитет", "комитет партии", "plan", "план 2024", "źródło prawa"]


@pytest.fixture(scope="module")
def encoder(tiny_model: Path) -> ModelEncoder:
    """Return the encoder of the tiny model, loaded once."""
    return get_encoder(str(tiny_model))


def test_vectors_are_those_of_the_library_with_unit_norm(encoder: ModelEncoder, tiny_model: Path) -> None:
    """Whatever norm a model gives, we give one; the direction is the library's."""
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(tiny_model), device="cpu").encode(TEXTS)
    assert np.linalg.norm(theirs, axis=1).min() > 1.5
    found = encoder.encode(TEXTS)
    assert (found.dtype, found.shape) == (np.dtype(np.float32), (len(TEXTS), 32))
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-6)
    assert found == pytest.approx(theirs / np.linalg.norm(theirs, axis=1, keepdims=True), abs=1e-5)


def test_a_vector_does_not_depend_on_what_is_encoded_with_it(encoder: ModelEncoder) -> None:
    """Alone, repeated, reordered or among 200 others, a text has the same vector to the last bit."""
    others = [f"{'artykuł ' * (number % 5)}{number} ustawy" for number in range(200)]
    together = encoder.encode(TEXTS)
    assert len(np.unique(together, axis=0)) == len(TEXTS)
    assert np.vstack([encoder.encode([text]) for text in TEXTS]).tobytes() == together.tobytes()
    assert encoder.encode(TEXTS[::-1] + others)[: len(TEXTS)][::-1].tobytes() == together.tobytes()
    assert encoder.encode([TEXTS[0], TEXTS[0]]).tobytes() == together[[0, 0]].tobytes()


def test_threads_share_a_model(encoder: ModelEncoder) -> None:
    """Four threads at once get what one gets."""
    together = encoder.encode(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(encoder.encode, [TEXTS] * 8))
    assert {vectors.tobytes() for vectors in found} == {together.tobytes()}


def test_long_texts_are_cut_after_our_tokens(encoder: ModelEncoder) -> None:
    """A model that could read more is cut at MAX_TOKENS: two of them frame the text, "k " is one."""
    read = "k " * (MAX_TOKENS - 2)
    cut, longer, shorter = encoder.encode([read, read + "komitet", read[2:]])
    assert cut.tobytes() == longer.tobytes() != shorter.tobytes()


def test_a_model_that_reads_less_is_asked_for_no_more(tmp_path: Path) -> None:
    """A model's own limit stands where it is lower than ours."""
    write_tiny_model(tmp_path / "short", max_tokens=16)
    read = "k " * 14
    cut, longer, shorter = get_encoder(str(tmp_path / "short")).encode([read, read + "komitet", read[2:]])
    assert cut.tobytes() == longer.tobytes() != shorter.tobytes()


def test_two_models_share_a_cache_and_no_vectors(encoder: ModelEncoder, tmp_path: Path) -> None:
    """Models of other weights or of another dimension keep their own vectors in one cache folder."""
    write_tiny_model(tmp_path / "other", seed=1)
    write_tiny_model(tmp_path / "wide", dimension=48)
    models = [encoder, get_encoder(str(tmp_path / "other")), get_encoder(str(tmp_path / "wide"))]
    assert len({model.fingerprint for model in models}) == 3
    expected = [model.encode(TEXTS) for model in models]
    assert [vectors.shape[1] for vectors in expected] == [32, 32, 48]
    assert not np.allclose(expected[0], expected[1], atol=0.1)
    for _ in ("filled", "read"):
        found = [CachedEncoder(model, tmp_path / "cache").encode(TEXTS) for model in models]
        assert [vectors.tobytes() for vectors in found] == [vectors.tobytes() for vectors in expected]


def test_a_copy_is_the_same_model(encoder: ModelEncoder, tiny_model: Path, tmp_path: Path) -> None:
    """The fingerprint is of the files, not of their place, so a moved model keeps its cached vectors."""
    shutil.copytree(tiny_model, tmp_path / "copy")
    copy = get_encoder(str(tmp_path / "copy"))
    assert copy.fingerprint == encoder.fingerprint
    assert copy.encode(TEXTS).tobytes() == encoder.encode(TEXTS).tobytes()


def test_code_that_lies_in_a_folder_is_not_run(tiny_model: Path, tmp_path: Path) -> None:
    """A model whose modules are code of its own is refused in one line, and none of that code is run."""
    folder, marker = tmp_path / "model", tmp_path / "was-run"
    shutil.copytree(tiny_model, folder)
    (folder / "foreign.py").write_text(f"from pathlib import Path\nPath({str(marker)!r}).touch()\n", encoding="utf-8")
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    modules[0]["type"] = "foreign.Foreign"
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    with pytest.raises(
        ModelError, match=r"can't be loaded \(.*'foreign.Foreign'.*; get or save it once more"
    ) as caught:
        get_encoder(str(folder)).encode(["komitet"])
    assert "\n" not in str(caught.value)
    assert not marker.exists()


@pytest.mark.parametrize("file", ["model.safetensors", "config.json", "modules.json", "tokenizer.json"])
def test_a_truncated_file_is_an_error_of_one_line(file: str, tiny_model: Path, tmp_path: Path) -> None:
    """Whatever file ends early, the folder and the remedy are named."""
    folder = tmp_path / "model"
    shutil.copytree(tiny_model, folder)
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(
        ModelError, match=r"the model '.*model' can't be loaded \(.*\); get or save it once more, or use"
    ):
        get_encoder(str(folder)).encode(["komitet"])


def test_loading_is_silent(tiny_model: Path) -> None:
    """Neither bars nor reports of the libraries reach standard output or standard error."""
    script = "import sys; from align.encoder import get_encoder; get_encoder(sys.argv[1]).encode(['komitet', 'plan'])"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, tiny_model], cwd=root, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
