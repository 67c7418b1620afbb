"""TBX v3 that other tools take: valid by the public schemas, and read by the published scorer."""

import io
import runpy
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import elementpath
import pytest
from hypothesis import given, settings
from lxml import etree

from glossary.formats.tbx import MAX_CONTEXTS, NAMESPACE, write_tbx
from glossary.model import AdministrativeStatus, Concept, Context, Glossary, LanguageSection, Term
from tests.glossary.samples import BRIDGE, GLOSSARY, NEWTON, RAILWAY_BRIDGE, SENTENCE, glossaries

_SCHEMAS = Path(__file__).parents[4] / "shared" / "interop" / "tbx_v3"
_NS = {"t": NAMESPACE}
_SCHEMATRON = "{http://purl.oclc.org/dsdl/schematron}"

needs_schemas = pytest.mark.skipif(not _SCHEMAS.is_dir(), reason="the public TBX schemas are not beside the project")


def _export(glossary: Glossary) -> etree._Element:
    stream = io.BytesIO()
    write_tbx(glossary.concepts, glossary.documents, stream)
    return etree.fromstring(stream.getvalue())


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
    if any(section.terms for concept in glossary.concepts for section in concept.sections):
        assert list(_find_faults(_export(glossary))) == []


@settings(deadline=None)
@given(glossaries)
def test_every_term_is_exported(glossary: Glossary) -> None:
    """Each term of each language stands in the file, in order, with white space kept as it is."""
    sections = list(chain.from_iterable(concept.sections for concept in glossary.concepts))
    expected = [term.text for section in sections for term in section.terms]
    found = [element.text or "" for element in _export(glossary).iter(f"{{{NAMESPACE}}}term")]
    legible = str.maketrans(dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd"))
    assert found == [text.translate(legible) for text in expected]


def test_root() -> None:
    """The root names dialect, style and language as ISO 30042 asks, and no false namespace prefixes."""
    stream = io.BytesIO()
    write_tbx((), (), stream)
    assert stream.getvalue().decode().splitlines()[:2] == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">',
    ]


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
    assert [note.split(";")[0] for note in _texts(root, f"{polish}/t:note/text()")] == [
        "frequency: 5",
        "status: proposed",
        "frequency: 9",
        "status: rejected",
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
        "kind: term; status: approved; confidence: 0.8750",
        "link: pl “most zwodzony” = ru “разводной мост”; embedding 0.7500, csls 0.5000",
    ]


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
    assert _texts(root, "//t:sourceDesc/t:p/text()")[1:] == [source, "История, geschichte.txt"]


def test_number_of_contexts_is_bounded() -> None:
    """A term brings a few contexts along, not all."""
    contexts = tuple(Context("d1", 0, 4, f"Most {i}.", 0, 4) for i in range(9))
    root = _export(Glossary((Concept("c", (LanguageSection("pl", (Term("most", contexts=contexts),)),)),)))
    assert _texts(root, "//t:descrip/text()") == ["Most 0.", "Most 1.", "Most 2."]
    assert MAX_CONTEXTS == 3


def test_ids_are_xml_names() -> None:
    """An id that is no XML name is escaped, and different ids stay different."""
    ids = ("1st", "a b", "a_x20_b", "most", "мост")
    sections = (LanguageSection("pl", (Term("most"),)),)
    root = _export(Glossary(tuple(Concept(identifier, sections) for identifier in ids)))
    found = _texts(root, "//t:conceptEntry/@id")
    assert found == ["_x31_st", "a_x20_b", "a_x5F_x20_b", "most", "_x43C__x43E__x441__x442_"]


def test_languages_without_terms_are_left_out() -> None:
    """Neither an empty language section nor a concept without terms makes an entry."""
    empty = Concept("c", (LanguageSection("pl", ()), LanguageSection("ru", (Term("мост"),))))
    root = _export(Glossary((empty, Concept("d", (LanguageSection("pl", ()),)))))
    assert _texts(root, "//t:langSec/@xml:lang") == ["ru"]


def test_scorer_reads_the_export(tmp_path: Path) -> None:
    """The published scorer reads the languages, terms and preferred marks of the export."""
    read_tbx = runpy.run_path(str(Path(__file__).parents[2] / "gold" / "score.py"))["read_tbx"]
    path = tmp_path / "glossary.tbx"
    with path.open("wb") as stream:
        write_tbx((BRIDGE,), (), stream)
    assert read_tbx(path) == [
        {
            "pl": [("most zwodzony", True), ("zwodzony most", False)],
            "ru": [("разводной мост", True)],
            "ar": [("الجسر المتحرك", True)],
            "el": [("κινητή γέφυρα", True)],
        }
    ]
