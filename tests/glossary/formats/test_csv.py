"""The flat table for people, with commas, semicolons or tabs."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import InputError
from glossary.formats import FORMATS, csv_table
from glossary.formats.content import Origin, Rejected
from glossary.formats.csv_table import escape_cell, read_csv, recognize_csv, recognize_tsv, unescape_cell
from glossary.formats.identity import make_id
from glossary.formats.term_table import HEADER, join_texts, keep, split_texts
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Context,
    Form,
    Glossary,
    GrammaticalGender,
    GrammaticalNumber,
    LanguageSection,
    PartOfSpeech,
    Term,
    TermType,
)
from tests.glossary.formats.contract import check_round_trip, write
from tests.glossary.samples import BRIDGE, GLOSSARY, SENTENCE, glossaries

_BOTH = pytest.mark.parametrize("name", ["csv", "tsv"])


def _read(content: str | bytes) -> list[Concept | Rejected]:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(read_csv(stream, Origin("t.csv")))


def _term(language: str, *texts: str) -> LanguageSection:
    return LanguageSection(language, tuple(Term(text) for text in texts))


def _unnamed(*sections: LanguageSection) -> Concept:
    return Concept(make_id(sections), sections)


# -- writing and reading back ------------------------------------------------------------------------------------------


@_BOTH
@settings(deadline=None)
@given(glossary=glossaries)
def test_round_trip(name: str, glossary: Glossary) -> None:
    """What a table keeps of a concept is read back, and written again to the same bytes."""
    check_round_trip(FORMATS[name], glossary)


def test_rows() -> None:
    """Each term is a row with all that a terminologist works on, its first sentence and the document of that."""
    content = write(FORMATS["csv"], GLOSSARY)
    assert content.startswith(b"\xef\xbb\xbfconcept,kind,concept status,")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == list(HEADER)
    concept = (
        *("bridge", "term", "approved", "0.8750", "engineering", "A bridge that moves & lets <ships> pass."),
        *("See also: swing bridge", "pl"),
    )
    tail = (
        *("Most, który się podnosi.", "not of every hinged bridge", "https://example.org/bridge.png"),
        "https://example.org/wiki/Bridge_(movable)#kinds; urn:isbn:9788301000000",
    )
    assert rows[1] == [
        *concept,
        *("most zwodzony", "preferred", "noun", "masculine", "singular", "fullForm", "PL", "yes", "yes"),
        *("older than the swing bridge", "5", "mosty zwodzone; mostem zwodzonym", SENTENCE, "d1"),
        *tail,
    ]
    assert rows[2] == [
        *concept,
        *("zwodzony most", "proposed", "", "", "", "", "", "", "", "", "1", "", "", ""),
        *tail,
    ]
    assert len(rows) == 1 + 9


def test_tabs() -> None:
    """The other table is the same with tabs."""
    rows = [
        list(csv.reader(io.StringIO(write(FORMATS[name], GLOSSARY).decode("utf-8-sig"), newline=""), delimiter=tab))
        for name, tab in (("csv", ","), ("tsv", "\t"))
    ]
    assert rows[0] == rows[1]


def test_what_is_kept() -> None:
    """The losses are those that are declared: proofs of terms and of links, empty texts, what has no term."""
    kept = keep(BRIDGE, None)
    assert kept is not None
    assert (kept.links, kept.external_links, kept.confidence) == ((), BRIDGE.external_links, 0.875)
    [term, _] = kept.sections[0].terms
    assert (term.nested, term.termhood, term.reason, term.frequency) == (0, 0.0, "", 5)
    assert term.forms == (Form("mosty zwodzone"), Form("mostem zwodzonym"))
    assert term.contexts == (Context("d1", 0, 0, SENTENCE, 0, 0),)
    sections = (
        LanguageSection("pl", (Term("most", note=""), Term(" ")), note=""),
        LanguageSection("no tag", (Term("x"),)),
        LanguageSection("ru", ()),
        LanguageSection("PL", (Term("kładka"),), definition="D", note="N"),
    )
    joined = LanguageSection("pl", (Term("most"), Term("kładka")), "D", "N")
    assert keep(Concept("c", sections, definition="", confidence=0.12345), None) == Concept(
        "c", (joined,), confidence=0.1235
    )
    assert keep(Concept("c", sections[1:3]), None) is None
    assert keep(Concept("", (_term("pl", "most"),)), None) == _unnamed(_term("pl", "most"))


@pytest.mark.parametrize("text", ["=1+1", "+48 22", "-most", "@home", "\tmost", "\r\nmost", "'=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    """A term that a spreadsheet would run begins with an apostrophe, which reading takes away."""
    concept = Concept("c", (_term("pl", text),))
    content = write(FORMATS["csv"], Glossary((concept,)))
    [_, row] = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert row[HEADER.index("term")] == "'" + text
    assert _read(content) == [concept]


@given(st.text() | st.text(alphabet="'=+-@\t a"))
def test_escaping_can_be_undone(text: str) -> None:
    """Escaping changes no text for good, and what it gives never begins as a formula does."""
    assert unescape_cell(escape_cell(text)) == text
    assert not escape_cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.lists(st.text(alphabet="\\; |a") | st.text()), st.sampled_from(";|"))
def test_texts_of_a_cell_can_be_told_apart(texts: list[str], separator: str) -> None:
    """Texts with separators and backslashes in them come back from one cell, but for white space and empty ones."""
    assert split_texts(join_texts(texts, separator), separator) == tuple(text.strip() for text in texts if text.strip())


def test_long_cells() -> None:
    """A long run of backslashes or of separators takes no time to speak of."""
    for text in ("\\" * 1_000_000, ";" * 500_000):
        assert split_texts(join_texts([text])) == (text,)
    assert split_texts("; " * 500_000) == ()


def test_half_a_character_is_replaced() -> None:
    """A lone surrogate, which no file can hold, becomes a question mark."""
    content = write(FORMATS["csv"], Glossary((Concept("c", (_term("pl", "a\ud800b"),)),)))
    assert _read(content) == [Concept("c", (_term("pl", "a?b"),))]


# -- tables that people write ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_minimal_table(separator: str, end: str) -> None:
    """Two columns will do, in any order and case, with any separator and line end: each row is a concept."""
    lines = [f"Term{separator}LANGUAGE", f'"most; stary, kamienny"{separator}PL', "", f"мост{separator}ru{separator}"]
    assert _read(end.join(lines)) == [_unnamed(_term("pl", "most; stary, kamienny")), _unnamed(_term("ru", "мост"))]


def test_rows_of_one_concept() -> None:
    """Rows of one concept are joined, wherever they stand, as after sorting by language."""
    content = "language,concept,term\nel,b,γέφυρα\npl,a,most\npl,a,mostek\npl,b,kładka\nru,a,мост\n"
    assert _read(content) == [
        Concept("b", (_term("el", "γέφυρα"), _term("pl", "kładka"))),
        Concept("a", (_term("pl", "most", "mostek"), _term("ru", "мост"))),
    ]


def test_cells_as_people_write_them() -> None:
    """Categories are known in any case and with spaces; a decimal comma and several words for yes are taken."""
    content = (
        "concept;Kind;concept_status;confidence;language;term;administrative status;Part of speech;gender;number;"
        "term type;do not translate;case-sensitive;frequency;forms;document\n"
        "a;Person;APPROVED;0,5;pt_br;Ana ;Preferred;Proper noun;feminine;plural;Full form;TRUE;no; 7 ;Any;d\n"
    )
    term = Term(
        "Ana ",
        AdministrativeStatus.PREFERRED,
        PartOfSpeech.PROPER_NOUN,
        GrammaticalGender.FEMININE,
        frequency=7,
        forms=(Form("Any"),),
        contexts=(Context("d", 0, 0, "", 0, 0),),
        number=GrammaticalNumber.PLURAL,
        term_type=TermType.FULL_FORM,
        do_not_translate=True,
    )
    section = LanguageSection("pt-BR", (term,))
    assert _read(content) == [Concept("a", (section,), ConceptKind.PERSON, ConceptStatus.APPROVED, 0.5)]


def test_said_once_is_said_for_all_rows() -> None:
    """What is said of a concept or a language in one row need not be said again."""
    content = (
        "concept,subject field,language,language note,term\n"
        "a,,pl,,most\na,bridges,pl,N,mostek\na,bridges,pl,,kładka\na,,ru,,мост\n"
    )
    polish = LanguageSection("pl", (Term("most"), Term("mostek"), Term("kładka")), note="N")
    assert _read(content) == [Concept("a", (polish, _term("ru", "мост")), subject_field="bridges")]


def test_a_wide_table() -> None:
    """A column a language and a row a concept, with several terms in a cell."""
    content = "pl;ru;pt-br\nmost | mostek;мост;\n;дом\\|изба|;casa\n"
    assert _read(content) == [
        _unnamed(_term("pl", "most", "mostek"), _term("ru", "мост")),
        _unnamed(_term("ru", "дом|изба"), _term("pt-BR", "casa")),
    ]


def test_a_wide_table_with_columns_of_the_concept() -> None:
    """Beside the languages of a wide table may stand what is said of the whole concept, and a language twice."""
    content = "concept,definition,pl,pl,ru\na,D,most,mostek,мост\nb,,dom,,\na,,,,мостик\n"
    assert _read(content) == [
        Concept("a", (_term("pl", "most", "mostek"), _term("ru", "мост", "мостик")), definition="D"),
        Concept("b", (_term("pl", "dom"),)),
    ]


def test_empty_columns_and_rows() -> None:
    """Columns of other names are passed over if they are empty, and so are empty rows."""
    assert _read("\ufeff\nlanguage,term,colour,\n,,,\npl,most,,\n\n") == [_unnamed(_term("pl", "most"))]


def test_line_that_names_the_separator() -> None:
    """A first line "sep=;", which is for Excel, is obeyed and taken for nothing else."""
    assert _read('sep=;\r\nlanguage;term\r\npl;"a\r\nb"\r\n') == [_unnamed(_term("pl", "a\r\nb"))]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    """Excel's “Unicode text” is UTF-16 with tabs."""
    assert _read("language\tterm\r\nel\tγέφυρα\r\n".encode(encoding)) == [_unnamed(_term("el", "γέφυρα"))]


