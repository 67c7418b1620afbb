"""The encoder that comes along, for real: its vectors, its folder whole and damaged; and models that can't be had."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from align import encoder as module
from align.encoder import BUNDLED, MAX_TOKENS, ModelEncoder, get_encoder
from align.modelfolder import MANIFEST, check_folder, write_manifest
from align.vectors import CachedEncoder
from glossary.errors import ModelError, UsageError

ROOT = Path(__file__).parents[2]
PAIRS = (
    ("mobilizacja masowa", "массовая мобилизация"),
    ("اللجنة المركزية", "κεντρική επιτροπή"),
    ("Warszawa", "وارسو"),
    ("охрана окружающей среды", "προστασία του περιβάλλοντος"),
    ("zanieczyszczenie powietrza", "загрязнение воздуха"),
)
TEXTS = tuple(text for pair in PAIRS for text in pair)
GEORGIAN = ("კომიტეტი", "პარტია", "ქვეყანა 𒀀", "საქართველო, თბილისი", "თბილისი - ქალაქი.")
CHINESE = ("中央委员会", "群众动员", "党")
FILES = (
    "config.json",
    "context.onnx",
    "context_tokenizer.json",
    "modules.json",
    "words.onnx",
    "words_tokenizer.json",
)
CODE = ("term_encoder.py", "term_network.py")
NETWORK = tuple(name for name in FILES if name.endswith((".onnx", "tokenizer.json")) or name == "config.json")
"""The files without which no vector can be computed."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder of links to the files of the bundled model, without its manifest and calibration."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in (*FILES, *CODE):
        (folder / name).symlink_to(BUNDLED / name)
    return folder


def _put(file: Path, content: bytes) -> None:
    """Write a file in the place of a link, and not through it."""
    file.unlink()
    file.write_bytes(content)


def _remove(file: Path) -> None:
    file.unlink()


