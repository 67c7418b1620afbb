"""TBX v3 that other tools take: valid by the public schemas, and read by the published scorer."""

import runpy
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import elementpath
import pytest
from hypothesis import given, settings
from lxml import etree

from glossary.formats import FORMATS, Format
from glossary.formats.content import Content
from glossary.formats.tbx import (
    MAX_CONTEXTS,
    NAMESPACE,
    keep,
    recognize_tbx,
    recognize_tbx2,
    recognize_tbx_dct,
    write_tbx,
)
from glossary.formats.tbx_writing import mend
from glossary.model import (
    AdministrativeStatus,
    Concept,
    Context,
    Evidence,
    Glossary,
    LanguageSection,
    Link,
    SourceDocument,
    Term,
)
from tests.glossary.formats.contract import check_round_trip, read, write
from tests.glossary.samples import BRIDGE, GLOSSARY, NEWTON, RAILWAY_BRIDGE, SENTENCE, glossaries

TBX = FORMATS["tbx"]
DCT = FORMATS["tbx-dct"]

_SCHEMAS = Path(__file__).parents[4] / "shared" / "interop" / "tbx_v3"
_NS = {"t": NAMESPACE}
_SCHEMATRON = "{http://purl.oclc.org/dsdl/schematron}"

_RECOGNIZERS = (recognize_tbx, recognize_tbx_dct, recognize_tbx2)

needs_schemas = pytest.mark.skipif(not _SCHEMAS.is_dir(), reason="the public TBX schemas are not beside the project")


def _export(glossary: Glossary, chosen: Format = TBX) -> etree._Element:
    return etree.fromstring(write(chosen, glossary))


def _texts(root: etree._Element, path: str) -> list[str]:
    found: Any = root.xpath(path, namespaces=_NS)
    return [str(each) for each in found]


def _find_faults(root: etree._Element) -> Iterator[str]:
    """Yield what the core schema and the rules of TBX-Basic have against a document."""
    schema = etree.RelaxNG(etree.parse(_SCHEMAS / "TBXcoreStructV03.rng"))
    if not schema.validate(root):
        yield from (entry.message for entry in schema.error_log)
    rules = etree.parse(_SCHEMAS / "basic_dca.sch").getroot()
    tree = elementpath.get_node_tree(root)
    for pattern in rules.iter(f"{_SCHEMATRON}pattern"):
        yield from _find_pattern_faults(pattern, tree)


def _find_pattern_faults(pattern: etree._Element, tree: Any) -> Iterator[str]:
    """Yield the failed assertions of one pattern; in a pattern, a node obeys the first rule that is about it."""
    parser = elementpath.XPath2Parser(namespaces={"tbx": NAMESPACE})
    judged: set[Any] = set()
    for rule in pattern.iter(f"{_SCHEMATRON}rule"):
        context = elementpath.XPathContext(tree)
        about = [node for node in parser.parse("//" + rule.get("context", "")).select(context) if node not in judged]
        judged.update(about)
        for each in rule.iter(f"{_SCHEMATRON}assert"):
            # The published rules write "./local-name()", which is XPath 2 for local-name() of the context.
            test = parser.parse(each.get("test", ""))
            for node in about:
                if not test.boolean_value(test.get_results(elementpath.XPathContext(tree, item=node))):
                    yield str(each.text)


@needs_schemas
def test_validation_tells_good_from_bad() -> None:
    """The schemas and our way to run them accept the published example and refuse a document with a false category."""
    root = etree.parse(_SCHEMAS / "ex_basic_dca.tbx").getroot()
    assert list(_find_faults(root)) == []
    next(root.iter(f"{{{NAMESPACE}}}termNote")).set("type", "colour")
    [fault] = _find_faults(root)
    assert fault.startswith("Permitted type value(s): administrativeStatus")
    next(root.iter(f"{{{NAMESPACE}}}term")).tag = f"{{{NAMESPACE}}}word"
    assert any("word" in fault for fault in _find_faults(root))


@needs_schemas
def test_export_is_valid() -> None:
    """The sample glossary is valid by the core schema and by the rules of TBX-Basic."""
    assert list(_find_faults(_export(GLOSSARY))) == []


@needs_schemas
@settings(deadline=None, max_examples=30)
@given(glossaries)
def test_any_export_is_valid(glossary: Glossary) -> None:
    """Odd ids, control characters, empty sections and every status make a valid file, too."""
    if any(keep(concept, None) for concept in glossary.concepts):
        assert list(_find_faults(_export(glossary))) == []


