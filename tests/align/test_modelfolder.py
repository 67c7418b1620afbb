"""Folders that hold a model: their fingerprint, and their manifest as a check of every file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from align.modelfolder import CALIBRATION, MANIFEST, OWN_NETWORK, check_folder, fingerprint_folder, write_manifest
from glossary.errors import ModelError

_EMPTY_JSON_SHA256 = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def _write(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "weights").write_bytes(b"0123456789")
    (folder / "part").mkdir()
    (folder / "part" / "settings.json").write_text("{}", encoding="utf-8")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a folder of two files and their manifest."""
    _write(tmp_path / "model")
    (tmp_path / "model" / OWN_NETWORK).write_text("", encoding="utf-8")
    write_manifest(tmp_path / "model")
    return tmp_path / "model"


def test_the_manifest_holds_sizes_and_sums(model: Path) -> None:
    """Each file stands by its path in the folder; writing the manifest anew changes no byte."""
    first = (model / MANIFEST).read_bytes()
    manifest = json.loads(first)
    assert list(manifest) == ["part/settings.json", "weights"]
    assert manifest["part/settings.json"] == {"sha256": _EMPTY_JSON_SHA256, "size": 2}
    assert manifest["weights"]["size"] == 10
    write_manifest(model)
    assert (model / MANIFEST).read_bytes() == first


def test_a_whole_model_passes(model: Path) -> None:
    """Nothing is said of a model that is as its manifest says, nor of files that came beside it."""
    check_folder(model)
    for name in ("README.md", CALIBRATION, "another.json", ".lock"):
        (model / name).write_text("{}", encoding="utf-8")
    check_folder(model)


def _remove(folder: Path) -> None:
    (folder / "part" / "settings.json").unlink()


def _truncate(folder: Path) -> None:
    (folder / "weights").write_bytes(b"01234")


def _change(folder: Path) -> None:
    (folder / "weights").write_bytes(b"0123456780")


def _replace_by_folder(folder: Path) -> None:
    (folder / "weights").unlink()
    (folder / "weights").mkdir()


def _cut_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"weights": 10', encoding="utf-8")


def _change_kind_of_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text('["weights"]', encoding="utf-8")


def _change_kind_of_entry(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"weights": 10}', encoding="utf-8")


def _lose_size(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"weights": {"sha256": "00"}}', encoding="utf-8")


def _garble_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b"\xff\xfe\x00")


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (_remove, "part/settings.json is missing"),
        (_truncate, "weights has 5 bytes, not 10"),
        (_change, "the content of weights has changed"),
        (_replace_by_folder, "weights is missing"),
        (_cut_manifest, r"manifest.json can't be read \(JSONDecodeError: .*\)"),
        (_change_kind_of_manifest, r"manifest.json can't be read \(AttributeError: .*\)"),
        (_change_kind_of_entry, r"manifest.json can't be read \(TypeError: .*\)"),
        (_lose_size, r"manifest.json can't be read \(KeyError: 'size'\)"),
        (_garble_manifest, r"manifest.json can't be read \(UnicodeDecodeError: .*\)"),
    ],
)
def test_damage_is_named(damage: Callable[[Path], None], fault: str, model: Path) -> None:
    """The error names the folder, the file, what is wrong with it, and what to do, in one line."""
    damage(model)
    with pytest.raises(ModelError, match=rf"^the model '.*/model' is damaged: {fault}; install it anew$"):
        check_folder(model)


def test_a_model_without_a_manifest_is_not_checked(model: Path) -> None:
    """Models from elsewhere have none: only their loader can tell."""
    (model / MANIFEST).unlink()
    _truncate(model)
    check_folder(model)


def test_a_fingerprint_is_of_names_and_contents(tmp_path: Path) -> None:
    """A copy has the same fingerprint; another content or name has another."""
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    for folder in (one, two, three):
        _write(folder)
    assert fingerprint_folder(one) == fingerprint_folder(two)
    (two / "weights").write_bytes(b"0123456780")
    (three / "weights").rename(three / "weight")
    assert len({fingerprint_folder(folder) for folder in (one, two, three)}) == 3


@pytest.mark.parametrize(
    "name", ["README.md", "code.py", MANIFEST, CALIBRATION, ".lock", ".cache/file", "__pycache__/code.cpython-311.pyc"]
)
def test_what_does_not_compute_is_not_in_the_fingerprint(name: str, model: Path) -> None:
    """Texts about a model, its code, manifest, calibration and hidden files change nothing."""
    before = fingerprint_folder(model)
    (model / name).parent.mkdir(exist_ok=True)
    (model / name).write_text("{}", encoding="utf-8")
    assert fingerprint_folder(model) == before
    (model / "vocabulary.txt").write_text("", encoding="utf-8")
    assert fingerprint_folder(model) != before


@pytest.mark.parametrize("name", ["onnx/model.onnx", "openvino/openvino_model.xml", "tf_model.h5"])
def test_the_files_of_other_runtimes_count_in_our_own_models_only(name: str, model: Path) -> None:
    """Another tool may put its copy of the weights beside a foreign model; our own model is made of such files."""
    (model / name).parent.mkdir(exist_ok=True)
    before = fingerprint_folder(model)
    (model / name).write_bytes(b"weights")
    assert fingerprint_folder(model) != before
    (model / OWN_NETWORK).unlink()
    with_them = fingerprint_folder(model)
    (model / name).unlink()
    assert fingerprint_folder(model) == with_them
