"""TMX 1.4."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from glossary.errors import InputError
from glossary.formats import FORMATS
from glossary.formats.content import Content, LanguagePair, Origin, Rejected
from glossary.formats.identity import make_id
from glossary.formats.tmx import keep, read_tmx, recognize_tmx, write_tmx
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Glossary,
    LanguageSection,
    Term,
)
from tests.glossary.formats.contract import check_round_trip, read, write
from tests.glossary.samples import GLOSSARY, glossaries

TMX = FORMATS["tmx"]
DTD = Path(__file__).parents[4] / "shared" / "interop" / "tmx" / "tmx14.dtd"

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="glossalign" creationtoolversion="1" segtype="phrase" o-tmf="glossalign" adminlang="en" \
srclang="*all*" datatype="plaintext"/>
<body>
"""


def _read(body: str, version: str = "1.4") -> list[Concept | Rejected]:
    text = f'<tmx version="{version}"><header srclang="en"/><body>{body}</body></tmx>'
    return list(read_tmx(io.BytesIO(text.encode()), Origin("t.tmx")))


def _term(language: str, *texts: str) -> LanguageSection:
    return LanguageSection(language, tuple(map(Term, texts)))


# -- writing and reading back ------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(glossary=glossaries)
def test_round_trip(glossary: Glossary) -> None:
    """What TMX keeps of a concept is read back, and written again to the same bytes."""
    check_round_trip(TMX, glossary)


def test_bytes() -> None:
    """A concept is a unit, each term in use a variant; the notes are notes, the rest properties."""
    content = write(TMX, GLOSSARY).decode()
    assert content.startswith(_HEAD)
    assert content.removeprefix(_HEAD).startswith("""<tu tuid="bridge">
  <note>See also: swing bridge</note>
  <prop type="x-subject-field">engineering</prop>
  <prop type="x-definition">A bridge that moves &amp; lets &lt;ships&gt; pass.</prop>
  <tuv xml:lang="pl">
    <note>older than the swing bridge</note>
    <prop type="x-administrative-status">preferred</prop>
    <seg>most zwodzony</seg>
  </tuv>
  <tuv xml:lang="pl">
    <seg>zwodzony most</seg>
  </tuv>
  <tuv xml:lang="ru">
""")
    assert content.endswith("<seg>Ισαάκ Νεύτων</seg>\n  </tuv>\n</tu>\n</body>\n</tmx>\n")


def test_valid() -> None:
    """What is written is valid by the DTD of TMX 1.4."""
    if not DTD.exists():
        pytest.skip(f"no {DTD.name} beside the project")
    schema = etree.DTD(str(DTD))
    schema.assertValid(etree.fromstring(write(TMX, GLOSSARY)))
    schema.assertValid(etree.fromstring(write(TMX, Glossary(()))))


def test_the_source_language_of_a_pair() -> None:
    """The file has a source language if the content names one."""
    stream = io.BytesIO()
    write_tmx(Content(GLOSSARY.concepts, pair=LanguagePair("pl", "ru")), stream)
    assert b'srclang="pl"' in stream.getvalue()


def test_what_is_out_of_use() -> None:
    """No tool is offered a term that is out of use, nor a concept that is rejected; the preferred term comes first."""
    terms = tuple(Term(each.value, each) for each in reversed(AdministrativeStatus))
    concept = Concept(
        "c", (LanguageSection("pl", terms), _term("ru", "x")), note="N", definition="D", subject_field="S"
    )
    statuses = (AdministrativeStatus.PREFERRED, AdministrativeStatus.PROPOSED, AdministrativeStatus.ADMITTED)
    kept = LanguageSection("pl", tuple(Term(each.value, each) for each in statuses))
    assert keep(concept, None) == Concept("c", (kept, _term("ru", "x")), note="N", definition="D", subject_field="S")
    assert keep(Concept("c", (_term("pl", "x"),), status=ConceptStatus.REJECTED), None) is None
    assert keep(Concept("c", (LanguageSection("pl", (Term("x", AdministrativeStatus.DEPRECATED),)),)), None) is None