def test_stream_stays_open() -> None:
    """The stream that is read belongs to the caller."""
    stream = io.BytesIO(b"language,term\npl,most\n")
    assert len(list(read_csv(stream, Origin()))) == 1
    assert not stream.closed


# -- faults ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"t\.csv:0: among the columns none there is no 'language' and no 'term'; the first line must name"),
        ("term\nmost", r"t\.csv:1: among the columns 'term' there is no 'language'; the first line must name"),
        ("most;мост\nx;y", r"t\.csv:1: among the columns 'most;мост' there is no 'language' and no 'term'"),
        ("sep=;\nlanguage;word\npl;most", r"t\.csv:2: among the columns 'language', 'word' there is no 'term'"),
        ("language,term,Term\npl,a,b", r"t\.csv:1: the column 'term' stands twice; remove one"),
        (
            "language,term,colour\npl,most,\npl,dom,red",
            r"t\.csv:3: unknown column 'colour' with 'red'; remove it, or na",
        ),
        ("language,term,\npl,most,red", r"t\.csv:2: unknown column '' with 'red'"),
        ("id,pl,ru\n1,most,мост", r"t\.csv:1: the column 'id' may be an identifier or Indonesian; name it 'concept'"),
        (
            "pl,ru,frequency\nmost,мост,2",
            r"t\.csv:1: the column 'frequency' says something of one term, and a row here",
        ),
        ('language,term\npl,most\npl,"dom\nru,x\n', r"t\.csv:3: a cell never ends, or has more than 2,000,000 chara"),
        ('language,term\npl,"' + "x" * 2_000_001, r"t\.csv:2: a cell never ends, or has more than 2,000,000 chara"),
        ("x" * 200_000, r"t\.csv:1: among the columns 'x{40}…' there is no 'language'"),
    ],
)
def test_what_spoils_a_table(content: str, message: str) -> None:
    """A header without languages and terms, a column that would be lost, and an endless cell are told with line."""
    with pytest.raises(InputError, match=message):
        _read(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"language,term\npl,most\npl,\xb3adny\n", r"t\.csv:3: the line is not in UTF-8; save it as UTF-8, which"),
        (b"language,term\npl,\xed\xa0\x80\n", r"t\.csv:2: the line is not in UTF-8"),
        (
            "language,term\npl,most\n".encode("utf-16") + b"\x00\xd8\x20\x00",
            r"t\.csv:\d: from here on .* not in UTF-16",
        ),
        ("language,term\n".encode("utf-16-le"), r"t\.csv:1: among the columns"),
        (bytes(range(128, 256)), r"t\.csv:\d: the line is not in UTF-8"),
    ],
)
def test_other_encodings(content: bytes, message: str) -> None:
    """A file in a code page, or broken, is told with the line that isn't in UTF-8."""
    with pytest.raises(InputError, match=message):
        _read(content)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("b,pl,,,,", "the row has no term; write one, or remove the row"),
        ("b, ,most,,,", "'' is no language tag; write one like 'pl'"),
        ("b,polski_PL_,most,,,", "'polski-PL-' is no language tag; write one like 'pl'"),
        (",pl,most,,,", "the row names no concept; name it, the same in all rows of the concept, or leave the column"),
        ("b,pl,most,good,,", "administrative status: expected one of preferred, admitted, .*, not 'good'"),
        ("b,pl,most,,many,", "frequency: expected a whole number from 0 to 2147483647, not 'many'"),
        ("b,pl,most,,2147483648,", "frequency: expected a whole number from 0 to 2147483647, not '2147483648'"),
        ("b,pl,most,,-1,", "frequency: expected a whole number from 0 to 2147483647, not '-1'"),
        ("b,pl,most,,,nan", "confidence: expected a number, not 'nan'"),
        ("b,pl,most,,,1e999", "confidence: expected a number, not '1e999'"),
        ("b,pl,most,,,,stary", "the row has 7 cells, and the table 6 columns; put quotation marks around a cell"),
        ('b,pl,"most" stary,,,', "',' expected after '\"'; double the quotation marks"),
        (f"b,pl,{'x' * 10_001},,,", "the term 'x{40}…' has 10,001 characters, more than 10,000; shorten it"),
        (f"{'x' * 1_048_576},pl,most,,,", "'x{40}…' has 1,048,576 characters, more than 1,000,000; shorten it"),
    ],
)
def test_bad_row(row: str, message: str) -> None:
    """A row that makes no sense is rejected with its line, the value and the remedy; reading goes on."""
    header = "concept,language,term,administrative status,frequency,confidence"
    first, *concepts = _read(f'{header}\na,pl,"most\nstary",,,\n{row}\nc,ru,мост,,,\n')
    assert isinstance(first, Rejected)
    assert (first.line, first.text) == (4, row)
    assert re.search(message, first.reason)
    assert concepts == [Concept("a", (_term("pl", "most\nstary"),)), Concept("c", (_term("ru", "мост"),))]


