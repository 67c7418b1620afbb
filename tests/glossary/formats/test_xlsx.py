"""The workbook: what people see in it, what is read from it, and what is refused."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import InputError, UsageError
from glossary.formats import FORMATS, inconsistency_table, xlsx, xlsx_input
from glossary.formats.content import MAX_TERM, Content, Origin, Rejected
from glossary.formats.identity import make_id
from glossary.formats.term_table import HEADER
from glossary.formats.xlsx_input import MAX_COLUMNS, read_xlsx
from glossary.model import (
    AdministrativeStatus,
    Concept,
    Form,
    Glossary,
    LanguageSection,
    SourceDocument,
    Term,
)
from tests.glossary.formats.contract import check_round_trip, read, write
from tests.glossary.samples import BRIDGE, GLOSSARY, SENTENCE, glossaries

XLSX = FORMATS["xlsx"]


def _load(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def _rows(content: bytes, sheet: str) -> list[tuple[Any, ...]]:
    return list(_load(content)[sheet].iter_rows(values_only=True))


def _read(content: bytes) -> list[Any]:
    return list(read_xlsx(io.BytesIO(content), Origin("t.xlsx")))


def _make(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """Return a workbook as another tool writes it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rebuild(content: bytes, change: Callable[[str, bytes], bytes], more: Mapping[str, bytes] | None = None) -> bytes:
    """Return a workbook whose parts were changed, with more of them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return stream.getvalue()


def _change_sheet(content: bytes, old: bytes, new: bytes) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        assert name != "xl/worksheets/sheet1.xml" or old in part
        return part.replace(old, new, 1) if name == "xl/worksheets/sheet1.xml" else part

    return _rebuild(content, change)


_FOREIGN = _make({"List": [["language", "term"], ["pl", "most"]]})
_MOST = Concept(make_id([LanguageSection("pl", (Term("most"),))]), (LanguageSection("pl", (Term("most"),)),))


def _terms(*texts: str) -> Glossary:
    return Glossary((Concept("c", (LanguageSection("pl", tuple(map(Term, texts))),)),))


# -- writing and reading back ------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(glossary=glossaries)
def test_round_trip(glossary: Glossary) -> None:
    """What a workbook keeps of a concept is read back, and written again to the same bytes."""
    check_round_trip(XLSX, glossary)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=8) | st.text(alphabet="_x0019AaDdFf'=\r\n\t ￾￿"), min_size=1))
def test_any_text(texts: list[str]) -> None:
    """Control characters, and texts that look like the format's own way to write these, are read back."""
    check_round_trip(XLSX, _terms(*texts))


def test_sample_round_trip() -> None:
    """The sample keeps its documents, statuses and notes, and one context of a term."""
    check_round_trip(XLSX, GLOSSARY)
    again = read(XLSX, write(XLSX, GLOSSARY))
    assert again.documents == GLOSSARY.documents
    [term, _] = again.concepts[0].sections[0].terms
    assert (term.note, term.forms[0], term.contexts[0].sentence) == (
        "older than the swing bridge",
        Form("mosty zwodzone"),
        SENTENCE,
    )


def test_sheets() -> None:
    """There is a sheet a view, each with a head that stays in view and a filter over all rows."""
    book = _load(write(XLSX, GLOSSARY))
    assert {sheet.title: (sheet.freeze_panes, sheet.auto_filter.ref) for sheet in book.worksheets} == {
        "Glossary": ("A2", "A1:H4"),
        "Terms": ("A2", "A1:Z10"),
        "Inconsistencies": ("A2", "A1:M2"),
        "Documents": ("A2", "A1:G3"),
    }
    assert all(cell.font.bold for sheet in book.worksheets for cell in sheet[1])


def test_glossary_sheet() -> None:
    """The overview has a row for each concept with the preferred term of each language, in the order they come."""
    assert _rows(write(XLSX, GLOSSARY), "Glossary") == [
        ("concept", "concept status", "subject field", "pl", "ru", "ar", "el", "definition"),
        (
            *("bridge", "approved", "engineering", "most zwodzony", "разводной мост", "الجسر المتحرك"),
            *("κινητή γέφυρα", "A bridge that moves & lets <ships> pass."),
        ),
        ("railway-bridge", "proposed", None, "most kolejowy", None, None, None, None),
        ("newton", "proposed", None, "Izaak Newton", None, None, "Ισαάκ Νεύτων", None),
    ]


