"""The phrase dictionary of Azure AI Translator."""

import io

import pytest
from hypothesis import given, settings

from glossary.errors import InputError, UsageError
from glossary.formats import FORMATS
from glossary.formats.azure import read_azure, recognize_azure, write_azure
from glossary.formats.content import Content, LanguagePair, Origin, Rejected
from glossary.formats.identity import make_id
from glossary.model import Concept, Glossary, LanguageSection, Term
from tests.glossary.formats.contract import PAIR, check_round_trip, read, write
from tests.glossary.formats.pairwise import check_pairs, check_statuses, make_pair
from tests.glossary.samples import GLOSSARY, glossaries

AZURE = FORMATS["azure"]


def _read(content: str | bytes, pair: LanguagePair | None = PAIR) -> list[Concept | Rejected]:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(read_azure(stream, Origin("t.xml", pair)))


# -- writing and reading back ------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(glossary=glossaries)
def test_round_trip(glossary: Glossary) -> None:
    """What is kept of a concept is read back, a concept a source term, and written again to the same bytes."""
    check_pairs(AZURE, glossary)


def test_the_contract() -> None:
    """Concepts with one source term each are read back as they are kept."""
    check_round_trip(AZURE, Glossary((make_pair("most", target="мост"), make_pair('a & "b" <c>', target="'x'"))))


def test_bytes() -> None:
    """Each source term that may be used is an element with the preferred target; the root tells the languages."""
    assert write(AZURE, GLOSSARY).decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<phraseDictionary xmlns:mstrans="urn:mstrans" from="pl" to="ru">\n'
        '<mstrans:dictionary translation="разводной мост">most zwodzony</mstrans:dictionary>\n'
        '<mstrans:dictionary translation="разводной мост">zwodzony most</mstrans:dictionary>\n'
        "</phraseDictionary>\n"
    )


def test_what_is_out_of_use() -> None:
    """No translation is out of use, or of a concept that is rejected."""
    check_statuses(AZURE)


def test_escaping() -> None:
    """Markup is escaped as a parser of XML or HTML undoes it, and a formula is left alone."""
    content = write(AZURE, Glossary((make_pair("=1 <b>&amp;", target="A \"B\" 'C'"),))).decode()
    assert (
        "<mstrans:dictionary translation=\"A &quot;B&quot; 'C'\">=1 &lt;b&gt;&amp;amp;</mstrans:dictionary>" in content
    )


def test_no_languages() -> None:
    """The languages must be named."""
    with pytest.raises(UsageError, match="has a source and a target language; name them"):
        write_azure(Content(()), io.BytesIO())


# -- other people's files ----------------------------------------------------------------------------------------------


def test_entries_in_a_text() -> None:
    """Entries in running text are read; comments in them and markup around them are not."""
    content = (
        '<html xmlns:mstrans="urn:x"><p>Ten '
        '<mstrans:dictionary translation="мост">\n most<!-- c --></mstrans:dictionary>'
        ' i <mstrans:dictionary translation="река"><b>rze</b>ka</mstrans:dictionary>.</p></html>'
    )
    assert _read(content) == [make_pair("most", target="мост"), make_pair("rzeka", target="река")]
    assert _read(content.encode("utf-16")) == _read(content)


def test_languages_of_the_file() -> None:
    """The languages are those that the root tells, if the origin tells none."""
    content = '<x from="EN_us" to="de"><dictionary translation="Brücke">bridge</dictionary></x>'
    sections = (LanguageSection("en-US", (Term("bridge"),)), LanguageSection("de", (Term("Brücke"),)))
    assert _read(content, None) == [Concept(make_id(sections), sections)]
    assert _read(content, LanguagePair("en-US", "de")) == _read(content, None)


# -- faults ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("<dictionary>most</dictionary>", "the target is empty; write a term, or remove the entry"),
        ('<dictionary translation="мост"> </dictionary>', "the source is empty; write a term"),
        (f'<dictionary translation="x">{"y" * 10_001}</dictionary>', "the source 'yyy.* has 10,001 characters, more"),
        ('<dictionary translation="a&#133;b&#132;">most</dictionary>', r"the target 'a b.* control character '\\x84'"),
        ('<dictionary translation="река">rzeka</dictionary>', "the same terms stand in line 1; remove one of the two"),
    ],
)
def test_rejected(entry: str, reason: str) -> None:
    """An entry that makes no sense is rejected with its line; reading goes on."""
    river, bridge = (
        f'<dictionary translation="{target}">{source}</dictionary>'
        for source, target in (("rzeka", "река"), ("most", "мост"))
    )
    first, rejected, last = _read(f"<x>{river}\n{entry}{bridge}</x>")
    assert (first, last) == (make_pair("rzeka", target="река"), make_pair("most", target="мост"))
    assert isinstance(rejected, Rejected)
    with pytest.raises(ValueError, match=reason):
        raise ValueError(rejected.reason)
    assert rejected.line == 2
    assert rejected.text.startswith("<dictionary")


def test_the_same_line() -> None:
    """An entry is rejected for one before it in the same line, too."""
    [_, rejected] = _read("<x>" + '<dictionary translation="река">rzeka</dictionary>' * 2 + "</x>")
    assert isinstance(rejected, Rejected)


def test_an_entity() -> None:
    """A reference to an entity that is declared elsewhere spoils its entry."""
    [rejected] = _read('<!DOCTYPE x SYSTEM "y"><x><dictionary translation="a">b&nbsp;</dictionary></x>')
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "the source has a reference to an entity, which isn't taken; write its text instead"


@pytest.mark.parametrize(
    ("content", "pair", "reason"),
    [
        (b"", PAIR, "t.xml:1: no well-formed XML"),
        (
            b'\n<x><mstrans:dictionary translation="a">b</mstrans:dictionary></x>',
            PAIR,
            "t.xml:2: .*Namespace prefix mstrans",
        ),
        (
            b'<x><dictionary translation="a">b</dictionary></x>',
            None,
            "t.xml:1: the file doesn't tell its languages; name",
        ),
        (
            b'<x from="en" to="de"><dictionary translation="a">b</dictionary></x>',
            PAIR,
            "t.xml:1: the file is from 'en' to 'de', not from 'pl' to 'ru'; name its languages",
        ),
        (
            b'<x from="e!" to="de"><dictionary translation="a">b</dictionary></x>',
            PAIR,
            "t.xml:1: 'e!' is no language tag",
        ),
        (b"<x>\n\xff</x>", PAIR, "t.xml:2: no well-formed XML"),
        (b"<x>\n\xed\xa0\x80</x>", PAIR, "t.xml:2: no well-formed XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', PAIR, "&a;"),
        (b"<x>" + b"<dictionary>" * 1000, PAIR, "no well-formed XML: Excessive depth"),
    ],
)
def test_input_errors(content: bytes, pair: LanguagePair | None, reason: str) -> None:
    """What spoils the rest of a file is told with its line."""
    with pytest.raises(InputError, match=reason):
        _read(content, pair)


def test_recognize() -> None:
    """A file is one of these by its root, or by the namespace that it declares."""
    assert recognize_azure(write(AZURE, GLOSSARY)[:200])
    assert recognize_azure(b'<html xmlns:mstrans="x"><p>')
    assert not recognize_azure(b"<html><p>")
    assert not recognize_azure(b'<tmx version="1.4">')
    assert not recognize_azure(b"most\tmost")
    assert read(AZURE, write(AZURE, Glossary(()))) == Glossary(())
