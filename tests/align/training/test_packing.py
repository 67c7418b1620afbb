"""Two networks in one folder: how their spaces become one, and that the folder loads everywhere."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.encoder import BUNDLED
from align.model.term_network import TermNetwork
from align.modelfolder import MANIFEST, check_folder
from align.training.guide import encode_all
from align.training.packing import (
    MAX_TOKENS,
    Fusion,
    encode_context,
    fuse,
    pack_context,
    pack_words,
    write_folder,
)
from align.training.tokens import Tokens
from glossary.errors import ModelError
from tests.align.training.factories import (
    draw_unit,
    list_lines,
    list_pieces,
    make_bert,
    make_pairs,
    make_toy_tokenizer,
    make_words,
    measure_cosines,
)

Floats = NDArray[np.float32]

TOY = make_pairs(list_lines())
CONTEXT, WORDS = draw_unit(40, 6, seed=1), draw_unit(40, 5, seed=2) + 0.3
WORDS /= np.linalg.norm(WORDS, axis=1, keepdims=True)
LANGUAGES = np.array(["pl"] * 30 + ["ru"] * 10)


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _join(fusion: Fusion, context: Floats, words: Floats) -> Floats:
    """Return the vectors of the joint space, as the graphs compute them."""
    joined: Floats = _unit(context - fusion.context_centre) @ fusion.context_projection
    return joined + _unit(words - fusion.words_centre) @ fusion.words_projection


def _mean_of_languages(vectors: Floats) -> Floats:
    mean: Floats = (vectors[:30].mean(axis=0) + vectors[30:].mean(axis=0)) / 2
    return mean


@pytest.mark.parametrize("share", [0.5, 0.2, 1.0])
def test_fused_cosines_are_the_weighted_mean(share: float) -> None:
    """In all dimensions, the cosine of two texts is that of their centred vectors in either space, weighted."""
    joined = _join(fuse(CONTEXT, WORDS, LANGUAGES, share, 11), CONTEXT, WORDS)
    one, other = (_unit(vectors - _mean_of_languages(vectors)) for vectors in (CONTEXT, WORDS))
    assert np.linalg.norm(joined, axis=1) == pytest.approx(np.ones(40), abs=1e-5)
    assert joined @ joined.T == pytest.approx(share * one @ one.T + (1 - share) * other @ other.T, abs=1e-5)


def test_languages_have_an_equal_part_in_the_centre() -> None:
    """The centre is the mean of the means of languages, however many texts each has."""
    fusion = fuse(CONTEXT, WORDS, LANGUAGES, 0.5, 11)
    assert fusion.context_centre == pytest.approx(_mean_of_languages(CONTEXT), abs=1e-6)
    assert fusion.words_centre == pytest.approx(_mean_of_languages(WORDS), abs=1e-6)


def test_the_main_directions_are_kept() -> None:
    """Cut to four dimensions, the joint space keeps what its four greatest singular values hold, in their order."""
    whole = _join(fuse(CONTEXT, WORDS, LANGUAGES, 0.4, 11), CONTEXT, WORDS)
    cut = _join(fuse(CONTEXT, WORDS, LANGUAGES, 0.4, 4), CONTEXT, WORDS)
    assert cut == pytest.approx(whole[:, :4], abs=1e-5)
    assert np.linalg.norm(cut, axis=0) == pytest.approx(np.linalg.svd(whole)[1][:4], abs=1e-4)


def test_the_signs_of_directions_are_settled() -> None:
    """The same texts in another order give the same matrices: the greatest weight of a direction is positive."""
    fusion = fuse(CONTEXT, WORDS, LANGUAGES, 0.5, 7)
    order = np.random.default_rng(4).permutation(40)
    again = fuse(CONTEXT[order], WORDS[order], LANGUAGES[order], 0.5, 7)
    assert again.context_projection == pytest.approx(fusion.context_projection, abs=1e-5)
    assert again.words_projection == pytest.approx(fusion.words_projection, abs=1e-5)
    together = np.vstack([fusion.context_projection, fusion.words_projection])
    assert (together[np.abs(together).argmax(axis=0), np.arange(7)] > 0).all()


# -- the folder --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Floats]:
    """Return the folder of a small encoder, and the vectors that its networks and their fusion have for the texts."""
    folder = tmp_path_factory.mktemp("packing") / "encoder"
    tokenizer = make_toy_tokenizer()
    model, network = make_bert(len(list_pieces())), make_words(len(list_pieces()))
    context = encode_context(model, tokenizer, TOY.texts)
    words = encode_all(network, Tokens(tokenizer, TOY.texts, MAX_TOKENS), np.arange(len(TOY.texts)))
    fusion = fuse(context, words, TOY.languages, 0.5, 48)
    write_folder(folder, pack_context(model, tokenizer, TOY.texts), pack_words(network, tokenizer, 1e-12), fusion)
    return folder, _unit(_join(fusion, context, words))


def test_a_folder_gives_the_vectors_of_its_networks(written: tuple[Path, Floats]) -> None:
    """The written encoder agrees with the two networks in PyTorch, fused."""
    folder, expected = written
    network = TermNetwork(folder, threads=1)
    found = network.encode(TOY.texts)
    assert (network.dimension, network.max_tokens) == (48, 128)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(found)), abs=1e-5)
    assert measure_cosines(found, expected).min() > 0.98


def test_texts_of_no_known_piece_are_zero(written: tuple[Path, Floats]) -> None:
    """A text in letters that the toy vocabulary lacks has the vector zero, one that begins so has not."""
    found = TermNetwork(written[0], threads=1).encode(["xyz", "xyz kot", ""])
    assert np.linalg.norm(found, axis=1) == pytest.approx([0, 1, 0], abs=1e-5)


def test_a_vector_does_not_depend_on_its_batch(written: tuple[Path, Floats]) -> None:
    """Alone and among all others, a text has the same vector to the last bit."""
    network = TermNetwork(written[0], threads=1)
    together = network.encode(TOY.texts)
    assert np.vstack([network.encode([text]) for text in TOY.texts]).tobytes() == together.tobytes()


def test_long_texts_are_cut(written: tuple[Path, Floats]) -> None:
    """What stands behind the last token that is read changes nothing."""
    long = "kot pies " * MAX_TOKENS
    found = TermNetwork(written[0], threads=1).encode([long, long + "dom", "kot pies"])
    assert found[0].tobytes() == found[1].tobytes() != found[2].tobytes()


@pytest.fixture
def code_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return where the code of a model is copied to, which is kept out of the home folder and of other tests."""
    monkeypatch.setattr("transformers.dynamic_module_utils.HF_MODULES_CACHE", str(tmp_path))
    monkeypatch.setattr(sys, "path", list(sys.path))
    _forget_copied_code()
    yield tmp_path
    _forget_copied_code()


