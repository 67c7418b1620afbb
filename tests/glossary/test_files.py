"""Files are replaced whole or not at all."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

import pytest

from glossary.files import replace_file


def _write_new(stream: BinaryIO) -> None:
    stream.write(b"new")


def test_a_new_file_is_written(tmp_path: Path) -> None:
    """The file has what was written, and nothing lies beside it."""
    replace_file(tmp_path / "file", _write_new)
    assert (tmp_path / "file").read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_who_looks_meanwhile_sees_the_old_file(tmp_path: Path) -> None:
    """Until all is written, the file is as it was; who opened it before goes on reading the old content."""
    target = tmp_path / "file"
    target.write_bytes(b"old")
    seen: list[bytes] = []

    def write(stream: BinaryIO) -> None:
        stream.write(b"n" * 1_000_000)
        stream.flush()
        seen.append(target.read_bytes())

    with target.open("rb") as opened:
        replace_file(target, write)
        assert opened.read() == b"old"
    assert seen == [b"old"]
    assert target.read_bytes() == b"n" * 1_000_000


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), ValueError("a bug"), KeyboardInterrupt()])
def test_a_fault_leaves_the_old_file_and_no_other(fault: BaseException, tmp_path: Path) -> None:
    """Whatever is raised in the middle, Ctrl-C too, comes through; the file is as it was, and nothing beside it."""
    target = tmp_path / "file"
    target.write_bytes(b"old")

    def write(stream: BinaryIO) -> None:
        stream.write(b"ne")
        raise fault

    with pytest.raises(type(fault)) as caught:
        replace_file(target, write)
    assert caught.value is fault
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_permissions_stay(tmp_path: Path) -> None:
    """A replaced file keeps its permissions."""
    target = tmp_path / "file"
    target.write_bytes(b"old")
    target.chmod(0o604)
    replace_file(target, _write_new)
    assert stat.S_IMODE(target.stat().st_mode) == 0o604


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    """A new file may be read by whom the umask lets, and the umask is what it was."""
    mask = os.umask(0o027)
    try:
        replace_file(tmp_path / "file", _write_new)
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    """A folder in the place of the file is refused before anything is written."""
    with pytest.raises(IsADirectoryError, match="it is a folder"):
        replace_file(tmp_path, _write_new)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """A file in a folder that isn't there can't be written, and no folder is made."""
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "none" / "file", _write_new)
    assert list(tmp_path.iterdir()) == []


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    """A name as long as the system allows leaves room for the name of the part."""
    replace_file(tmp_path / ("x" * 255), _write_new)
    assert [path.name for path in tmp_path.iterdir()] == ["x" * 255]
