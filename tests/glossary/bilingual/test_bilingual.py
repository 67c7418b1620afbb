"""Reading bilingual files of any kind."""

from io import BytesIO

import pytest

from glossary.bilingual import read_segments, recognize
from glossary.bilingual.content import MAX_SEGMENT, Origin, Segment
from glossary.errors import InputError, UsageError
from glossary.formats.content import Rejected


def read(text: str | bytes, source: str | None = None, target: str | None = None) -> list[Segment | Rejected]:
    """Return what a file holds."""
    content = text.encode() if isinstance(text, str) else text
    return list(read_segments(BytesIO(content), Origin("f", source, target)))


def _texts(entries: list[Segment | Rejected]) -> list[tuple[str, str, str]]:
    return [(each.id, each.source, each.target) for each in entries if isinstance(each, Segment)]


def _rejected(entries: list[Segment | Rejected]) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in entries if isinstance(each, Rejected)]


TMX = """<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="pl"/><body>
<tu tuid="a"><tuv xml:lang="pl"><seg>Nowy <bpt i="1">&lt;b></bpt><hi>most</hi><ept i="1"/>.</seg></tuv>
<tuv xml:lang="ru_RU"><seg>Новый<ph type="lb"/>мост.</seg></tuv></tu>
<tu><tuv xml:lang="pl"><seg>Nic</seg></tuv></tu>
<tu><tuv xml:lang="pl"><seg>x</seg></tuv><tuv><seg>y</seg></tuv></tu>
<tu><tuv lang="pl"><seg>Rzeka</seg></tuv><tuv lang="ru"><seg>Река</seg></tuv></tu>
</body></tmx>"""


def test_tmx_gives_units_with_both_languages() -> None:
    """Codes are no text, highlighting is; a unit without an id is named by its number; a bad one is passed over."""
    found = read(TMX)
    assert found[0] == Segment("a", "pl", "Nowy most.", "ru-RU", "Новый\nмост.", "f", 4)
    assert _texts(found[1:]) == [("4", "Rzeka", "Река")]
    assert _rejected(found) == [(7, "a <tuv> has no language; write it into xml:lang")]
    assert _texts(read(TMX, "ru", "pl"))[1] == ("4", "Река", "Rzeka")


def test_tmx_of_all_languages_needs_a_source() -> None:
    """And a target, where a unit has several."""
    unit = "".join(f'<tuv xml:lang="{tag}"><seg>{tag}</seg></tuv>' for tag in ("pl", "ru", "el"))
    memory = f'<tmx version="1.4"><header srclang="*all*"/><body><tu>{unit}</tu></body></tmx>'
    with pytest.raises(UsageError, match="f:1: no source language is told; name it as the source"):
        read(memory)
    assert _rejected(read(memory, "pl")) == [(1, "the unit is in el, ru; name one of these as the target")]
    assert _texts(read(memory, "pl", "el")) == [("1", "pl", "el")]
    assert read(memory, "pl", "ar") == []


XLIFF1 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file source-language="pl" target-language="ru" original="a"><body><group>
<trans-unit id="1"><source>Nowy <g id="1">most</g><x id="2"/>.</source>
<target>Новый <mrk mtype="term">мост</mrk><ph id="2">&lt;br/></ph>.</target>
<alt-trans><source>stary</source><target>старый</target></alt-trans></trans-unit>
<trans-unit id="2"><source>Rzeka</source></trans-unit>
<trans-unit id="3"><source>Rzeka</source><target state="needs-translation">Rzeka</target></trans-unit>
<trans-unit id="4" translate="no"><source>x</source><target>x</target></trans-unit>
<trans-unit id="5"><target>Река</target></trans-unit>
</group></body></file></xliff>"""


def test_xliff_1_gives_units() -> None:
    """Other translations aren't the target; what is new or not to be translated is not checked."""
    found = read(XLIFF1)
    assert found[0] == Segment("1", "pl", "Nowy most.", "ru", "Новый мост.", "f", 3)
    assert _texts(found[1:]) == [("2", "Rzeka", ""), ("3", "Rzeka", "")]
    assert _rejected(found) == [(9, "<trans-unit> has no <source>; write the text into one")]


XLIFF2 = """<xliff version="2.1" srcLang="pl" trgLang="ru" xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f1"><unit id="u1"><notes><note>x</note></notes>
<segment id="s1"><source>Nowy <pc id="1">most</pc><ph id="2"/>.</source>
<target>Новый <mrk id="m" type="term">мост</mrk>.</target></segment>
<ignorable><source> </source></ignorable>
<segment><source>Rzeka</source></segment></unit>
<group id="g" translate="no"><unit id="u2"><segment><source>x</source><target>x</target></segment></unit></group>
</file></xliff>"""