def test_overview_shows_no_term_that_nobody_should_use() -> None:
    """A rejected term is not what a translator finds in the overview, where another one could be."""
    terms = (Term("a", AdministrativeStatus.REJECTED), Term("b"))
    rows = _rows(
        write(
            XLSX,
            Glossary((Concept("c", (LanguageSection("pl", terms), LanguageSection("ru", terms[:1]))),)),
        ),
        "Glossary",
    )
    assert rows[1] == ("c", "proposed", None, "b", None, None)


def test_terms_sheet() -> None:
    """The terms have the columns of the other tables, with numbers as numbers."""
    rows = _rows(write(XLSX, GLOSSARY), "Terms")
    assert rows[0] == HEADER
    row = dict(zip(HEADER, rows[1], strict=True))
    assert (row["term"], row["administrative status"], row["frequency"], row["confidence"]) == (
        *("most zwodzony", "preferred"),
        *(5, 0.875),
    )
    assert (row["forms"], row["context"], row["document"]) == ("mosty zwodzone; mostem zwodzonym", SENTENCE, "d1")
    assert len(rows) == 1 + 9


def test_inconsistencies_sheet() -> None:
    """The competing terms stand in a sheet of their own, with counts that can be sorted."""
    rows = _rows(write(XLSX, GLOSSARY), "Inconsistencies")
    assert rows[0] == inconsistency_table.HEADER
    assert rows[1:] == [
        ("bridge", "pl", "most zwodzony", 5, "zwodzony most", "proposed", "word order", None, 1, 0.17, *[None] * 3)
    ]
    shared = [Concept(name, (LanguageSection("pl", (Term("most", frequency=1),)),)) for name in "ab"]
    rows = _rows(write(XLSX, Glossary(tuple(shared))), "Inconsistencies")
    assert [(row[0], row[6], row[9]) for row in rows[1:]] == [
        ("a", "several concepts", 0.5),
        ("b", "several concepts", 0.5),
    ]


def test_right_to_left() -> None:
    """Arabic texts are set from right to left, in the overview and among the terms; ids and Polish are not."""
    book = _load(write(XLSX, GLOSSARY))
    overview, terms = book["Glossary"], book["Terms"]
    assert [cell.alignment.readingOrder for cell in overview[2]] == [0, 0, 0, 0, 0, 2, 0, 0]
    [row] = [row for row in terms.iter_rows(min_row=2) if row[HEADER.index("language")].value == "ar"]
    marked = {HEADER[cell.column - 1] for cell in row if cell.alignment.readingOrder == 2}
    assert marked == {"term", "forms"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+48 22", "-most", "@home", "\tmost", "\r\nmost", "'=1", "＝1", '=HYPERLINK("x")']
)
def test_no_cell_is_a_formula(text: str) -> None:
    """A text that a spreadsheet could run is a text with an apostrophe before it, which reading takes away."""
    content = write(XLSX, _terms(text))
    for sheet, column in (("Terms", HEADER.index("term")), ("Glossary", 3)):
        cell = _load(content)[sheet][2][column]
        assert cell.data_type == "s"
        assert str(cell.value).startswith("'")
    assert read(XLSX, content).concepts[0].sections[0].terms[0].text == text


@pytest.mark.parametrize("text", ["https://example.org", "12", "1e5", "TRUE", "{=1}", "mailto:a@b.c", "internal:A1"])
def test_a_text_stays_a_text(text: str) -> None:
    """What looks like a number, an address or an array formula is written as it is."""
    cell = _load(write(XLSX, _terms(text)))["Terms"][2][HEADER.index("term")]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_bytes_are_repeatable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of the export stands nowhere in the file, not even in the archive."""
    first = write(XLSX, GLOSSARY)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert write(XLSX, GLOSSARY) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"2000-01-01T00:00:00Z"}


def test_long_texts_are_cut() -> None:
    """A cell holds 32,767 units of UTF-16, and what doesn't fit is cut between characters and between forms."""
    long = "\U0001f600" * 20_000
    forms = tuple(Form("x" * 9_000 + str(number)) for number in range(5))
    concept = Concept("c", (LanguageSection("pl", (Term("most", forms=forms),), long, "=" * 40_000),), definition=long)
    kept = xlsx.keep(concept, None)
    assert kept is not None
    assert kept.definition == "\U0001f600" * 16_383
    assert kept.sections[0].note == "=" * 32_766
    assert kept.sections[0].terms[0].forms == forms[:3]
    check_round_trip(XLSX, Glossary((concept,)))