def test_what_is_kept() -> None:
    """Sections of one language are joined; what has no text or no good language is left out; an id is made."""
    sections = (
        _term("PL", " a\x00 ", " "),
        _term("no tag", "x"),
        _term("pl", "b"),
        _term("ru"),
        _term("el", "x" * 10_001),
    )
    joined = _term("pl", "a\ufffd", "b")
    assert keep(Concept("", sections), None) == Concept(make_id([joined]), (joined,))
    assert keep(Concept("a\x00", (joined,)), None) == Concept("a\\u0000", (joined,))


def test_markup_in_texts() -> None:
    """Texts and ids with markup, quotation marks, line breaks and formulas are what they were."""
    text = "=1+\"<b>&amp;</b>'\r\n]]>\tx"
    concept = Concept(text, (_term("pl", text),), note=text, definition=text, subject_field=text)
    assert read(TMX, write(TMX, Glossary((concept,)))).concepts == (concept,)


# -- other people's files ----------------------------------------------------------------------------------------------


def test_other_tools() -> None:
    """Version 1.1 with bare `lang`, a document type, underscores in tags and properties of others is read."""
    content = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" creationtoolversion="4.3.2"
    segtype="sentence" srclang="EN-US"><prop type="x">y</prop></header>
  <body>
<!-- Default translations -->
    <tu>
      <note>two</note><note>notes</note>
      <prop type="file">bridge.txt</prop>
      <tuv lang="EN-US"><seg> drawbridge
</seg></tuv>
      <tuv xml:lang="pt_br" changeid="me"><prop type="x">y</prop><seg>ponte levadiça</seg></tuv>
      <tuv xml:lang="pl"><seg></seg></tuv>
    </tu>
  </body>