def test_xliff_2_gives_segments() -> None:
    """A segment is named by its unit and itself."""
    assert read(XLIFF2) == [
        Segment("u1/s1", "pl", "Nowy most.", "ru", "Новый мост.", "f", 3),
        Segment("u1/2", "pl", "Rzeka", "ru", "", "f", 6),
    ]


def test_languages_of_a_file_must_be_those_asked_for() -> None:
    """A region doesn't matter; a missing one must be named."""
    assert len(read(XLIFF2, "pl-PL", "ru")) == 2
    with pytest.raises(InputError, match="f:2: the source language is 'pl', not 'el'; name the one of the file"):
        read(XLIFF2, "el", "ru")
    without = XLIFF1.replace(' target-language="ru"', "")
    with pytest.raises(UsageError, match="f:3: the file doesn't tell its target language; name it as the target"):
        read(without)
    assert len(read(without, None, "ru")) == 4
    with pytest.raises(InputError, match="f:3: 'polish!' is no language tag"):
        read(XLIFF1.replace('"pl"', '"polish!"'))


@pytest.mark.parametrize(
    "text",
    [
        "Nowy most.\tНовый мост.\n\nRzeka\t\n",
        "Nowy most.;Новый мост.\nRzeka;\n",
        '"Nowy most.","Новый мост."\r\nRzeka,\r\n',
        "source\ttarget\nNowy most.\tНовый мост.\nRzeka\t\n",
        "pl,ru\nNowy most.,Новый мост.\nRzeka,\n",
    ],
)
def test_tables_of_two_columns_are_read(text: str) -> None:
    """With or without a header; an empty second cell is not translated yet."""
    found = read(text, "pl", "ru")
    assert [(source, target) for _, source, target in _texts(found)] == [("Nowy most.", "Новый мост."), ("Rzeka", "")]
    assert _rejected(found) == []


def test_a_header_tells_the_languages_of_a_table() -> None:
    """Short words in a first row are texts where other languages are asked for."""
    assert read("pl\tru\nTak\tДа\n") == [Segment("2", "pl", "Tak", "ru", "Да", "f", 2)]
    assert _texts(read("to\tda\n", "pl", "ru")) == [("1", "to", "da")]
    with pytest.raises(UsageError, match="f: a table doesn't tell its languages; name the source and the target"):
        read("Tak jest\tДа\n", "pl")


def test_bad_rows_are_told_with_their_line() -> None:
    """What stands after them is read."""
    found = read('Tak\tДа\nNie\n"a"b\tc\nMost\tМост\nRok\tГод\n', "pl", "ru")
    assert _texts(found) == [("1", "Tak", "Да"), ("4", "Most", "Мост"), ("5", "Rok", "Год")]
    assert [line for line, _ in _rejected(found)] == [2, 3]
    assert _rejected(found)[0][1] == "the row has 1 cell, not two; write the source, then its translation"


def test_a_text_that_is_too_long_is_passed_over() -> None:
    """No segment is that long."""
    [[line, reason]] = _rejected(read(XLIFF2.replace("Nowy ", "x" * MAX_SEGMENT)))
    assert line == 3
    assert reason.endswith("has 1,000,005 characters, more than 1,000,000; split the segment")


def test_entities_are_refused() -> None:
    """They could take files in."""
    with pytest.raises(InputError, match="entities such as &x; are declared, and not taken"):
        read('<!DOCTYPE xliff [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + XLIFF1)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"Just a text.\nAnd, well, more.\n", b"<html><body/></html>"])
def test_other_files_are_refused(content: bytes) -> None:
    """With what is taken."""
    with pytest.raises(InputError, match="f is no bilingual file; give TMX, XLIFF"):
        read(content, "pl", "ru")


def test_broken_xml_is_told_with_its_line() -> None:
    """After the segments before it."""
    with pytest.raises(InputError, match=r"f:\d+: no well-formed XML"):
        read(XLIFF1.replace("</file>", ""))


@pytest.mark.parametrize(("text", "name"), [(TMX, "tmx"), (XLIFF1, "xliff1"), (XLIFF2, "xliff2"), ("a\tb", "table")])
def test_formats_are_known_by_their_content(text: str, name: str) -> None:
    """Names of files say nothing."""
    assert recognize(text.encode(), "f").name == name