@needs_schemas
@settings(deadline=None, max_examples=30)
@given(glossaries)
def test_any_export_in_dct_style_is_valid(glossary: Glossary) -> None:
    """So is the other style by the core schema, which leaves data categories to their namespaces."""
    if any(keep(concept, None) for concept in glossary.concepts):
        schema = etree.RelaxNG(etree.parse(_SCHEMAS / "TBXcoreStructV03.rng"))
        assert schema.validate(_export(glossary, DCT)), schema.error_log


@pytest.mark.parametrize("chosen", [TBX, DCT], ids=lambda each: each.name)
@settings(deadline=None)
@given(glossary=glossaries)
def test_round_trip(chosen: Format, glossary: Glossary) -> None:
    """Both styles keep what they say they keep."""
    check_round_trip(chosen, glossary)


@pytest.mark.parametrize("chosen", [TBX, DCT], ids=lambda each: each.name)
def test_nothing_is_lost_but_surplus_contexts(chosen: Format) -> None:
    """Statistics, statuses, forms, links, offsets and documents come back; of contexts of one sentence, the first."""
    [polish, *others] = BRIDGE.sections
    [first, second] = polish.terms
    kept = replace(first, contexts=(first.contexts[0], first.contexts[2]))
    bridge = replace(BRIDGE, sections=(replace(polish, terms=(kept, second)), *others))
    assert read(chosen, write(chosen, GLOSSARY)) == Glossary((bridge, RAILWAY_BRIDGE, NEWTON), GLOSSARY.documents)


def test_odd_texts_come_back() -> None:
    """Ids and remarks with characters that XML can't hold, and notes that look like ours, come back as they were."""
    term = Term("most", reason='a "b"\x00; c: \ufffe\n', note="[glossalign] frequency: 7")
    link = Link("pl", "a; b", "ru", "", 'x"y', -1e-300, (Evidence("c d", 1e22), Evidence("", 0.5)))
    section = LanguageSection("pl", (term,), note="[glossalign] ")
    concept = Concept("_x20_ doc.\u0000", (section,), note="[glossalign] status: rejected", links=(link,))
    document = SourceDocument("a: b\x01", " f ", "", "t: u\r\n", publisher="")
    glossary = Glossary((concept, replace(concept, id="doc.1"), replace(concept, id="")), (document,))
    assert read(TBX, write(TBX, glossary)) == glossary


@settings(deadline=None)
@given(glossaries)
def test_every_term_is_exported(glossary: Glossary) -> None:
    """Each term of each language that has a text stands in the file, with white space kept as it is."""
    sections = list(chain.from_iterable(concept.sections for concept in glossary.concepts))
    expected = [mend(term.text) for section in sections for term in section.terms if term.text.strip()]
    found = [element.text or "" for element in _export(glossary).iter(f"{{{NAMESPACE}}}term")]
    assert sorted(found) == sorted(expected)


def test_root() -> None:
    """The root names dialect, style and language as ISO 30042 asks, and no false namespace prefixes."""
    assert write(TBX, Glossary(())).decode().splitlines()[:2] == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">',
    ]
    assert write(DCT, Glossary(())).decode().splitlines()[1] == (
        '<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2" '
        'xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">'
    )


def test_dct_style() -> None:
    """Data categories are elements of the module that they belong to; a text is not taken for one."""
    term = Term("<min.x", AdministrativeStatus.PREFERRED, contexts=(Context("d1", 0, 4, "</min.x> most", 9, 13),))
    lines = write(DCT, Glossary((Concept("c", (LanguageSection("pl", (term,), "Kładka."),)),), GLOSSARY.documents))
    assert [line.strip() for line in lines.decode().splitlines()[25:37]] == [
        '<langSec xml:lang="pl">',
        "<basic:definition>Kładka.</basic:definition>",
        "<termSec>",
        "<term>&lt;min.x</term>",
        "<min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>",
        "<descripGrp>",
        "<basic:context>&lt;/min.x&gt; most</basic:context>",
        '<basic:source target="doc.d1">O mostach (Wydawnictwo, 2019-05-04), https://example.org/m</basic:source>',
        "</descripGrp>",
        '<note>[glossalign] context: "d1" 0 4 9 13</note>',
        "</termSec>",
        "</langSec>",
    ]


