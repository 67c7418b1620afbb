"""Lines of text in the encodings that spreadsheets and CAT tools write."""

import io

import pytest

from glossary.errors import InputError
from glossary.formats import text_input
from glossary.formats.text_input import decode_head, iterate_lines


def _read(content: bytes) -> list[str]:
    return list(iterate_lines(io.BytesIO(content), "t.txt"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_and_line_ends(encoding: str) -> None:
    """Each line comes with its end, of any kind, and without the byte order mark; others than these end no line."""
    text = "γέφυρα\n\r\nмост\rjez\u2028\x0bioro\x85\n\ufeff"
    assert _read(text.encode(encoding)) == ["γέφυρα\n", "\r\n", "мост\r", "jez\u2028\x0bioro\x85\n", "\ufeff"]
    assert _read("".encode(encoding)) == []


def test_utf16_of_either_order() -> None:
    """The byte order mark tells which byte comes first."""
    assert _read("\ufeffмост".encode("utf-16-be")) == _read("\ufeffмост".encode("utf-16-le")) == ["мост"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"a\nb\r\xb3\nc",
            r"^t\.txt:3: the line is not in UTF-8; save it as UTF-8, which spreadsheets call “CSV UTF-8”$",
        ),
        (b"a\n\xed\xa0\x80", r"^t\.txt:2: the line is not in UTF-8"),
        (b"a\n\xe2\x82", r"^t\.txt:2: the line is not in UTF-8"),
        ("a\n\ufeff".encode("utf-16") + b"\x00\xd8\x20\x00", r"^t\.txt:\d: from here on the file is not in UTF-16"),
        ("a\n".encode("utf-16") + b"\x20", r"^t\.txt:\d: from here on the file is not in UTF-16"),
    ],
)
def test_other_encodings(content: bytes, message: str) -> None:
    """What is in a code page, has lone surrogates or is cut short is told with its line."""
    with pytest.raises(InputError, match=message):
        _read(content)


def test_good_lines_come_before_a_bad_one() -> None:
    """Reading goes as far as it can."""
    lines = iterate_lines(io.BytesIO(b"a\n\xff\n"), "t.txt")
    assert next(lines) == "a\n"
    with pytest.raises(InputError, match=r"t\.txt:2"):
        next(lines)


def test_endless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that never ends is given up before it fills the memory."""
    monkeypatch.setattr(text_input, "MAX_LINE", 100)
    with pytest.raises(InputError, match=r"t\.txt:2: the line has more than 100 characters; break it up"):
        _read(b"a\n" + b"x" * 1000)


def test_the_stream_is_left_open() -> None:
    """The stream is its owner's: reading to the end or giving up doesn't close it, and its owner may."""
    for count in (1, 2):
        stream = io.BytesIO(b"a\nb\n")
        lines = iterate_lines(stream, "t.txt")
        for _ in range(count):
            next(lines)
        lines.close()
        assert not stream.closed
    lines = iterate_lines(stream := io.BytesIO(b"a\nb\n"), "t.txt")
    next(lines)
    stream.close()
    lines.close()


def test_head() -> None:
    """The head of a file is its text, but for a character that is cut in two; what is no text is empty."""
    assert decode_head("\ufeffмост".encode()[:-1]) == "мос"
    assert decode_head("\ufeffмост".encode("utf-16-le")[:-1]) == "мос"
    assert decode_head(b"most \xb3adny i stary") == ""
    assert decode_head(b"") == ""