</tmx>"""
    sections = (_term("en-US", "drawbridge"), _term("pt-BR", "ponte levadiça"))
    expected = [Concept(make_id(sections), sections, note="two\nnotes")]
    assert list(read_tmx(io.BytesIO(content.encode()), Origin("t.tmx"))) == expected
    utf16 = content.replace("UTF-8", "UTF-16").encode("utf-16")
    assert list(read_tmx(io.BytesIO(utf16), Origin("t.tmx"))) == expected


def test_a_namespace() -> None:
    """Elements in a namespace are the same."""
    content = b'<tmx xmlns="urn:x"><body><tu tuid="1"><tuv xml:lang="pl"><seg>most</seg></tuv></tu></body></tmx>'
    assert list(read_tmx(io.BytesIO(content), Origin())) == [Concept("1", (_term("pl", "most"),))]


def test_inline_elements() -> None:
    """A segment is read without codes and comments, but with what they stand around."""
    segment = (
        '<bpt i="1">&lt;b></bpt>most<ept i="1">&lt;/b></ept> <hi>zwo<ph>{1}<sub>note</sub></ph>dzony</hi>'
        "<!-- c --><it pos='begin'>x</it><ut>y</ut>"
    )
    found = _read(f'<tu tuid="1"><tuv xml:lang="pl"><seg>{segment}</seg></tuv></tu>')
    assert found == [Concept("1", (_term("pl", "most zwodzony"),))]


def test_a_status() -> None:
    """The property by which a status is told may tell any of them."""
    prop = '<prop type="x-administrative-status">{}</prop>'
    unit = '<tu tuid="1"><tuv xml:lang="pl">{}<seg>x</seg></tuv></tu>'
    section = LanguageSection("pl", (Term("x", AdministrativeStatus.DEPRECATED),))
    assert _read(unit.format(prop.format("deprecated"))) == [Concept("1", (section,))]
    [rejected] = _read(unit.format(prop.format("good")))
    assert isinstance(rejected, Rejected)
    assert "x-administrative-status: expected one of preferred, admitted," in rejected.reason
    assert "not 'good'" in rejected.reason


# -- faults ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<tu/>", "the unit has no term; write a <tuv>"),
        ('<tu><tuv xml:lang="pl"><seg> </seg></tuv></tu>', "the unit has no term"),
        ("<tu><tuv><seg>x</seg></tuv></tu>", "a <tuv> has no language; write it into xml:lang"),
        ('<tu><tuv xml:lang="pl!"><seg>x</seg></tuv></tu>', "'pl!' is no language tag"),
        ('<tu><tuv xml:lang="pl"/></tu>', "a <tuv> has no <seg>; write its text into one"),
        (f'<tu><tuv xml:lang="pl"><seg>{"x" * 10_001}</seg></tuv></tu>', "the term 'xxx.* has 10,001 characters"),
        (f'<tu tuid="{"x" * 10_001}"><tuv xml:lang="pl"><seg>x</seg></tuv></tu>', "the tuid 'xxx.* has 10,001"),
        (
            f'<tu><note>{"x" * 1_000_001}</note><tuv xml:lang="pl"><seg>x</seg></tuv></tu>',
            "the note 'xxx.* has 1,000,001",
        ),
        ("<tuv/>", "<tuv> can't stand in <body>; expected <tu>"),
    ],
)
def test_rejected(body: str, reason: str) -> None:
    """A unit that makes no sense is rejected with the line, the value and the remedy; reading goes on."""
    good = '<tu tuid="1"><tuv xml:lang="pl"><seg>most</seg></tuv></tu>'
    rejected, *rest = _read(f"\n{body}\n{good}")
    assert isinstance(rejected, Rejected)
    with pytest.raises(ValueError, match=reason):
        raise ValueError(rejected.reason)
    assert (rejected.line, rejected.text) == (2, body.replace("\n", ""))
    assert rest == [Concept("1", (_term("pl", "most"),))]


def test_repeated() -> None:
    """A unit with the id, or without one and with the terms, of an earlier unit is rejected."""
    unit = '<tu{}><tuv xml:lang="pl"><seg>{}</seg></tuv></tu>'
    first, second = _read(unit.format(' tuid="1"', "a") + unit.format(' tuid="1"', "b"))
    assert (isinstance(first, Concept), isinstance(second, Rejected)) == (True, True)
    assert isinstance(second, Rejected)
    assert second.reason == "the tuid '1' stands twice; give each unit a tuid of its own"
    _, third = _read(unit.format("", "a") * 2)
    assert isinstance(third, Rejected)
    assert third.reason == "a unit has the same terms; give each unit a tuid of its own"


def test_an_entity() -> None:
    """A reference to an entity that is declared elsewhere spoils its unit, and nothing is loaded for it."""
    unit = '<tu tuid="{}"><tuv xml:lang="pl"><seg>{}</seg></tuv></tu>'
    text = f'<!DOCTYPE tmx SYSTEM "x.dtd"><tmx><body>{unit.format(1, "&nbsp;x")}{unit.format(2, "y")}</body></tmx>'
    rejected, good = read_tmx(io.BytesIO(text.encode()), Origin())
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "the entity &nbsp; isn't taken; write its text instead"
    assert good == Concept("2", (_term("pl", "y"),))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "t.tmx:1: no well-formed XML"),
        (b"<tmx>\n<body>", "t.tmx:2: no well-formed XML"),
        (b"<tbx/>", "t.tmx:1: the file begins with <tbx>, not with <tmx>"),
        (b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>', "t.tmx:.* &a;"),
        ("<tmx>\n\nżółw</tmx>".encode("iso-8859-2"), "t.tmx:3: no well-formed XML"),
        (b"<tmx>\n\xed\xa0\x80</tmx>", "t.tmx:2: no well-formed XML"),
        (b"<tmx>\x00</tmx>", "t.tmx:1: no well-formed XML"),
        (b"<tmx><body>" + b"<tu>" * 1000, "no well-formed XML: Excessive depth"),
    ],
)
def test_input_errors(content: bytes, reason: str) -> None:
    """What spoils the rest of a file is told with its line."""
    with pytest.raises(InputError, match=reason):
        list(read_tmx(io.BytesIO(content), Origin("t.tmx")))


def test_recognize() -> None:
    """A file is TMX by its root, whatever comes before it or is cut off."""
    assert recognize_tmx(write(TMX, GLOSSARY)[:300])
    assert recognize_tmx('<?xml version="1.0" encoding="utf-16"?><tmx version="1.4">'.encode("utf-16"))
    assert not recognize_tmx(b'<tbx type="TBX-Basic">')
    assert not recognize_tmx(b"")
    assert not recognize_tmx(b"most\tmost")


def test_streams() -> None:
    """Units are read one by one, before the file has ended."""
    unit = '<tu tuid="1"><tuv xml:lang="pl"><seg>most</seg></tuv></tu>'
    found = read_tmx(io.BytesIO(f"<tmx><body>{unit}".encode() + b" " * 200_000 + b"<"), Origin("t.tmx"))
    assert next(found) == Concept("1", (_term("pl", "most"),))
    with pytest.raises(InputError, match="no well-formed XML"):
        next(found)