def test_recognition() -> None:
    """Each style is known by the root, whatever stands before it, in either encoding; neither is version 2."""
    for chosen, *known in ((TBX, True, False), (DCT, False, True)):
        content = write(chosen, GLOSSARY)
        utf16 = content.decode().replace("UTF-8", "UTF-16").encode("utf-16")
        marked = b"\xef\xbb\xbf<!-- a -->" + content.split(b"\n", 1)[1]
        for head in (content, marked, content[:1000], utf16[:1001]):
            assert [each(head) for each in _RECOGNIZERS] == [*known, False]
        assert read(chosen, utf16) == read(chosen, content)
    for head in (b"", b"<tmx/>", b'{"format":"glossalign"}', b"concept,language,term\n", b"\xff\xfe", b"\x00\x01"):
        assert [each(head) for each in _RECOGNIZERS] == [False, False, False]


def test_statuses() -> None:
    """Statuses are mapped to those of TBX-Basic; what it has no status for is noted."""
    root = _export(Glossary((BRIDGE, RAILWAY_BRIDGE)))
    polish = "//t:langSec[@xml:lang='pl']/t:termSec"
    assert list(
        zip(_texts(root, f"{polish}/t:term/text()"), _texts(root, f"{polish}/t:termNote[last()]/text()"), strict=True)
    ) == [
        ("most zwodzony", "preferredTerm-admn-sts"),
        ("zwodzony most", "admittedTerm-admn-sts"),
        ("most kolejowy", "preferredTerm-admn-sts"),
        ("kolejowy most zwodzony", "deprecatedTerm-admn-sts"),
    ]
    assert [note.split(";")[0] for note in _texts(root, f"{polish}/t:note[last()]/text()")] == [
        "[glossalign] number: singular",
        "[glossalign] status: proposed",
        "[glossalign] frequency: 9",
        "[glossalign] status: rejected",
    ]


@pytest.mark.parametrize("status", AdministrativeStatus)
def test_every_status_has_a_mapping(status: AdministrativeStatus) -> None:
    """No status of the model lacks one in TBX."""
    root = _export(Glossary((Concept("c", (LanguageSection("pl", (Term("most", status),)),)),)))
    [mapped] = _texts(root, "//t:termNote[@type='administrativeStatus']/text()")
    assert mapped.removesuffix("Term-admn-sts") in ("preferred", "admitted", "deprecated", "superseded")


def test_concept_level() -> None:
    """Subject, definition, note, kind, status, confidence and links stand with the concept."""
    root = _export(Glossary((BRIDGE,)))
    entry = "//t:conceptEntry[@id='bridge']"
    assert _texts(root, f"{entry}/t:descrip/@type") == ["subjectField", "definition"]
    assert _texts(root, f"{entry}/t:descrip/text()") == ["engineering", "A bridge that moves & lets <ships> pass."]
    assert _texts(root, f"{entry}/t:note/text()") == [
        "See also: swing bridge",
        '[glossalign] status: approved; confidence: 0.875; external link: 1 "urn:isbn:9788301000000"',
        '[glossalign] link: "pl" "most zwodzony" "ru" "разводной мост" "embedding" 0.75 "csls" 0.5',
    ]


def test_addresses() -> None:
    """Web addresses are cross references, escaped as XML Schema asks; any other address is a note."""
    images = ("https://example.org/bridge.png", "ftp://example.org/b")
    pages = ("https://example.org/м?a=[1]#50%", "http://most.example:port/")
    concept = Concept("c", (LanguageSection("pl", (Term("most"),)),), images=images, external_links=pages)
    root = _export(Glossary((concept,)))
    assert _texts(root, "//t:xref/@type") == ["xGraphic", "externalCrossReference"]
    assert _texts(root, "//t:xref/@target") == [images[0], "https://example.org/%D0%BC?a=%5B1%5D#50%25"]
    assert _texts(root, "//t:xref/text()") == [images[0], pages[0]]
    [note] = _texts(root, "//t:conceptEntry/t:note/text()")
    assert note.split("; ")[2:] == ['image: 1 "ftp://example.org/b"', 'external link: 1 "http://most.example:port/"']
    assert read(TBX, write(TBX, Glossary((concept,)))).concepts == (concept,)


def test_language_level() -> None:
    """The definition and note of a language stand with it."""
    section = "//t:langSec[@xml:lang='pl']"
    root = _export(Glossary((BRIDGE,)))
    assert _texts(root, f"{section}/t:descrip[@type='definition']/text()") == ["Most, który się podnosi."]
    assert _texts(root, f"{section}/t:note/text()") == ["not of every hinged bridge"]


