"""TBX v2, which OmegaT, Weblate and translate-toolkit read: valid by the public DTD, and read back."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from glossary.formats import FORMATS
from glossary.formats.content import Origin
from glossary.formats.tbx import (
    keep_2,
    read_tbx,
    recognize_tbx,
    recognize_tbx2,
    recognize_tbx_dct,
)
from glossary.model import (
    AdministrativeStatus,
    Concept,
    Context,
    Glossary,
    LanguageSection,
    PartOfSpeech,
    SourceDocument,
    Term,
    TermType,
)
from tests.glossary.formats.contract import check_round_trip, read, write
from tests.glossary.samples import DOCUMENT, GLOSSARY, SENTENCE, glossaries

TBX2 = FORMATS["tbx2"]

_SCHEMAS = Path(__file__).parents[4] / "shared" / "interop" / "tbx_v2"

needs_schemas = pytest.mark.skipif(not _SCHEMAS.is_dir(), reason="the public TBX schemas are not beside the project")


@needs_schemas
@settings(deadline=None, max_examples=50)
@given(glossaries)
def test_any_export_is_valid(glossary: Glossary) -> None:
    """A glossary with terms is valid by the document type and by the schema of TBX-Basic v2."""
    for each in (glossary, GLOSSARY):
        root = etree.fromstring(write(TBX2, each))
        if any(keep_2(concept, None) for concept in each.concepts):
            document_type = etree.DTD(_SCHEMAS / "TBXBasiccoreStructV02.dtd")
            assert document_type.validate(root), document_type.error_log
            schema = etree.RelaxNG(etree.parse(_SCHEMAS / "TBXBasicRNGV02.rng"))
            assert schema.validate(root), schema.error_log


@settings(deadline=None)
@given(glossaries)
def test_round_trip(glossary: Glossary) -> None:
    """Version 2 keeps what it says it keeps."""
    check_round_trip(TBX2, glossary)


def test_shape() -> None:
    """The document type is the one that tools expect; there are no notes but those that help a translator."""
    preferred = Term(
        "most",
        AdministrativeStatus.PREFERRED,
        PartOfSpeech.PROPER_NOUN,
        frequency=5,
        contexts=(Context("d1", 40, 44, SENTENCE, 0, 4), Context("lost", 0, 4, "Most.", 0, 4)),
        do_not_translate=True,
        note="older",
    )
    terms = (preferred, Term("kładka"), Term("bród", AdministrativeStatus.REJECTED))
    concept = Concept("c 1", (LanguageSection("pl", terms),), external_links=("urn:isbn:9788301000000",))
    assert write(TBX2, Glossary((concept,), (replace(DOCUMENT, publisher=None, url=None),))).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n'
        """<martif type="TBX" xml:lang="en">
<martifHeader>
  <fileDesc>
    <sourceDesc>
      <p>Glossary made by glossalign.</p>
    </sourceDesc>
    <sourceDesc id="doc.d1">
      <p>title: O mostach</p>
      <p>date: 2019-05-04</p>
      <p>language: pl</p>
      <p>file: bridges.txt</p>
    </sourceDesc>
  </fileDesc>
</martifHeader>
<text><body>
<termEntry id="c_x20_1">
  <xref type="externalCrossReference" target="urn:isbn:9788301000000">urn:isbn:9788301000000</xref>
  <langSet xml:lang="pl">
    <tig>
      <term>most</term>
      <termNote type="partOfSpeech">properNoun</termNote>
      <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
      <descripGrp>
        <descrip type="context">Mosty zwodzone i most kolejowy.</descrip>
        <admin type="source" target="doc.d1">d1</admin>
      </descripGrp>
      <descripGrp>
        <descrip type="context">Most.</descrip>
        <admin type="source">lost</admin>
      </descripGrp>
      <note>older</note>
      <note>[glossalign] do not translate</note>
    </tig>
    <tig>
      <term>kładka</term>
    </tig>
    <tig>
      <term>bród</term>
      <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
      <note>[glossalign] status: rejected</note>
    </tig>
  </langSet>
