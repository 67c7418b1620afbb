"""The flat tables of DeepL, Google, Amazon and OmegaT."""

import io

import pytest
from hypothesis import given, settings

from glossary.errors import InputError, UsageError
from glossary.formats import FORMATS, Format, flat_tables
from glossary.formats.content import Content, LanguagePair, Origin, Rejected
from glossary.formats.csv_table import read_csv, recognize_csv, recognize_tsv
from glossary.model import Concept, Glossary, LanguageSection, Term
from tests.glossary.formats.contract import PAIR, check_round_trip, write
from tests.glossary.formats.pairwise import check_pairs, check_statuses, make_pair
from tests.glossary.samples import GLOSSARY, glossaries

_CSV, _TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
DEEPL = FORMATS["deepl"]
GOOGLE = FORMATS["google"]
AWS = FORMATS["aws"]
OMEGAT = FORMATS["omegat"]
_READABLE = pytest.mark.parametrize("chosen", [DEEPL, GOOGLE, OMEGAT], ids=lambda each: each.name)
_ALL = pytest.mark.parametrize("chosen", [DEEPL, GOOGLE, AWS, OMEGAT], ids=lambda each: each.name)


def _read(chosen: Format, content: str | bytes, pair: LanguagePair | None = PAIR) -> list[object]:
    assert chosen.read is not None
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(chosen.read(stream, Origin("t.txt", pair)))


def _keep(chosen: Format, source: str, target: str) -> list[str] | None:
    """Return the terms that are kept of a concept."""
    assert chosen.keep is not None
    concept = Concept("c", (LanguageSection("pl", (Term(source),)), LanguageSection("ru", (Term(target),))))
    kept = chosen.keep(concept, PAIR)
    return None if kept is None else [section.terms[0].text for section in kept.sections]


# -- writing and reading back ------------------------------------------------------------------------------------------


@_READABLE
@settings(deadline=None)
@given(glossary=glossaries)
def test_round_trip(chosen: Format, glossary: Glossary) -> None:
    """What is kept of a concept is read back, a concept a source term, and written again to the same bytes."""
    check_pairs(chosen, glossary, by_source=chosen is not OMEGAT)


@_READABLE
def test_the_contract(chosen: Format) -> None:
    """Concepts with one source term each are read back as they are kept."""
    check_round_trip(
        chosen,
        Glossary((make_pair("most", target="мост"), make_pair('"a", b', target="'x'"), make_pair("=1", target="-2"))),
    )


@_ALL
def test_what_is_out_of_use(chosen: Format) -> None:
    """No translation is out of use, or of a concept that is rejected."""
    check_statuses(chosen)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (DEEPL, "most zwodzony\tразводной мост\nzwodzony most\tразводной мост\n"),
        (GOOGLE, "most zwodzony,разводной мост\nzwodzony most,разводной мост\n"),
        (AWS, "pl,ru\nmost zwodzony,разводной мост\nzwodzony most,разводной мост\n"),
        (
            OMEGAT,
            (
                "# Glossary in tab-separated format -*- coding: utf-8 -*-\n"
                "most zwodzony\tразводной мост\tA bridge that moves & lets <ships> pass.\n"
                "zwodzony most\tразводной мост\tA bridge that moves & lets <ships> pass.\n"
            ),
        ),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_bytes(chosen: Format, expected: str) -> None:
    """Each source term that may be used is a row with the preferred target, without a byte order mark."""
    assert write(chosen, GLOSSARY).decode() == expected


def test_quotation_marks() -> None:
    """Engines undo the quotation marks of CSV, and OmegaT undoes none; nothing is escaped for spreadsheets."""
    glossary = Glossary((make_pair('"a", b', target="=x"),))
    assert write(DEEPL, glossary).decode() == '"""a"", b"\t=x\n'
    assert write(GOOGLE, glossary).decode() == '"""a"", b",=x\n'
    assert write(OMEGAT, glossary).decode().endswith('\n"a", b\t=x\n')