def test_characters_that_xml_lacks() -> None:
    """Halves of a surrogate pair and non-characters are replaced; all others are kept."""
    check_round_trip(XLSX, _terms("a\ud800\ufffe", "\x00\x0b\x1f\x7f\x85\u2028", "_x0041_", "_x005f_"))
    check_round_trip(XLSX, _terms("_x0041_x0041_x0041_", "_x005F_x0041_"))
    assert xlsx.keep(_terms("_x0041_x0041_x0041_").concepts[0], None) == _terms("_x0041__x0041__x0041_").concepts[0]
    assert xlsx.keep(_terms("a\ud800\ufffe").concepts[0], None) == _terms("a\ufffd\ufffd").concepts[0]


def test_too_many_rows_and_languages() -> None:
    """A glossary of more rows or languages than a sheet can hold is refused, not cut short."""
    many = tuple(LanguageSection(f"x-{number:x}", (Term("a"),)) for number in range(16_390))
    with pytest.raises(UsageError, match="the sheet 'Glossary' would have more rows or columns than a workbook can"):
        write(XLSX, Glossary((Concept("c", many),)))


def test_a_fault_leaves_nothing_open() -> None:
    """A fault of the glossary in the middle is passed on, with no file left open."""

    def concepts() -> Iterator[Concept]:
        yield BRIDGE
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        xlsx.write_xlsx(Content(concepts()), io.BytesIO())


def test_a_full_disk_is_an_os_error() -> None:
    """A stream that can't be written to raises its own error, not one of the library."""

    class Full(io.BytesIO):
        def write(self, _: Any) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        xlsx.write_xlsx(Content((BRIDGE,)), Full())


# -- what others write -------------------------------------------------------------------------------------------------


def test_long_foreign_sheet() -> None:
    """A sheet with language and term is read wherever it stands, with a title above it and empty rows in it."""
    content = _make(
        {
            "Read me": [["This is", "a list"]],
            "List": [
                ["Our terms 2024"],
                [],
                ["Term", "LANGUAGE", "Frequency"],
                ["most", "pl", 3],
                [],
                ["мост", "ru", 7.0],
            ],
        }
    )
    concepts = _read(content)
    assert [
        (c.sections[0].language, c.sections[0].terms[0].text, c.sections[0].terms[0].frequency) for c in concepts
    ] == [
        ("pl", "most", 3),
        ("ru", "мост", 7),
    ]


def test_wide_foreign_sheet() -> None:
    """A sheet with a column a language is read, with several terms in a cell, and numbers and dates as texts."""
    content = _make({"S": [["pl", "ru", "pt_br"], ["most | mostek", "мост"], [1989, None, date(2020, 1, 2)]]})
    first, second = _read(content)
    assert [(s.language, [t.text for t in s.terms]) for s in first.sections] == [
        ("pl", ["most", "mostek"]),
        ("ru", ["мост"]),
    ]
    assert [(s.language, s.terms[0].text) for s in second.sections] == [
        ("pl", "1989"),
        ("pt-BR", "2020-01-02T00:00:00"),
    ]


def test_saved_by_another_tool() -> None:
    """Our workbook, opened and saved by another tool with its table of strings, is read as before."""
    book = _load(write(XLSX, GLOSSARY))
    stream = io.BytesIO()
    book.save(stream)
    assert read(XLSX, stream.getvalue()) == read(XLSX, write(XLSX, GLOSSARY))


def test_overview_alone() -> None:
    """Without the sheet of terms, the overview is one that can be read."""
    book = _load(write(XLSX, GLOSSARY))
    del book["Terms"]
    stream = io.BytesIO()
    book.save(stream)
    concepts = read(XLSX, stream.getvalue()).concepts
    assert [concept.id for concept in concepts] == ["bridge", "railway-bridge", "newton"]
    assert [section.terms[0].text for section in concepts[2].sections] == ["Izaak Newton", "Ισαάκ Νεύτων"]


