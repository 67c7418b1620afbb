"""What holds for every format, and writing to files."""

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.errors import GlossaryError, UsageError
from glossary.formats import FORMATS, export, write_file
from glossary.model import Concept, Link, Proposal
from tests.glossary.samples import GLOSSARY

_EVERY = pytest.mark.parametrize("name", sorted(FORMATS))
_EVERY_GLOSSARY = pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"inconsistencies"}))


def _export(name: str) -> bytes:
    stream = io.BytesIO()
    export(iter(GLOSSARY.concepts), iter(GLOSSARY.documents), name, stream)
    return stream.getvalue()


def _failing() -> Iterator[Concept]:
    yield GLOSSARY.concepts[0]
    raise OSError(28, "No space left on device")


def test_table() -> None:
    """The formats of this version, by the names that the command line and HTTP use."""
    assert {name: (each.extension, each.media_type) for name, each in FORMATS.items()} == {
        "tbx": (".tbx", "application/x-tbx+xml"),
        "jsonl": (".jsonl", "application/jsonl"),
        "csv": (".csv", "text/csv; charset=utf-8"),
        "inconsistencies": (".csv", "text/csv; charset=utf-8"),
    }


@_EVERY
def test_format_declares_its_losses(name: str) -> None:
    """A format that loses nothing can be read back to the same glossary; any other one says what it loses."""
    each = FORMATS[name]
    if each.losses:
        assert all(len(loss) > 20 for loss in each.losses)
    else:
        assert each.read is not None
        assert each.read(io.BytesIO(_export(name)), "export") == GLOSSARY


@_EVERY
def test_bytes_are_repeatable(name: str) -> None:
    """Two exports of one glossary are the same bytes, and the stream stays open."""
    stream = io.BytesIO()
    export(GLOSSARY.concepts, GLOSSARY.documents, name, stream)
    assert not stream.closed
    assert stream.getvalue() == _export(name)


@_EVERY_GLOSSARY
def test_terms_of_all_languages_are_there(name: str) -> None:
    """Every term of every language stands in the export."""
    text = _export(name).decode("utf-8")
    terms = [term.text for concept in GLOSSARY.concepts for section in concept.sections for term in section.terms]
    assert [term for term in terms if term not in text] == []


@_EVERY
def test_file(tmp_path: Path, name: str) -> None:
    """A file holds the export, replaces the one before, and leaves nothing beside it."""
    path = tmp_path / "glossary.out"
    path.write_text("old")
    path.chmod(0o640)
    write_file(path, GLOSSARY.concepts, GLOSSARY.documents, name)
    assert path.read_bytes() == _export(name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    """A new file may be read by whom the umask lets, not by its owner alone."""
    path = tmp_path / "glossary.csv"
    mask = os.umask(0o027)
    try:
        write_file(path, (), (), "csv")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@_EVERY
def test_fault_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    """A fault in the middle leaves the file as it was and no other behind, and names file, reason and remedy."""
    path = tmp_path / "glossary.out"
    path.write_text("old")
    with pytest.raises(GlossaryError, match=r"cannot write '.*glossary\.out': No space left on device; name a file"):
        write_file(path, _failing(), (), name)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_links_are_followed(tmp_path: Path) -> None:
    """A symbolic link goes on pointing at the file, which gets the export."""
    path, link = tmp_path / "real.csv", tmp_path / "link.csv"
    path.write_text("old")
    link.symlink_to(path)
    write_file(link, GLOSSARY.concepts, GLOSSARY.documents, "csv")
    assert link.is_symlink()
    assert path.read_bytes() == _export("csv")


def test_devices_are_written_to(tmp_path: Path) -> None:
    """A device is written to, not replaced by a file; its fault is named."""
    write_file(Path(os.devnull), GLOSSARY.concepts, GLOSSARY.documents, "csv")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    full = Path("/dev/full")
    if full.exists():
        with pytest.raises(GlossaryError, match="cannot write '/dev/full': No space left on device"):
            write_file(full, GLOSSARY.concepts, GLOSSARY.documents, "tbx")
    assert list(tmp_path.iterdir()) == []


def test_no_such_folder(tmp_path: Path) -> None:
    """A folder that isn't there, or a folder for a file, is named."""
    with pytest.raises(GlossaryError, match=r"cannot write '.*none/g\.csv': No such file or directory; name a file"):
        write_file(tmp_path / "none" / "g.csv", (), (), "csv")
    with pytest.raises(GlossaryError, match=r"cannot write '.*': it is a folder"):
        write_file(tmp_path, (), (), "csv")


def test_unknown_format(tmp_path: Path) -> None:
    """A format that isn't in the table is named with those that are, and no file is made."""
    with pytest.raises(UsageError, match="no format 'docx'; choose among tbx, jsonl, csv, inconsistencies"):
        write_file(tmp_path / "g.docx", (), (), "docx")
    assert list(tmp_path.iterdir()) == []


@_EVERY
def test_proposals_go_where_there_is_place_for_them(tmp_path: Path, name: str) -> None:
    """A format that loses nothing writes the links that wait for a decision, too; another one is as without them."""
    proposal = Proposal(Link("pl", "most", "ru", "мост", "embedding", 0.25), "bridge", "newton")
    path = tmp_path / "glossary.out"
    write_file(path, GLOSSARY.concepts, GLOSSARY.documents, name, [proposal])
    each = FORMATS[name]
    if each.losses:
        assert path.read_bytes() == _export(name)
    else:
        assert each.read is not None
        assert each.read(io.BytesIO(path.read_bytes()), "export").proposals == (proposal,)
