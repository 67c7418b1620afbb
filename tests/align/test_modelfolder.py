"""Folders that are written once, checked, and written anew when damaged."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from align.modelfolder import MANIFEST, fingerprint_folder, provide_folder
from glossary.errors import ModelError


def _write(folder: Path) -> None:
    (folder / "weights").write_bytes(b"0123456789")
    (folder / "part").mkdir()
    (folder / "part" / "settings.json").write_text("{}", encoding="utf-8")


def _refuse(_: Path) -> None:
    raise AssertionError("a sound folder was written again")


def _truncate(folder: Path) -> None:
    (folder / "weights").write_bytes(b"01234")


def _remove(folder: Path) -> None:
    (folder / "part" / "settings.json").unlink()


def _break_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"weights": 10', encoding="utf-8")


def _change_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text('["weights"]', encoding="utf-8")


def _lose_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def test_a_folder_is_written_once(tmp_path: Path) -> None:
    """The second call finds it whole, also by content, and gives the same fingerprint."""
    folder = tmp_path / "deep" / "model"
    first = provide_folder(folder, _write, thorough=False)
    assert (folder / "weights").read_bytes() == b"0123456789"
    assert provide_folder(folder, _refuse, thorough=True) == first
    assert [path.name for path in folder.parent.iterdir()] == ["model"]


@pytest.mark.parametrize("damage", [_truncate, _remove, _break_manifest, _change_manifest, _lose_manifest])
def test_damage_is_mended_with_a_warning(
    damage: Callable[[Path], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What a glance can tell is mended by writing the folder anew, and the log names it."""
    folder = tmp_path / "model"
    first = provide_folder(folder, _write, thorough=False)
    damage(folder)
    assert provide_folder(folder, _write, thorough=False) == first
    assert provide_folder(folder, _refuse, thorough=True) == first
    assert f"the model in {folder} is damaged" in caplog.text
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_change_of_content_is_found_by_a_thorough_look(tmp_path: Path) -> None:
    """A file of the right size and the wrong content is found when, and only when, contents are compared."""
    folder = tmp_path / "model"
    provide_folder(folder, _write, thorough=False)
    (folder / "weights").write_bytes(b"0123456780")
    provide_folder(folder, _refuse, thorough=False)
    provide_folder(folder, _write, thorough=True)
    assert (folder / "weights").read_bytes() == b"0123456789"


def test_a_fault_while_writing_leaves_nothing(tmp_path: Path) -> None:
    """A full disk is an error that names folder and remedy, and no half of a model stays."""

    def fill(folder: Path) -> None:
        (folder / "weights").write_bytes(b"01")
        raise OSError(28, "No space left on device")

    with pytest.raises(ModelError, match=r"can't write the model '.*model' \(No space left on device\).*500 MB free"):
        provide_folder(tmp_path / "model", fill, thorough=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_cache_is_named(tmp_path: Path) -> None:
    """A cache folder that can't be one is an error of one line."""
    (tmp_path / "cache").write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match=r"can't write the model '.*cache/model'.*choose another cache folder"):
        provide_folder(tmp_path / "cache" / "model", _write, thorough=False)


def test_writers_at_the_same_time_all_get_a_whole_folder(tmp_path: Path) -> None:
    """Of four at once, whoever comes first, all end with the same model."""
    barrier = threading.Barrier(4)
    found: list[str] = []

    def slow(folder: Path) -> None:
        _write(folder)
        barrier.wait(timeout=10)

    threads = [
        threading.Thread(target=lambda: found.append(provide_folder(tmp_path / "model", slow, thorough=True)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [provide_folder(tmp_path / "model", _refuse, thorough=True)] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_fingerprint_is_of_names_and_contents(tmp_path: Path) -> None:
    """A copy has the same fingerprint; another content or name has another; hidden files do not count."""
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    for folder in (one, two, three):
        folder.mkdir()
        _write(folder)
    (one / ".lock").write_text("x", encoding="utf-8")
    assert fingerprint_folder(one) == fingerprint_folder(two)
    (two / "weights").write_bytes(b"0123456780")
    (three / "weights").rename(three / "weight")
    assert len({fingerprint_folder(folder) for folder in (one, two, three)}) == 3