def _truncate(file: Path) -> None:
    content = file.read_bytes()
    _put(file, content[: len(content) // 2])


def _change(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    _put(file, bytes(content))


def _run(script: str, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


# -- vectors -----------------------------------------------------------------------------------------------------------


def test_vectors_are_float32_of_unit_norm(default_encoder: ModelEncoder) -> None:
    """Every text of the four languages has a vector of norm one, and no two texts the same."""
    found = default_encoder.encode(TEXTS)
    dimension = json.loads((BUNDLED / "config.json").read_text(encoding="utf-8"))["dimension"]
    assert (found.dtype, found.shape) == (np.dtype(np.float32), (len(TEXTS), dimension))
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-6)
    assert len(np.unique(found, axis=0)) == len(TEXTS)


def test_translations_are_nearer_than_other_terms(default_encoder: ModelEncoder) -> None:
    """Each term is nearer to its translation than to any translation of another."""
    sources, targets = zip(*PAIRS, strict=True)
    cosine = default_encoder.encode(sources) @ default_encoder.encode(targets).T
    assert cosine.argmax(axis=1).tolist() == list(range(len(PAIRS)))
    assert cosine.argmax(axis=0).tolist() == list(range(len(PAIRS)))


def test_a_vector_does_not_depend_on_what_is_encoded_with_it(default_encoder: ModelEncoder) -> None:
    """Alone, repeated, reordered or among 200 others, a text has the same vector to the last bit."""
    others = [f"{a} {b}" for a, b in PAIRS] + [f"{'artykuł ' * (number % 9)}{number} ustawy" for number in range(200)]
    together = default_encoder.encode(TEXTS)
    assert np.vstack([default_encoder.encode([text]) for text in TEXTS]).tobytes() == together.tobytes()
    assert default_encoder.encode([*TEXTS[::-1], *others])[: len(TEXTS)][::-1].tobytes() == together.tobytes()
    assert default_encoder.encode([TEXTS[0], TEXTS[0]]).tobytes() == together[[0, 0]].tobytes()


def test_many_texts_keep_their_order(default_encoder: ModelEncoder) -> None:
    """More texts than one chunk takes have each its own vector, in the order given."""
    texts = [f"artykuł {number}" for number in range(1100)]
    found = default_encoder.encode(texts)
    some = [0, 1, 1023, 1024, 1099]
    assert found[some].tobytes() == default_encoder.encode([texts[i] for i in some]).tobytes()


def test_threads_share_an_encoder_that_is_loaded_once(
    default_encoder: ModelEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four threads that ask a fresh encoder at once load one model, and get what one alone gets."""
    expected = default_encoder.encode(TEXTS)
    opened: list[Path] = []
    open_model = module._open_model

    def count(folder: Path) -> module._Model:
        opened.append(folder)
        return open_model(folder)

    monkeypatch.setattr(module, "_open_model", count)
    fresh = ModelEncoder(BUNDLED)
    barrier = Barrier(4)

    def encode(shift: int) -> bytes:
        order = np.roll(np.arange(len(TEXTS)), shift)
        barrier.wait(timeout=30)
        return fresh.encode([TEXTS[i] for i in order])[np.argsort(order)].tobytes()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(encode, range(12)))
    assert opened == [BUNDLED]
    assert set(found) == {expected.tobytes()}


def test_long_texts_are_cut(default_encoder: ModelEncoder) -> None:
    """What stands behind the last token that is read changes nothing."""
    long = "комитет " * MAX_TOKENS
    vectors = default_encoder.encode([long, long + "и ещё кое-что", "комитет"])
    assert vectors[0].tobytes() == vectors[1].tobytes() != vectors[2].tobytes()


@pytest.mark.parametrize("piece", ["komitet", "komitet partii ", "комитет", "اللجنة ", "επιτροπή", "ﷺ", "x"])
def test_a_text_of_100_kilobytes_is_cut(piece: str, default_encoder: ModelEncoder) -> None:
    """With blanks or without, the end of a text far too long isn't read."""
    long = piece * (100_000 // len(piece.encode()))
    found = default_encoder.encode([long])
    assert np.linalg.norm(found) == pytest.approx(1.0, abs=1e-6)
    assert found.tobytes() == default_encoder.encode([long + " загрязнение воздуха"]).tobytes()


@pytest.mark.parametrize("text", ["", "\t ", "\u2003\n", "a\udc00"])
def test_texts_without_a_vector_are_refused(text: str, default_encoder: ModelEncoder) -> None:
    """A blank text or half of a surrogate pair is named."""
    with pytest.raises(UsageError, match="can't encode the text"):
        default_encoder.encode(["termin", text])


def test_no_texts_load_nothing() -> None:
    """Asked for nothing, an encoder doesn't load its model."""
    encoder = get_encoder(None)
    assert encoder.encode([]).shape == (0, 0)
    assert encoder._model is None


# -- scripts that the model can't read ---------------------------------------------------------------------------------


def test_a_text_of_which_no_piece_is_known_is_like_nothing(default_encoder: ModelEncoder) -> None:
    """Georgian words have the vector zero, so their cosine with anything is 0; they disturb no other text."""
    found = default_encoder.encode([*GEORGIAN, *TEXTS])
    assert not found[: len(GEORGIAN)].any()
    assert (found @ found[: len(GEORGIAN)].T == 0).all()
    assert found[len(GEORGIAN) :].tobytes() == default_encoder.encode(TEXTS).tobytes()


def test_a_known_word_beside_unknown_ones_counts(default_encoder: ModelEncoder) -> None:
    """A text with a word that the model can read has a vector of unit norm."""
    assert np.linalg.norm(default_encoder.encode([f"{GEORGIAN[0]} komitet"])) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize(
    "text", [*CHINESE, "🙂", "\u200b", "\ufeff", "\x00", "a\x00b", "\u0301", "\ufffd", "\xad", "!"]
)
def test_whatever_the_text_its_vector_is_unit_or_zero(text: str, default_encoder: ModelEncoder) -> None:
    """Chinese, signs and characters that can't be seen are no crash and no NaN."""
    (vector,) = default_encoder.encode([text])
    assert np.isfinite(vector).all()
    assert min(abs(np.linalg.norm(vector) - norm) for norm in (0.0, 1.0)) < 1e-6


def test_a_zero_vector_is_cached_like_any(default_encoder: ModelEncoder, tmp_path: Path) -> None:
    """The cache gives back what the encoder gave, also where that is zero."""
    for _ in ("filled", "read"):
        found = CachedEncoder(default_encoder, tmp_path).encode([GEORGIAN[0], "komitet"])
        assert found.tobytes() == default_encoder.encode([GEORGIAN[0], "komitet"]).tobytes()


# -- the folder of the bundled model -----------------------------------------------------------------------------------


def test_the_bundled_model_is_whole() -> None:
    """It has its manifest, and every file is as the manifest says."""
    check_folder(BUNDLED)
    assert set(FILES) <= set(json.loads((BUNDLED / MANIFEST).read_text(encoding="utf-8")))


def test_the_bundled_model_is_small() -> None:
    """All that is installed of it, card and code included, is at most 60 MB."""
    size = sum(path.stat().st_size for path in BUNDLED.iterdir() if path.is_file())
    assert size <= 60e6  # the bound of the model that is published


def test_a_folder_given_by_path_is_the_same_kind_of_encoder(default_encoder: ModelEncoder, copy: Path) -> None:
    """A copy of the bundled model gives the same vectors, whether the manifest came along or not."""
    given = get_encoder(str(copy))
    assert given.encode(TEXTS).tobytes() == default_encoder.encode(TEXTS).tobytes()
    write_manifest(copy)
    again = get_encoder(str(copy))
    assert again.fingerprint == given.fingerprint
    assert again.encode(TEXTS).tobytes() == default_encoder.encode(TEXTS).tobytes()


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    ("damage", "fault"),
    [(_remove, "is missing"), (_truncate, r"has \d+ bytes, not \d+"), (_change, "has changed")],
    ids=["missing", "truncated", "changed"],
)
def test_damage_is_named_with_its_remedy(damage: Callable[[Path], None], fault: str, file: str, copy: Path) -> None:
    """Where there is a manifest, the error names the folder, the file, what is wrong with it, and what to do."""
    write_manifest(copy)
    damage(copy / file)
    with pytest.raises(ModelError, match=rf"^the model '.*model' is damaged: .*{fault}.*; install it anew$") as caught:
        ModelEncoder(copy).encode(["komitet"])
    assert file in str(caught.value)


@pytest.mark.parametrize("file", NETWORK)
@pytest.mark.parametrize("damage", [_remove, _truncate], ids=["missing", "truncated"])
def test_damage_without_a_manifest_is_an_error_of_one_line(
    damage: Callable[[Path], None], file: str, copy: Path
) -> None:
    """Without a manifest, whatever the libraries raise becomes one line with the folder and the remedy."""
    damage(copy / file)
    with pytest.raises(
        ModelError, match=r"^the model '.*model' can't be loaded \(.+\); get or save it once more, or use"
    ):
        get_encoder(str(copy)).encode(["komitet"])


def test_files_that_do_not_belong_together_are_an_error_of_one_line(copy: Path) -> None:
    """A model that can be loaded, but whose parts are of two models, fails by name, too."""
    _put(copy / "config.json", b'{"dimension": 7, "max_seq_length": 128, "version": 1}')
    with pytest.raises(ModelError, match=r"^the model '.*model' can't encode \(.+\); get or save it once more$"):
        get_encoder(str(copy)).encode(["komitet"])


def test_a_model_for_another_version_of_the_program_is_named(copy: Path) -> None:
    """What a later program computes with the same files may be something else."""
    _put(copy / "config.json", b'{"dimension": 512, "max_seq_length": 128, "version": 2}')
    with pytest.raises(ModelError, match=r"can't be loaded \(the model is of version 2, this program reads 1\)"):
        get_encoder(str(copy)).encode(["komitet"])


@pytest.mark.parametrize("with_manifest", [False, True])
def test_the_code_in_a_folder_is_never_run(with_manifest: bool, default_encoder: ModelEncoder, copy: Path) -> None:
    """A folder may bring a term_network.py; ours is run in its place."""
    for name in CODE:
        _put(copy / name, b"raise SystemExit('the code of the folder was run')\n")
    (copy / "__init__.py").write_text("raise SystemExit('the code of the folder was run')\n", encoding="utf-8")
    if with_manifest:
        write_manifest(copy)
    assert get_encoder(str(copy)).encode(TEXTS).tobytes() == default_encoder.encode(TEXTS).tobytes()


def test_two_models_share_a_cache_and_no_vectors(
    default_encoder: ModelEncoder, tiny_model: Path, tmp_path: Path
) -> None:
    """The bundled model and one of another dimension keep their own vectors in one cache folder."""
    models = [default_encoder, get_encoder(str(tiny_model))]
    expected = [model.encode(["komitet", "план"]) for model in models]
    assert expected[0].shape != expected[1].shape
    for _ in ("filled", "read"):
        found = [CachedEncoder(model, tmp_path).encode(["komitet", "план"]) for model in models]
        assert [vectors.tobytes() for vectors in found] == [vectors.tobytes() for vectors in expected]


_WITH_SENTENCE_TRANSFORMERS = """
import sys
from sentence_transformers import SentenceTransformer
from align.encoder import BUNDLED, get_encoder
copy, saved, *texts = sys.argv[1:]
ours = get_encoder(None).encode(texts)
model = SentenceTransformer(str(BUNDLED), trust_remote_code=True, device="cpu")
theirs = model.encode(texts)
print(theirs.dtype, theirs.shape == ours.shape, theirs.tobytes() == ours.tobytes())
print(model.get_embedding_dimension() == ours.shape[1], model.max_seq_length)
print(all(model.encode([text])[0].tobytes() == row.tobytes() for text, row in zip(texts, ours)))
SentenceTransformer(copy, trust_remote_code=True, device="cpu").save_pretrained(saved)
print(get_encoder(saved).encode(texts).tobytes() == ours.tobytes())
again = SentenceTransformer(saved, trust_remote_code=True, device="cpu")
print(again.encode(texts).tobytes() == ours.tobytes())
"""


def test_the_bundled_folder_is_a_model_of_sentence_transformers(copy: Path, tmp_path: Path) -> None:
    """`SentenceTransformer(folder, trust_remote_code=True)` gives our vectors, and so does what it saves."""
    write_manifest(copy)
    texts = (*TEXTS, GEORGIAN[0], CHINESE[0], "комитет " * 200)
    environment = {"HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"}
    done = _run(_WITH_SENTENCE_TRANSFORMERS, copy, tmp_path / "saved", *texts, **environment)
    assert done.stdout == f"float32 True True\nTrue {MAX_TOKENS}\nTrue\nTrue\nTrue\n"


# -- processes ---------------------------------------------------------------------------------------------------------


def test_the_bundled_model_needs_neither_torch_nor_transformers(default_encoder: ModelEncoder) -> None:
    """Encoding with it imports none of the large libraries, and prints nothing to either stream."""
    script = """
import sys
from align.encoder import get_encoder
found = get_encoder(None).encode(["komitet", "комиссия"])
heavy = {"torch", "transformers", "sentence_transformers", "sklearn", "huggingface_hub", "faiss"}
sys.exit(sorted(heavy & sys.modules.keys()) or found.shape != (2, int(sys.argv[1])))
"""
    done = _run(script, str(default_encoder.encode(["komitet"]).shape[1]))
    assert (done.stdout, done.stderr) == ("", "")


def test_known_vectors_load_no_model(default_encoder: ModelEncoder, tmp_path: Path) -> None:
    """Where all vectors are cached, not even the runtime of the model is imported."""
    expected = CachedEncoder(default_encoder, tmp_path).encode(["komitet"])
    script = """
import sys
from pathlib import Path
from align.encoder import get_encoder
from align.vectors import CachedEncoder
print(CachedEncoder(get_encoder(None), Path(sys.argv[1])).encode(["komitet"]).tobytes().hex())
print(sorted({"onnxruntime", "tokenizers", "torch", "transformers"} & sys.modules.keys()))
"""
    assert _run(script, tmp_path).stdout == f"{expected.tobytes().hex()}\n[]\n"


def test_the_fingerprint_of_a_model_that_cannot_be_read_is_an_error(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that may not be read is named before anything is encoded."""

    def refuse(_: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module, "fingerprint_folder", refuse)
    with pytest.raises(ModelError, match=r"can't read the model '.*model' \(.*Permission denied\); check the folder"):
        _ = ModelEncoder(copy).fingerprint