def _forget_copied_code() -> None:
    for name in [name for name in sys.modules if name.startswith("transformers_modules")]:
        del sys.modules[name]


def test_a_folder_loads_in_sentence_transformers(written: tuple[Path, Floats], code_cache: Path) -> None:
    """With trust in its code, the folder is a model of sentence-transformers, which gives the same vectors."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(written[0]), device="cpu", trust_remote_code=True)
    found = model.encode(list(TOY.texts))
    assert found.tobytes() == TermNetwork(written[0]).encode(TOY.texts).tobytes()
    assert model.get_embedding_dimension() == 48
    assert model.max_seq_length == 128
    assert [path.name for path in code_cache.rglob("term_network.py")] == ["term_network.py"]


def test_the_manifest_tells_a_damaged_folder(written: tuple[Path, Floats], tmp_path: Path) -> None:
    """The manifest names all files of the folder but the code; a sound one passes, one that was changed doesn't."""
    folder = written[0]
    check_folder(folder)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    files = "config.json context.onnx context_tokenizer.json modules.json words.onnx words_tokenizer.json"
    assert sorted(manifest) == files.split()
    for name in (MANIFEST, "term_network.py", *manifest):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    check_folder(tmp_path)
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"is damaged: config\.json has 2 bytes"):
        check_folder(tmp_path)


def test_the_code_in_the_folder_is_the_package_s_own(written: tuple[Path, Floats]) -> None:
    """The two modules are copied, and modules.json names the one that sentence-transformers is to load."""
    for name in ("term_encoder.py", "term_network.py"):
        assert (written[0] / name).read_bytes() == (BUNDLED / name).read_bytes()
    modules = json.loads((written[0] / "modules.json").read_text(encoding="utf-8"))
    assert [each["type"] for each in modules] == ["term_encoder.TermEncoder"]
