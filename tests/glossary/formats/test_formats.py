"""What holds for every format, telling formats apart, and writing to files."""

import io
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import HealthCheck, given, settings

from glossary import formats
from glossary.errors import GlossaryError, InputError, UsageError
from glossary.formats import FORMATS, Format, find_format, write_file
from glossary.formats.content import Content, Entry, LanguagePair, Origin, Rejected
from glossary.model import Concept, Glossary, LanguageSection, Link, Proposal, Term
from tests.glossary.formats.contract import PAIR, check_round_trip, read, write
from tests.glossary.samples import GLOSSARY, glossaries

PROPOSAL = Proposal(Link("pl", "most", "ru", "мост", "embedding", 0.25), "bridge", "newton")
_EVERY = pytest.mark.parametrize("name", sorted(FORMATS))
_READABLE = pytest.mark.parametrize("name", sorted(name for name, each in FORMATS.items() if each.read is not None))


def _pair(name: str) -> LanguagePair | None:
    return PAIR if FORMATS[name].is_bilingual else None


def _content(name: str, proposals: tuple[Proposal, ...] = ()) -> Content:
    return Content(iter(GLOSSARY.concepts), iter(GLOSSARY.documents), iter(proposals), _pair(name))


def _export(name: str) -> bytes:
    return write(FORMATS[name], GLOSSARY)


def _failing() -> Iterator[Concept]:
    yield GLOSSARY.concepts[0]
    raise OSError(28, "No space left on device")


# -- the table ---------------------------------------------------------------------------------------------------------


def test_names_are_told_apart() -> None:
    """A format is found by its name, a word for the command line, which is that of the table."""
    assert [each.name for each in FORMATS.values()] == list(FORMATS)
    assert [name for name in FORMATS if not re.fullmatch("[a-z][a-z0-9-]*", name)] == []


@_EVERY
def test_extension_and_media_type(name: str) -> None:
    """Both are well-formed (RFC 9110, 8.3.1); files that are called alike are of one media type."""
    each = FORMATS[name]
    assert re.fullmatch(r"(?:\.[a-z0-9]+)+", each.extension)
    assert re.fullmatch(r'[a-z]+/[a-z0-9.+-]+(?:; ?[a-z]+=(?:[A-Za-z0-9._-]+|"[^"]+"))*', each.media_type)
    alike = [other for other in FORMATS.values() if other.extension == each.extension]
    assert {other.media_type.partition(";")[0] for other in alike} == {each.media_type.partition(";")[0]}


@_EVERY
def test_format_is_whole(name: str) -> None:
    """A format that can be read says what it keeps; only one that can be read is recognized."""
    each = FORMATS[name]
    assert each.read is None or each.keep is not None
    assert each.recognize is None or each.read is not None


@_EVERY
def test_format_declares_its_losses(name: str) -> None:
    """A format that loses nothing can be read back to the same glossary; any other one says what it loses."""
    each = FORMATS[name]
    assert [loss for loss in each.losses if not re.fullmatch(r"\S.{19,}[^\s.]", loss)] == []
    assert len(set(each.losses)) == len(each.losses)
    if not each.losses:
        assert read(each, _export(name)) == GLOSSARY


@_EVERY
def test_what_is_kept_loses_nothing_more(name: str) -> None:
    """What is kept of a concept is kept whole the next time."""
    keep = FORMATS[name].keep
    if keep is not None:
        kept = [found for concept in GLOSSARY.concepts if (found := keep(concept, _pair(name))) is not None]
        assert kept
        assert [keep(concept, _pair(name)) for concept in kept] == kept


# -- reading back ------------------------------------------------------------------------------------------------------


@_READABLE
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(glossary=glossaries)
def test_round_trip(name: str, glossary: Glossary) -> None:
    """Any glossary comes back as the format says that it keeps it, and goes out again to the same bytes."""
    check_round_trip(FORMATS[name], glossary)


@_READABLE
def test_the_sample_comes_back(name: str) -> None:
    """So does one with everything in it."""
    check_round_trip(FORMATS[name], GLOSSARY)


@_READABLE
def test_each_is_known_by_its_content(name: str) -> None:
    """And by no other format; the name of the file doesn't matter."""
    head = _export(name)[:65536]
    fitting = {each.name for each in FORMATS.values() if each.recognize is not None and each.recognize(head)}
    if name in fitting:
        assert fitting == {name}
        assert find_format(head, "noise.bin").name == name
    else:
        assert fitting == set()
        assert FORMATS[name].is_bilingual


def test_what_is_of_no_format_is_named() -> None:
    """With those to choose from."""
    with pytest.raises(UsageError, match=r"'noise\.bin' is of no format that can be told .*; name one of .*jsonl"):
        find_format(b"\x00\x01", "noise.bin")