def test_do_not_translate_is_yes_or_no() -> None:
    """A mark that is neither yes nor no is rejected."""
    [rejected] = _read("language,term,do not translate\npl,most,perhaps\n")
    assert rejected == Rejected(2, "do not translate: expected yes or no, not 'perhaps'", "pl,most,perhaps")


def test_contradictions() -> None:
    """Rows that don't agree on their concept or language are rejected, not mixed."""
    content = (
        "concept,kind,language,language definition,term\n"
        "a,place,pl,,most\na,person,pl,,mostek\nb,,pl,D,dom\nb,,pl,E,chata\nb,,ru,E,дом\n"
    )
    place, other = Concept("a", (_term("pl", "most"),), ConceptKind.PLACE), LanguageSection("pl", (Term("dom"),), "D")
    assert _read(content) == [
        Rejected(
            3, "concept 'a': the kind is 'person' here and 'place' in a row before; make them the same",
            "a,person,pl,,mostek",
        ),
        place,
        Rejected(
            5, "concept 'b': the definition is 'E' here and 'D' in a row before; make them the same", "b,,pl,E,chata"
        ),
        Concept("b", (other, LanguageSection("ru", (Term("дом"),), "E"))),
    ]  # fmt: skip


def test_repeated_rows_without_concepts() -> None:
    """Two rows of the same terms, whose concepts nothing tells apart, are no two concepts."""
    reason = "the same terms stand in line 2; remove the row, or tell concepts apart in a column 'concept'"
    assert _read("pl,ru\nmost,мост\nmost,мост\n") == [
        Rejected(3, reason, "most,мост"),
        _unnamed(_term("pl", "most"), _term("ru", "мост")),
    ]