def test_formula_results_and_errors() -> None:
    """Of a formula the last result is read; a row in which a cell shows an error is rejected with its number."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for row, cells in enumerate((["language", "term"], ["pl", "most"], ["pl", "kładka"], ["pl", "brama"])):
        sheet.write_row(row, 0, cells)
    sheet.write_formula(1, 1, '=CONCAT("mo","st")', None, "most")
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    book.close()
    rejected, most, gate = _read(stream.getvalue())
    assert rejected == Rejected(
        3, "a cell shows the error '#DIV/0!'; mend its formula, or write its value", "pl\t#DIV/0!"
    )
    assert [each.sections[0].terms[0].text for each in (most, gate)] == ["most", "brama"]


def test_bad_rows() -> None:
    """A row that makes no sense is rejected with its number, reason and text, and reading goes on."""
    rows = [["language", "term"], ["xx-", "most"], ["pl"], ["pl", "x" * (MAX_TERM + 1)], ["pl", "most"]]
    *rejected, concept = _read(_make({"S": rows}))
    assert [(each.line, each.reason) for each in rejected] == [
        (2, "'xx-' is no language tag; write one like 'pl', 'ar' or 'pt-BR' (BCP 47)"),
        (3, "the row has no term; write one, or remove the row"),
        (4, f"the term '{'x' * 40}…' has 10,001 characters, more than 10,000; shorten it"),
    ]
    assert rejected[0].text == "xx-\tmost"
    assert concept == _MOST


def test_documents_of_others() -> None:
    """Only our own sheet of documents is read; a row of it that is too long is rejected."""
    assert _read(_make({"Terms": [["language", "term"], ["pl", "most"]], "Documents": [["a"], ["b"]]})) == [_MOST]
    header = list(xlsx_input.DOCUMENT_HEADER)
    content = _make(
        {"Terms": [["language", "term"], ["pl", "most"]], "Documents": [header, ["d", "f", "pl"], [*"12345678"]]}
    )
    assert _read(content)[:2] == [
        SourceDocument("d", "f", "pl", ""),
        Rejected(3, "the row has 8 cells, and a document 7; remove the others", "1\t2\t3\t4\t5\t6\t7\t8"),
    ]


def test_stream_that_cannot_seek() -> None:
    """A workbook from a pipe is read, too."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError(29, "Illegal seek")

    assert list(read_xlsx(Pipe(_FOREIGN), Origin("-"))) == [_MOST]


# -- files that are refused --------------------------------------------------------------------------------------------


def _bomb() -> bytes:
    return _rebuild(_FOREIGN, lambda _, part: part, {"xl/media/image1.png": bytes(2**22)})


def _large(monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(xlsx_input, "MAX_SIZE", 1000)
    return _FOREIGN


def _many_parts(monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(xlsx_input, "MAX_PARTS", 5)
    return _FOREIGN


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_large, r"^t\.xlsx:1: unpacked, the workbook has \d+,\d+ bytes, more than 1,000; split it"),
        (_many_parts, r"^t\.xlsx:1: the workbook has \d+ parts, more than 5; save it anew"),
    ],
)
def test_limits(monkeypatch: pytest.MonkeyPatch, make: Callable[[pytest.MonkeyPatch], bytes], message: str) -> None:
    """A workbook that is too large when unpacked, or of too many parts, is refused before anything is unpacked."""
    with pytest.raises(InputError, match=message):
        _read(make(monkeypatch))


def test_zip_bomb() -> None:
    """A part that is packed as no sheet is, is refused before it is unpacked."""
    with pytest.raises(
        InputError, match=r"^t\.xlsx:1: 'xl/media/image1.png' is packed more than 250-fold, as no sheet"
    ):
        _read(_bomb())


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("xl/vbaProject.bin", r"has macros or embedded files, 'xl/vbaProject.bin'; save it as .xlsx without them"),
        ("xl/macrosheets/sheet1.xml", "has macros or embedded files, 'xl/macrosheets/sheet1.xml'"),
        ("xl/embeddings/oleObject1.bin", "has macros or embedded files, 'xl/embeddings/oleObject1.bin'"),
        ("xl/externalLinks/externalLink1.xml", "the workbook links to others, 'xl/externalLinks/externalLink1.xml'"),
        ("xl/connections.xml", "the workbook links to others, 'xl/connections.xml'; replace the links by their values"),
    ],
)
def test_macros_and_links(part: str, message: str) -> None:
    """Macros, embedded files and links to other workbooks or data sources are refused, and the part is named."""
    with pytest.raises(InputError, match=message):
        _read(_rebuild(_FOREIGN, lambda _, each: each, {part: b"x"}))


