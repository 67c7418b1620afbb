"""Equivalent term sets of Google Cloud Translation."""

import io

import pytest
from hypothesis import assume, given, settings

from glossary.errors import InputError
from glossary.formats import FORMATS
from glossary.formats.content import Origin, Rejected
from glossary.formats.csv_table import recognize_csv
from glossary.formats.identity import make_id
from glossary.formats.term_sets import keep_set, read_set, recognize_set
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Glossary,
    LanguageSection,
    PartOfSpeech,
    Term,
)
from tests.glossary.formats.contract import check_round_trip, write
from tests.glossary.samples import GLOSSARY, glossaries

SET = FORMATS["google-set"]


def _read(content: str | bytes) -> list[Concept | Rejected]:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(read_set(stream, Origin("t.csv")))


def _make(definition: str | None = None, kind: PartOfSpeech | None = None, **terms: str) -> Concept:
    sections = tuple(LanguageSection(tag, (Term(text, part_of_speech=kind),)) for tag, text in terms.items())
    return Concept(make_id(sections), sections, definition=definition)


# -- writing and reading back ------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(glossary=glossaries)
def test_round_trip(glossary: Glossary) -> None:
    """What a set keeps of a concept is read back, and written again to the same bytes."""
    kept = [each.id for concept in glossary.concepts if (each := keep_set(concept, None)) is not None]
    assume(len(kept) == len(set(kept)))
    check_round_trip(SET, glossary)


def test_bytes() -> None:
    """A row has the preferred term of each language, in alphabetical order, then the columns for people."""
    assert write(SET, GLOSSARY).decode() == (
        "ar,el,pl,ru,pos,description\n"
        "الجسر المتحرك,κινητή γέφυρα,most zwodzony,разводной мост,noun,A bridge that moves & lets <ships> pass.\n"
        ",Ισαάκ Νεύτων,Izaak Newton,,properNoun,\n"
    )
    assert write(SET, Glossary(())) == b"pos,description\n"


def test_what_is_kept() -> None:
    """What is out of use or too long is left out, and a concept with one language left is none."""
    terms = (Term("x", AdministrativeStatus.DEPRECATED), Term("y"), Term("z", AdministrativeStatus.PREFERRED))
    sections = (
        LanguageSection("pl", terms),
        LanguageSection("PL", (Term("other"),)),
        LanguageSection("ar", (Term("x" * 1023),)),
        LanguageSection("el", (Term("x" * 1024), Term("x", AdministrativeStatus.SUPERSEDED))),
        LanguageSection("pos", (Term("x"),)),
        LanguageSection("no tag", (Term("x"),)),
        LanguageSection("source", (Term("x"),)),
    )
    assert keep_set(Concept("c", sections, note="n"), None) == _make("n", ar="x" * 1023, pl="z")
    assert keep_set(Concept("c", sections[:2]), None) is None
    assert keep_set(Concept("c", sections, status=ConceptStatus.REJECTED), None) is None


def test_parts_of_speech() -> None:
    """A part of speech is that of the whole row, and so is written only if no two terms differ in it."""
    noun, verb = Term("a", part_of_speech=PartOfSpeech.NOUN), Term("b", part_of_speech=PartOfSpeech.VERB)
    sections = [LanguageSection(tag, (term,)) for tag, term in (("ar", noun), ("el", Term("c")), ("pl", verb))]
    assert keep_set(Concept("c", tuple(sections[:2])), None) == _make(kind=PartOfSpeech.NOUN, ar="a", el="c")
    assert keep_set(Concept("c", tuple(sections)), None) == _make(ar="a", el="c", pl="b")


def test_the_same_terms_twice() -> None:
    """Concepts with the same terms are one row."""
    assert write(SET, Glossary((_make("d", ar="a", pl="b"), _make("e", ar="a", pl="b")))).count(b"\n") == 2


# -- other people's files ----------------------------------------------------------------------------------------------


def test_other_tools() -> None:
    """Columns may stand in any order, tags have underscores, and words for parts of speech are free."""
    content = (
        "\ufeffdescription,EN_us, zh-TW,Pos\r\n"
        '"A bridge, ""movable""",bridge,橋樑,Proper Noun\r\n,,,\r\n\r\n ,river,,phrase\r\n,"=1, +2",河\r\n'
    )
    other = PartOfSpeech.OTHER

    def make(kind: PartOfSpeech | None, definition: str | None, *terms: tuple[str, str]) -> Concept:
        sections = tuple(LanguageSection(tag, (Term(text, part_of_speech=kind),)) for tag, text in terms)
        return Concept(make_id(sections), sections, definition=definition)

    assert _read(content) == [
        make(PartOfSpeech.PROPER_NOUN, 'A bridge, "movable"', ("en-US", "bridge"), ("zh-TW", "橋樑")),
        make(other, None, ("en-US", "river")),
        make(None, None, ("en-US", "=1, +2"), ("zh-TW", "河")),
    ]
    assert _read(content.removeprefix("\ufeff").encode("utf-16")) == _read(content)


# -- faults ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",,noun,x", "the row has no term; write one, or remove the row"),
        ("a,b,c,d,e", "the row has 5 cells, and the header 4; put a term with a comma in quotation marks"),
        ('a,"b', "unexpected end of data; put a cell with quotation marks in quotation marks"),
        ("a\x00,b", r"the ar 'a\\x00' has the control character '\\x00'; remove it"),
        ("rzeka,река", "the same terms stand in line 2; remove one of the two"),
        (f"a,{'x' * 10_001}", "the pl 'xxx.* has 10,001 characters, more than 10,000; shorten it"),
    ],
)
def test_rejected(row: str, reason: str) -> None:
    """A row that makes no sense is rejected with the line, the value and the remedy; reading goes on."""
    first, rejected, last = _read(f"ar,pl,pos,description\nrzeka,река\n{row}\nmost,мост\n")
    assert (first, last) == (_make(ar="rzeka", pl="река"), _make(ar="most", pl="мост"))
    assert isinstance(rejected, Rejected)
    with pytest.raises(ValueError, match=reason):
        raise ValueError(rejected.reason)
    assert (rejected.line, rejected.text) == (3, row)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "t.csv:1: the file has no header; its first line must name the languages"),
        (b"pl,source\n", "t.csv:1: 'source' is no language code; name the language of the column"),
        (b"pl,comment!\n", "t.csv:1: 'comment!' is no language tag"),
        (b"pl,pos,ru,pos\n", "t.csv:1: the column 'pos' stands twice; remove one"),
        ("pl,ru\nżółw,x\n".encode("iso-8859-2"), "t.csv:2: the line is not in UTF-8"),
    ],
)
def test_input_errors(content: bytes, reason: str) -> None:
    """A header that makes no sense, and another encoding, are told with the line."""
    with pytest.raises(InputError, match=reason):
        _read(content)


def test_recognize() -> None:
    """A file is one of these by a column that only Google has, beside languages."""
    content = write(SET, GLOSSARY)
    assert recognize_set(content)
    assert recognize_set("\nen,DE,description\n".encode("utf-16"))
    assert not recognize_csv(content)
    assert not recognize_set(b"pl,ru\nmost,most\n")
    assert not recognize_set(b"pos,description\n")
    assert not recognize_set(b'"pl,pos\n')
    assert not recognize_set(b"")
    assert not recognize_set(b"concept,language,term\n")
    assert not recognize_set(b"source,target,description\n")