def test_nul() -> None:
    """A NUL is a character like any other; validation is what tells of it."""
    assert _read("language,term\npl,mo\x00st\n") == [_unnamed(_term("pl", "mo\x00st"))]


def test_endless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that never ends is given up before it fills the memory."""
    monkeypatch.setattr("glossary.formats.text_input.MAX_LINE", 1000)
    with pytest.raises(InputError, match=r"t\.csv:2: the line has more than 1,000 characters; break it up"):
        _read("language,term\npl," + "x" * 5000)


# -- recognition -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "is_csv", "is_tsv"),
    [
        ("language,term\n", True, False),
        ("sep=;\nTerm;colour;Language", True, False),
        ("\ufeffconcept\tlanguage\tterm\r\nc\tpl\tmost", False, True),
        ("pl;ru\nmost;мост", True, False),
        ("concept\tpl\tzh-Hant\n", False, True),
        ("pl\nmost", False, False),
        ("cat,kot\ndog,pies", False, False),
        ("pl,ru,note\n", False, False),
        ("most\tмост\t\n", False, False),
        ("concept,language,preferred,competing\n", False, False),
        ("", False, False),
        ('{"language":1,"term":2}', False, False),
        ('<?xml version="1.0"?><tbx>', False, False),
        ("PK\x03\x04", False, False),
    ],
)
def test_recognize(head: str, is_csv: bool, is_tsv: bool) -> None:
    """A table of terms is known by its header, and by what parts the cells of that."""
    assert (recognize_csv(head.encode()), recognize_tsv(head.encode())) == (is_csv, is_tsv)


def test_recognize_a_cut_head() -> None:
    """The head of a file may end in the middle of a character; a file in a code page is not recognized."""
    content = "language,term\nel,γέφυρα\n".encode()
    assert all(recognize_csv(content[:end]) for end in range(len("language,term\n"), len(content)))
    assert recognize_csv("language,term\nel,γέφυρα".encode("utf-16"))
    assert not recognize_csv("language,term\nel,γέφυρα και πολλά άλλα".encode("cp1253"))
    assert csv_table.BOM == b"\xef\xbb\xbf"