def test_encrypted() -> None:
    """A workbook with a password, or an archive with one, is refused with the remedy."""
    with pytest.raises(InputError, match=r"^t\.xlsx:1: the workbook is encrypted, or of the old format \.xls; save it"):
        _read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    marked = bytearray(_FOREIGN)
    with zipfile.ZipFile(io.BytesIO(_FOREIGN)) as archive:
        name = archive.namelist()[0]
    marked[_FOREIGN.rindex(b"PK\x01\x02", 0, _FOREIGN.rindex(name.encode())) + 8] |= 1
    with pytest.raises(InputError, match=r"is encrypted; save the workbook without a password"):
        _read(bytes(marked))


@pytest.mark.parametrize("columns", [MAX_COLUMNS + 1, 10_000])
def test_too_many_columns(columns: int) -> None:
    """A row of thousands of cells is refused with its number."""
    content = _make({"S": [["language", "term"], ["x"] * columns]})
    with pytest.raises(
        InputError, match=rf"^t\.xlsx:2: the row has {columns:,} cells, more than 1,000; remove columns"
    ):
        _read(content)


def test_empty_columns_and_rows_do_no_harm() -> None:
    """Empty cells far to the right, and a sheet that lies of its size, are no reason to refuse it."""
    far = _change_sheet(_FOREIGN, b"</row></sheetData>", b'<c r="XFD2" s="0"/></row></sheetData>')
    assert _read(far) == [_MOST]
    lying = _change_sheet(_FOREIGN, b'<dimension ref="A1:B2"', b'<dimension ref="A1:XFD1048576"')
    assert _read(lying) == [_MOST]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'<row r="2"', b'<row r="99999999"', r"^t\.xlsx:1048577: the sheet has more than 1,048,576 rows; split it"),
        (
            b"</row></sheetData>",
            b"</sheetData>",
            r"^t\.xlsx:2: the workbook can't be read: .*; open it in a spreadsheet",
        ),
        (b'<c r="A2"', b'<c r="AAAAA2"', r"^t\.xlsx:2: the workbook can't be read: "),
        (
            b"<worksheet",
            b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet',
            r"^t\.xlsx:1: the workbook can't be read: ",
        ),
    ],
)
def test_broken_sheets(old: bytes, new: bytes, message: str) -> None:
    """A sheet that is broken, endless or declares entities is refused with the row where it goes wrong."""
    with pytest.raises(InputError, match=message):
        _read(_change_sheet(_FOREIGN, old, new))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"^t\.xlsx:1: this is no workbook: .*; save it as \.xlsx"),
        (b"PK\x03\x04 xl/", r"^t\.xlsx:1: this is no workbook: "),
        (_FOREIGN[:-200], r"^t\.xlsx:1: this is no workbook: "),
        (_make({"A": [["x", "y"]], "B": [["language"]]}), r"^t\.xlsx:1: none of the sheets \('A', 'B'\) is a table of"),
        (
            _make({"A": [["pl", "ru"], ["a", "b"]], "B": [["language", "term"]]}),
            r"^t\.xlsx:1: the sheets 'A' and 'B' are both tables of terms; name the one to be read 'Terms'",
        ),
        (
            _make({"A": [["language", "term", "Colour"], ["pl", "most", "red"]]}),
            r"^t\.xlsx:2: unknown column 'Colour' with 'red'; remove it",
        ),
    ],
)
def test_no_workbook(content: bytes, message: str) -> None:
    """What is no workbook, or has not just one table of terms, is refused with the reason and the remedy."""
    with pytest.raises(InputError, match=message):
        _read(content)


def test_archive_without_workbook() -> None:
    """A zip archive of other files is named as none."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/readme.txt", "x")
    with pytest.raises(InputError, match=r"^t\.xlsx:1: the workbook can't be read: "):
        _read(stream.getvalue())


def test_recognition() -> None:
    """A workbook is told from other archives and texts; an encrypted one is taken, so that reading says why not."""
    assert xlsx.recognize(write(XLSX, GLOSSARY)[:65536])
    assert xlsx.recognize(_FOREIGN[:65536])
    assert xlsx.recognize(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    for head in (b"", b"PK\x03\x04 word/document.xml", b"concept,language,term xl/", b"<tbx xl/>"):
        assert not xlsx.recognize(head)


def test_created_is_no_time_of_export() -> None:
    """The fixed date lies in the past, so that nobody takes it for the time of the export."""
    properties = _load(write(XLSX, GLOSSARY)).properties
    assert properties.created.replace(tzinfo=UTC) < datetime(2001, 1, 1, tzinfo=UTC)