@pytest.mark.parametrize(("chosen", "size"), [(DEEPL, 1024), (GOOGLE, 1023), (AWS, 200), (OMEGAT, 10_000)])
def test_the_longest_term(chosen: Format, size: int) -> None:
    """A term that is longer than the engine takes is left out."""
    assert _keep(chosen, "x" * size, "y" * size) == ["x" * size, "y" * size]
    assert _keep(chosen, "x" * (size + 1), "y") is None
    assert _keep(chosen, "x", "y" * (size + 1)) is None
    if chosen is not OMEGAT:
        assert _keep(chosen, "ж" * (size // 2), "y") is not None
        assert _keep(chosen, "ж" * (size // 2 + 1), "y") is None


@_ALL
@pytest.mark.parametrize("text", ["", " \t\r\n", "a\x00", "a\x1bb", "a\x9f", "\ud800", "a\uffff"])
def test_unfit_terms(chosen: Format, text: str) -> None:
    """A term with a control character, with what no file can hold, or with nothing is left out."""
    assert _keep(chosen, text, "y") is None
    assert _keep(chosen, "x", text) is None


@_ALL
def test_white_space(chosen: Format) -> None:
    """A term is one line, without white space or a byte order mark around it."""
    assert _keep(chosen, "\ufeff\u00a0a\u00a0b \n", "c\t\r\nd\u2028e") == ["a\u00a0b", "c d e"]


def test_a_comment_mark() -> None:
    """OmegaT would skip a source term that begins as a comment does."""
    assert _keep(OMEGAT, "#1", "x") is None
    assert _keep(OMEGAT, "x", "#1") == ["x", "#1"]
    assert _keep(DEEPL, "#1", "x") == ["#1", "x"]


def test_the_next_best_target() -> None:
    """If the preferred target is unfit, the first that is fit is taken."""
    targets = (Term("x" * 201), Term("мост"), Term("мосток"))
    concept = Concept("c", (LanguageSection("pl", (Term("most"),)), LanguageSection("ru", targets)))
    assert flat_tables.keep_aws(concept, PAIR) == make_pair("most", target="мост")


def test_do_not_translate() -> None:
    """A term that isn't to be translated stands for itself in a language that has no term, and only there."""
    source = LanguageSection("pl", (Term("Solidarność", do_not_translate=True),))
    assert flat_tables.keep_deepl(Concept("c", (source,)), PAIR) == make_pair("Solidarność", target="Solidarność")
    both = Concept("c", (source, LanguageSection("ru", (Term("Солидарность"),))))
    assert flat_tables.keep_deepl(both, PAIR) == make_pair("Solidarność", target="Солидарность")


def test_sources_that_stand_twice() -> None:
    """Engines take a source term once, the first time; OmegaT shows all of its targets, each once."""
    concepts = (
        make_pair("zamek", target="замок"),
        make_pair("zamek", target="застёжка"),
        make_pair("zamek", target="замок"),
    )
    assert write(DEEPL, Glossary(concepts)).decode() == "zamek\tзамок\n"
    assert write(AWS, Glossary(concepts)).decode() == "pl,ru\nzamek,замок\n"
    assert write(OMEGAT, Glossary(concepts)).decode().splitlines()[1:] == ["zamek\tзамок", "zamek\tзастёжка"]


def test_the_comment() -> None:
    """OmegaT's comment is the definition, or else the note, on one line with what no file can hold replaced."""
    sections = make_pair("a", target="b").sections
    for concept, note in (
        (Concept("c", sections, definition="d\ne", note="n"), "d e"),
        (Concept("c", sections, definition=" ", note="n\x00"), "n\ufffd"),
        (Concept("c", sections, note="x" * 1_000_001), None),
    ):
        kept = flat_tables.keep_omegat(concept, PAIR)
        assert kept is not None
        assert kept.note == note


@_ALL
def test_no_languages(chosen: Format) -> None:
    """The languages must be named, even for an empty glossary."""
    with pytest.raises(UsageError, match="has a source and a target language; name them"):
        chosen.write(Content(()), io.BytesIO())


# -- other people's files ----------------------------------------------------------------------------------------------


def test_deepl_exports() -> None:
    """DeepL's own export has commas, quotation marks, and columns for the languages and the relevance."""
    content = '\ufeff"most","мост","PL","RU"\r\n\r\nrzeka,река,pl,ru,0.9\r\n"a ""b""",в\r\n'
    expected = [make_pair("most", target="мост"), make_pair("rzeka", target="река"), make_pair('a "b"', target="в")]
    assert _read(DEEPL, content) == expected
    for row, reason in (
        ("most,Brücke,PL,DE", "the entry is in 'DE', not 'ru'; name its languages, or remove it"),
        ("most,мост,?", "'?' is no language tag; write one like 'pl', 'ar' or 'pt-BR' (BCP 47)"),
    ):
        assert _read(DEEPL, row) == [Rejected(1, reason, row)]


def test_google_with_tabs() -> None:
    """A unidirectional glossary may have tabs, and quotation marks within a cell."""
    assert _read(GOOGLE, 'most, duży\tмост\r5" dysk\t5"\r') == [
        make_pair("most, duży", target="мост"),
        make_pair('5" dysk', target='5"'),
    ]


def test_omegat_files() -> None:
    """Comments and blank lines are skipped, and quotation marks are what they are; UTF-16 is read."""
    content = '# x\n\nmost\tмост\n \t\n"a\tб"\t"c"\t\n#y\tz\n'
    expected = [make_pair("most", target="мост"), make_pair('"a', target='б"', note='"c"')]
    assert _read(OMEGAT, content) == expected
    assert _read(OMEGAT, content.encode("utf-16")) == expected


def test_amazon() -> None:
    """A custom terminology is read as the table for people that it might be."""
    content = write(AWS, GLOSSARY)
    assert recognize_csv(content)
    first, second = (each for each in read_csv(io.BytesIO(content), Origin()) if isinstance(each, Concept))
    assert (first, second) == (
        make_pair("most zwodzony", target="разводной мост"),
        make_pair("zwodzony most", target="разводной мост"),
    )


def test_synonyms() -> None:
    """Rows that stand together and have the same target are a concept, up to a thousand; comments part them, too."""
    assert _read(DEEPL, "a\tx\nb\tx\nc\ty\nd\tx\n") == [
        make_pair("a", "b", target="x"),
        make_pair("c", target="y"),
        make_pair("d", target="x"),
    ]
    assert _read(OMEGAT, "a\tx\nb\tx\tn\nc\tx\tn\n") == [
        make_pair("a", target="x"),
        make_pair("b", "c", target="x", note="n"),
    ]
    sources = [str(number) for number in range(1001)]
    found = _read(GOOGLE, "".join(f"{source},x\n" for source in sources))
    assert found == [make_pair(*sources[:1000], target="x"), make_pair("1000", target="x")]
    assert flat_tables.keep_google(make_pair(*sources, target="x"), PAIR) == found[0]


# -- faults ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "row", "reason"),
    [
        (DEEPL, "most", "the row has 1, not two to 5 cells; write the source term, then the target term"),
        (DEEPL, "a\tb\tpl\tru\t1\t2", "the row has 6, not two to 5 cells"),
        (DEEPL, "\tмост", "the source is empty; write a term, or remove the entry"),
        (DEEPL, '"a\tb', "unexpected end of data; put a cell with quotation marks in quotation marks"),
        (DEEPL, '"a" b\tc', "expected after '\"'; put a cell with quotation marks"),
        (DEEPL, "a\x00\tb", r"the source 'a\\x00' has the control character '\\x00'; remove it"),
        (DEEPL, "rzeka\tрека", "the same terms stand in line 1; remove one of the two"),
        (DEEPL, f"{'x' * 10_001}\tb", "the source 'xxx.* has 10,001 characters, more than 10,000; shorten it"),
        (GOOGLE, "a,b,c", "the row has 3, not two cells"),
        (GOOGLE, f"a,{'x' * 10_000_000}", "field larger than field limit|has 10,000,000 characters"),
        (OMEGAT, "a\tb\tc\td", "the row has 4, not two to 3 cells"),
        (OMEGAT, f"a\tb\t{'x' * 1_000_001}", "the comment 'xxx.* has 1,000,001 characters, more than 1,000,000"),
        (OMEGAT, f"a\t{'x' * 1_000_000}", "the target 'xxx.* has 1,000,000 characters"),
    ],
)
def test_rejected(chosen: Format, row: str, reason: str) -> None:
    """A row that makes no sense is rejected with the line, the value and the remedy; reading goes on."""
    separator = "," if chosen is GOOGLE else "\t"
    text = f"rzeka{separator}река\n\n{row}\nmost{separator}мост\n"
    first, rejected, last = _read(chosen, text)
    assert (first, last) == (make_pair("rzeka", target="река"), make_pair("most", target="мост"))
    assert isinstance(rejected, Rejected)
    with pytest.raises(ValueError, match=reason):
        raise ValueError(rejected.reason)
    assert (rejected.line, rejected.text) == (3, row)


@_READABLE
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("pl,ru\nmost,żółw\n".encode("cp1250"), "t.txt:2: the line is not in UTF-8; save it as UTF-8"),
        (b"pl,ru\na,b\n\xed\xa0\x80,c\n", "t.txt:3: the line is not in UTF-8"),
        (b"\xff\xfep\x00l\x00,\x00r\x00u\x00\n\x00a\x00,\x00b\x00\n\x00\x00", "from here on the file is not in UTF-16"),
        (b"x" * (2**25 + 1), "t.txt:1: the line has more than 33,554,432 characters; break it up"),
    ],
    ids=["cp1250", "surrogate", "cut", "endless"],
)
def test_input_errors(chosen: Format, content: bytes, reason: str) -> None:
    """Another encoding, and a line without end, are told with the line."""
    with pytest.raises(InputError, match=reason):
        _read(chosen, content)


@_READABLE
def test_reading_without_languages(chosen: Format) -> None:
    """A file without a header can't be read if its languages aren't named."""
    with pytest.raises(UsageError, match="has a source and a target language; name them"):
        _read(chosen, "a\tb\n", None)


def test_recognize() -> None:
    """Only OmegaT's files have something to know them by, and none is taken for a table for people."""
    assert flat_tables.recognize_omegat(write(OMEGAT, GLOSSARY))
    assert flat_tables.recognize_omegat("# Glossary in tab-separated format\r\n".encode("utf-16"))
    assert not flat_tables.recognize_omegat(b"most\tmost\n")
    assert not flat_tables.recognize_omegat(b"")
    for chosen in (DEEPL, GOOGLE, OMEGAT):
        assert not recognize_csv(write(chosen, GLOSSARY))
        assert not recognize_tsv(write(chosen, GLOSSARY))