def test_the_extension_breaks_ties(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where several formats know a file, its extension decides; where that doesn't help, they are named."""

    def make(name: str, extension: str) -> Format:
        return replace(FORMATS["jsonl"], name=name, extension=extension, recognize=lambda head: head == b"x")

    made = [make("one", ".a"), make("two", ".b"), make("three", ".b")]
    monkeypatch.setattr(formats, "FORMATS", {each.name: each for each in made})
    assert find_format(b"x", "G.A") is made[0]
    with pytest.raises(UsageError, match=r"^'g\.b' may be of several formats; name one of two, three$"):
        find_format(b"x", "g.b")
    with pytest.raises(UsageError, match=r"^'g' may be of several formats; name one of one, two, three$"):
        find_format(b"x", "g")
    with pytest.raises(UsageError, match=r"^'g\.a' is of no format .*; name one of one, two, three$"):
        find_format(b"y", "g.a")


_RUBBISH = pytest.mark.parametrize(
    "content", [b"", b"\0" * 100, b"\xff\xfe\xff", b"\xff" * 70_000, b"PK\x03\x04", b"<", b"{", b"[" * 70_000, b"most"]
)


@_READABLE
@_RUBBISH
def test_rubbish_is_not_recognized(name: str, content: bytes) -> None:
    """What is of no format is taken for none, and stops none of them."""
    recognize = FORMATS[name].recognize
    assert recognize is None or not recognize(content[:65536])


@_READABLE
@_RUBBISH
def test_rubbish_gives_no_concept(name: str, content: bytes) -> None:
    """It is an error with the name of the file, in one line, or is rejected entry by entry."""
    chosen = FORMATS[name]
    assert chosen.read is not None
    entries: list[Entry | Rejected] = []
    fault = ""
    try:
        entries += chosen.read(io.BytesIO(content), Origin("rubbish", _pair(name)))
    except InputError as error:
        fault = str(error)
    assert [each for each in entries if not isinstance(each, Rejected)] == []
    assert re.fullmatch(r"(?:rubbish[^\n]{10,500})?", fault)


# -- writing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(name for name, each in FORMATS.items() if each.is_bilingual))
def test_a_bilingual_format_asks_for_its_languages(name: str) -> None:
    """Writing a file of two languages doesn't guess which they are."""
    with pytest.raises(UsageError, match="language"):
        FORMATS[name].write(Content(GLOSSARY.concepts), io.BytesIO())


@_EVERY
def test_bytes_are_repeatable(name: str) -> None:
    """Two exports of one glossary are the same bytes, and the stream stays open."""
    stream = io.BytesIO()
    FORMATS[name].write(_content(name), stream)
    assert not stream.closed
    assert stream.getvalue() == _export(name)


@_EVERY
def test_file(tmp_path: Path, name: str) -> None:
    """A file holds the export, replaces the one before, and leaves nothing beside it."""
    path = tmp_path / "glossary.out"
    path.write_text("old")
    path.chmod(0o640)
    write_file(path, _content(name), name)
    assert path.read_bytes() == _export(name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    """A new file may be read by whom the umask lets, not by its owner alone."""
    path = tmp_path / "glossary.csv"
    mask = os.umask(0o027)
    try:
        write_file(path, Content(()), "csv")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@_EVERY
def test_fault_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    """A fault in the middle leaves the file as it was and no other behind, and names file, reason and remedy."""
    path = tmp_path / "glossary.out"
    path.write_text("old")
    with pytest.raises(GlossaryError, match=r"cannot write '.*glossary\.out': No space left on device; name a file"):
        write_file(path, Content(_failing(), pair=_pair(name)), name)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_links_are_followed(tmp_path: Path) -> None:
    """A symbolic link goes on pointing at the file, which gets the export."""
    path, link = tmp_path / "real.csv", tmp_path / "link.csv"
    path.write_text("old")
    link.symlink_to(path)
    write_file(link, _content("csv"), "csv")
    assert link.is_symlink()
    assert path.read_bytes() == _export("csv")


def test_devices_are_written_to(tmp_path: Path) -> None:
    """A device is written to, not replaced by a file; its fault is named."""
    write_file(Path(os.devnull), _content("csv"), "csv")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    full = Path("/dev/full")
    if full.exists():
        with pytest.raises(GlossaryError, match="cannot write '/dev/full': No space left on device"):
            write_file(full, _content("tbx"), "tbx")
    assert list(tmp_path.iterdir()) == []


def test_no_such_folder(tmp_path: Path) -> None:
    """A folder that isn't there, or a folder for a file, is named."""
    with pytest.raises(GlossaryError, match=r"cannot write '.*none/g\.csv': No such file or directory; name a file"):
        write_file(tmp_path / "none" / "g.csv", Content(()), "csv")
    with pytest.raises(GlossaryError, match=r"cannot write '.*': it is a folder"):
        write_file(tmp_path, Content(()), "csv")


def test_unknown_format(tmp_path: Path) -> None:
    """A format that isn't in the table is named with those that are, and no file is made."""
    with pytest.raises(UsageError, match="no format 'docx'; choose among tbx, "):
        write_file(tmp_path / "g.docx", Content(()), "docx")
    assert list(tmp_path.iterdir()) == []


@_EVERY
def test_proposals_go_where_there_is_place_for_them(tmp_path: Path, name: str) -> None:
    """A format that loses nothing writes the links that wait for a decision, too; another one is as without them."""
    path = tmp_path / "glossary.out"
    write_file(path, _content(name, (PROPOSAL,)), name)
    if FORMATS[name].losses:
        assert path.read_bytes() == _export(name)
    else:
        assert read(FORMATS[name], path.read_bytes()).proposals == (PROPOSAL,)


@_READABLE
def test_a_concept_of_ten_thousand_languages(name: str) -> None:
    """It goes out and comes back, with as many languages as the format has room for, and takes no hours."""
    tags = ["".join(letters) for letters in islice(product(ascii_lowercase, repeat=3), 10_000)]
    concept = Concept("many", tuple(LanguageSection(tag, (Term("most"),)) for tag in tags))
    chosen = FORMATS[name]
    assert chosen.keep is not None
    kept = chosen.keep(concept, _pair(name))
    again = read(chosen, write(chosen, Glossary((concept,))))
    assert again.concepts == (() if kept is None else (kept,))
    assert chosen.is_bilingual or kept is not None