</termEntry>
</body></text>
</martif>
"""
    )


def test_documents_come_back() -> None:
    """Documents survive, and statuses do, though TBX has fewer."""
    again = read(TBX2, write(TBX2, GLOSSARY))
    assert again.documents == GLOSSARY.documents
    assert [term.status for concept in again.concepts for section in concept.sections for term in section.terms] == [
        term.status for concept in GLOSSARY.concepts for section in concept.sections for term in section.terms
    ]
    odd = SourceDocument("x\x00", "", "pl", "\x00", url="")
    assert read(TBX2, write(TBX2, Glossary((), (odd,)))).documents == (replace(odd, title="\ufffd"),)


def test_recognition() -> None:
    """A file is known by its root, and not taken for version 3."""
    content = write(TBX2, GLOSSARY)
    for head in (content, content[:200], b"\xef\xbb\xbf" + content):
        assert [each(head) for each in (recognize_tbx2, recognize_tbx, recognize_tbx_dct)] == [True, False, False]


@needs_schemas
def test_sample_of_omegat() -> None:
    """The sample that OmegaT is tested with has one concept in two languages."""
    with (_SCHEMAS / "omegat_sample.tbx").open("rb") as stream:
        assert recognize_tbx2(stream.read())
        stream.seek(0)
        assert list(read_tbx(stream, Origin("omegat_sample.tbx"))) == [
            Concept(
                "eid-Oracle-67",
                (
                    LanguageSection(
                        "en",
                        (
                            Term(
                                "alpha smoothing factor",
                                part_of_speech=PartOfSpeech.NOUN,
                                term_type=TermType.FULL_FORM,
                            ),
                        ),
                    ),
                    LanguageSection("hu", (Term("hu translation", part_of_speech=PartOfSpeech.NOUN),)),
                ),
                subject_field="manufacturing",
                definition="A value between 0 and 1 used in ...",
            )
        ]


def _read_martif(body: str) -> list[object]:
    head = "<!DOCTYPE martif SYSTEM 'http://example.org/x.dtd'><martif type='TBX'>"
    content = f"{head}<text><body>{body}</body></text></martif>".encode()
    return list(read_tbx(io.BytesIO(content), Origin("test")))


def test_grouped_terms() -> None:
    """A term may stand in a group with its notes, as Microsoft and MultiTerm write it."""
    [concept] = _read_martif(
        "<termEntry id='27766_1'><langSet xml:lang='en-us'><descripGrp><descrip type='definition'>A span.</descrip>"
        "</descripGrp><ntig><termGrp><term id='t1'>bridge</term><termNote type='partOfSpeech'>Noun</termNote>"
        "<termNoteGrp><termNote type='geographicalUsage'>US</termNote><note>also UK</note></termNoteGrp>"
        "<termCompList type='morph'><termComp>bri</termComp><termComp>dge</termComp></termCompList></termGrp>"
        "<note>of any kind</note></ntig></langSet></termEntry>"
    )
    assert concept == Concept(
        "27766_1",
        (
            LanguageSection(
                "en-US",
                (
                    Term(
                        "bridge",
                        part_of_speech=PartOfSpeech.NOUN,
                        geographical_usage="US",
                        note="of any kind\nnote: also UK\nmorph: bridge",
                    ),
                ),
                "A span.",
            ),
        ),
    )


def test_termweb_and_weblate() -> None:
    """TermWeb's bare statuses, and what Weblate writes of a text that isn't to be translated, are understood."""
    terms = "".join(
        f"<tig><term>{text}</term><termNote type='administrativeStatus'>{status}</termNote></tig>"
        for text, status in (
            ("a", "preferred"),
            ("b", "admitted"),
            ("c", "notRecommended"),
            ("d", "Obsolete"),
            ("e", "forbidden"),
            ("f", "legalTerm-admn-sts"),
        )
    )
    [concept] = _read_martif(
        f"<termEntry><langSet xml:lang='en_GB'>{terms}"
        "<tig><term>g</term><descrip type='Translation needed'>No</descrip></tig></langSet></termEntry>"
    )
    assert isinstance(concept, Concept)
    assert concept.id == "c-07ebd392db8b"
    [section] = concept.sections
    assert section.language == "en-GB"
    assert [term.status for term in section.terms] == [
        AdministrativeStatus.PREFERRED,
        AdministrativeStatus.ADMITTED,
        AdministrativeStatus.DEPRECATED,
        AdministrativeStatus.SUPERSEDED,
        AdministrativeStatus.DEPRECATED,
        AdministrativeStatus.PROPOSED,
        AdministrativeStatus.PROPOSED,
    ]
    assert [term.note for term in section.terms[5:]] == ["administrativeStatus: legalTerm-admn-sts", None]
    assert [term.do_not_translate for term in section.terms[5:]] == [False, True]


def test_markup() -> None:
    """Highlighted and foreign words belong to a text; the codes of a tool don't."""
    [concept] = _read_martif(
        "<termEntry id='a'><descrip type='definition'>a <hi>very</hi> <foreign xml:lang='la'>longus</foreign> "
        "<bpt i='1'>&lt;b&gt;</bpt>bridge<ept i='1'>&lt;/b&gt;</ept><!-- no --></descrip>"
        "<langSet xml:lang='en'><tig><term>CO<hi type='subscript'>2</hi></term></tig></langSet></termEntry>"
    )
    assert concept == Concept("a", (LanguageSection("en", (Term("CO2"),)),), definition="a very longus bridge")