def test_term_level() -> None:
    """Type, use and note of a term have a category; number and marks are told in the note for people."""
    term = "//t:termSec[t:term='most zwodzony']"
    root = _export(Glossary((BRIDGE,)))
    assert _texts(root, f"{term}/t:termNote[@type='termType']/text()") == ["fullForm"]
    assert _texts(root, f"{term}/t:termNote[@type='geographicalUsage']/text()") == ["PL"]
    for_people, made = _texts(root, f"{term}/t:note/text()")
    assert for_people == "older than the swing bridge"
    assert made.startswith("[glossalign] number: singular; do not translate; case sensitive; frequency: 5; ")


def test_grammar() -> None:
    """Part of speech and gender are in the picklists of TBX-Basic, where a proper noun is a noun."""
    root = _export(Glossary((BRIDGE, NEWTON)))
    assert _texts(root, "//t:termNote[@type='partOfSpeech']/text()") == ["noun", "noun"]
    assert _texts(root, "//t:termNote[@type='grammaticalGender']/text()") == ["masculine"]


def test_contexts_with_their_source() -> None:
    """A sentence stands once for a term, with its document's title, publisher, date and address."""
    root = _export(Glossary((BRIDGE,), GLOSSARY.documents))
    group = "//t:termSec/t:descripGrp"
    assert _texts(root, f"{group}/t:descrip[@type='context']/text()") == [SENTENCE, "Dwa mosty zwodzone."]
    source = "O mostach (Wydawnictwo, 2019-05-04), https://example.org/m"
    assert _texts(root, f"{group}/t:admin[@type='source']/text()") == [source, "lost"]
    assert _texts(root, f"{group}/t:admin/@target") == ["doc.d1"]
    assert _texts(root, "//t:sourceDesc[@id='doc.d1']/t:p/text()") == [
        "title: O mostach",
        "publisher: Wydawnictwo",
        "date: 2019-05-04",
        "language: pl",
        "url: https://example.org/m",
        "file: bridges.txt",
    ]


def test_number_of_contexts_is_bounded() -> None:
    """A term brings a few contexts along, not all."""
    contexts = tuple(Context("d1", 0, 4, f"Most {i}.", 0, 4) for i in range(9))
    root = _export(Glossary((Concept("c", (LanguageSection("pl", (Term("most", contexts=contexts),)),)),)))
    assert _texts(root, "//t:descrip/text()") == ["Most 0.", "Most 1.", "Most 2."]
    assert MAX_CONTEXTS == 3


def test_ids_are_xml_names() -> None:
    """An id that is no XML name is escaped, and different ids stay different."""
    ids = ("1st", "a b", "a_x20_b", "most", "мост", "doc.1")
    sections = (LanguageSection("pl", (Term("most"),)),)
    root = _export(Glossary(tuple(Concept(identifier, sections) for identifier in ids)))
    found = _texts(root, "//t:conceptEntry/@id")
    assert found == ["_x31_st", "a_x20_b", "a_x5F_x20_b", "most", "_x43C__x43E__x441__x442_", "_x64_oc.1"]


def test_languages_without_terms_are_left_out() -> None:
    """Neither an empty language section, nor one of a malformed tag, nor a concept without terms makes an entry."""
    russian = LanguageSection("ru", (Term("мост"), Term(" ")))
    empty = Concept("c", (LanguageSection("pl", ()), russian, LanguageSection("?", (Term("x"),))))
    root = _export(Glossary((empty, Concept("d", (LanguageSection("pl", ()),)))))
    assert _texts(root, "//t:langSec/@xml:lang") == ["ru"]


def test_scorer_reads_the_export(tmp_path: Path) -> None:
    """The published scorer reads the languages, terms and preferred marks of the export."""
    read_tbx = runpy.run_path(str(Path(__file__).parents[2] / "gold" / "score.py"))["read_tbx"]
    path = tmp_path / "glossary.tbx"
    with path.open("wb") as stream:
        write_tbx(Content((BRIDGE,)), stream)
    assert read_tbx(path) == [
        {
            "pl": [("most zwodzony", True), ("zwodzony most", False)],
            "ru": [("разводной мост", True)],
            "ar": [("الجسر المتحرك", True)],
            "el": [("κινητή γέφυρα", True)],
        }
    ]
