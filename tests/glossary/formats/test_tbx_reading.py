"""TBX from elsewhere: the public samples, every dialect and style, what is broken, and what is hostile."""

import io
from itertools import pairwise
from pathlib import Path

import pytest

from glossary.errors import InputError
from glossary.formats.content import MAX_TERM, MAX_TEXT, Origin, Rejected
from glossary.formats.tbx_reading import read_tbx
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Context,
    GrammaticalGender,
    GrammaticalNumber,
    LanguageSection,
    PartOfSpeech,
    SourceDocument,
    Term,
    TermType,
)

_SAMPLES = Path(__file__).parents[4] / "shared" / "interop" / "tbx_v3"

needs_samples = pytest.mark.skipif(not _SAMPLES.is_dir(), reason="the public TBX samples are not beside the project")

_HEADER = "<tbxHeader><fileDesc><sourceDesc><p>TBX file</p></sourceDesc></fileDesc></tbxHeader>"
_OURS = _HEADER.replace("TBX file", "Glossary made by glossalign.")
_MODULES = "".join(f" xmlns:{name}='http://www.tbxinfo.net/ns/{name}'" for name in ("min", "basic", "linguist"))
_TAG = " xml:lang='pl'"
_PL = "<langSec xml:lang='pl'><termSec><term>most</term></termSec></langSec>"


def _wrap(body: str, dialect: str = "TBX-Basic", style: str = "dca", header: str = _HEADER) -> bytes:
    attributes = f"type='{dialect}' style='{style}' xml:lang='en' xmlns='urn:iso:std:iso:30042:ed-2'{_MODULES}"
    return f"<tbx {attributes}>{header}<text>\n<body>\n{body}\n</body></text></tbx>".encode()


def _wrap_term(parts: str) -> str:
    return f"<conceptEntry id='a'><langSec xml:lang='pl'><termSec>{parts}</termSec></langSec></conceptEntry>"


def _read(content: bytes) -> list[Concept | SourceDocument | Rejected]:
    return list(read_tbx(io.BytesIO(content), Origin("test.tbx")))


def _read_one(content: bytes) -> Concept:
    [concept] = _read(content)
    assert isinstance(concept, Concept)
    return concept


def _reject_one(content: bytes) -> Rejected:
    [rejected] = _read(content)
    assert isinstance(rejected, Rejected)
    return rejected


# -- public samples ----------------------------------------------------------------------------------------------------


def _read_sample(name: str) -> tuple[list[Concept], list[Rejected]]:
    with (_SAMPLES / name).open("rb") as stream:
        entries = list(read_tbx(stream, Origin(name)))
    return [each for each in entries if isinstance(each, Concept)], [
        each for each in entries if isinstance(each, Rejected)
    ]


@needs_samples
@pytest.mark.parametrize(
    "name",
    [
        "ex_basic_dca.tbx",
        "ex_core_dca.tbx",
        "ex_min_dca.tbx",
        "t_basic_good.tbx",
        "t_core_structure_good.tbx",
        "t_min_good.tbx",
    ],
)
def test_good_samples(name: str) -> None:
    """Nothing of a good file is rejected; terms, languages and ids are all there."""
    concepts, rejected = _read_sample(name)
    assert rejected == []
    assert [concept.id for concept in concepts] == [f"c{number}" for number in range(1, 46)]
    assert concepts[0].languages == ("en", "es")
    assert [[term.text for term in section.terms] for section in concepts[1].sections] == [
        ["circumstellar accretion disk", "accretion disc", "circumstellar disk"],
        ["disco de acreción", "disco de acrecimiento"],
    ]


@needs_samples
@pytest.mark.parametrize("name", ["ex_basic_dca.tbx", "t_basic_good.tbx"])
def test_basic_sample(name: str) -> None:
    """Statuses, definitions, contexts with their source and pictures are read; what has no place is noted."""
    [concept, *_], _ = _read_sample(name)
    assert concept.subject_field == "General"
    assert concept.images == ("https://en.wikipedia.org/wiki/Galaxy_cluster#/media/File:Galaxy_cluster_IDCS_J1426.jpg",)
    assert concept.note is not None
    first, *_, last = concept.note.split("\n")
    assert first == "G-Source: http://www.physics.drexel.edu/observatory/dump.shtml"
    assert last == "xGraphic: Open_Cluster.JPG"
    english = concept.sections[0]
    assert english.definition == "A group of stars formed together in the spiral arms of a galaxy."
    assert english.note is not None
    assert english.note.endswith("\nsource: Oxford2007")
    assert [(term.text, term.part_of_speech) for term in english.terms] == [
        ("open cluster", PartOfSpeech.NOUN),
        ("galactic cluster", PartOfSpeech.NOUN),
    ]
    assert english.terms[0].status is AdministrativeStatus.PREFERRED
    [context] = english.terms[0].contexts
    assert context.document == "http://seds.org/MESSIER/open.html"
    assert context.sentence.startswith("Over 1100 open clusters are known in our Milky Way Galaxy, and this is")
    other = english.terms[1].status
    assert other is (AdministrativeStatus.DEPRECATED if name.startswith("t_") else AdministrativeStatus.SUPERSEDED)


@needs_samples
@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("t_basic_bad.tbx", 23, "line 69: partOfSpeech is 'nominal'; write one of noun, "),
        ("t_core_structure_bad.tbx", 23, "line 30: <termSec> has 2 terms; give each one of its own"),
        (
            "t_min_bad.tbx",
            755,
            "line 803: usageStatus is 'not an allowed value'; write one of preferredTerm-admn-sts, ",
        ),
    ],
)
def test_bad_samples(name: str, line: int, reason: str) -> None:
    """What makes no sense is rejected with its line, and the entries after it are read."""
    concepts, rejected = _read_sample(name)
    assert len(concepts) == 44
    assert rejected[-1].line == line
    assert rejected[-1].reason.startswith(reason)
    assert rejected[-1].text.startswith("<conceptEntry ")


@needs_samples
def test_misplaced_element_of_sample() -> None:
    """What stands outside of the body is named, not passed over."""
    [first, _] = _read_sample("t_core_structure_bad.tbx")[1]
    assert first.line == 21
    assert first.reason == "<admin> can't stand in <text>; expected <conceptEntry> or <termEntry> in <body>"


@needs_samples
def test_poorly_formed_sample() -> None:
    """The line in which a file ceases to be XML is named."""
    with pytest.raises(InputError, match=r"^t_poorly_formed_xml\.tbx:42: no well-formed XML: .*term.* repair it"):
        _read_sample("t_poorly_formed_xml.tbx")


# -- dialects and styles -----------------------------------------------------------------------------------------------

_EXPECTED = Concept(
    "a",
    (
        LanguageSection(
            "pl",
            (
                Term(
                    "most",
                    AdministrativeStatus.SUPERSEDED,
                    PartOfSpeech.PROPER_NOUN,
                    GrammaticalGender.MASCULINE,
                    contexts=(Context("Nowak 2001", 0, 0, "Most stoi.", 0, 0),),
                    number=GrammaticalNumber.MASS,
                    term_type=TermType.SHORT_FORM,
                    geographical_usage="PL; Śląsk",
                    note="przestarzałe\nregister: colloquialRegister\ncustomerSubset: ACME",
                ),
            ),
            "Budowla.",
            "source: Kowalski",
        ),
    ),
    subject_field="transport; architecture",
    note="uwaga\ncrossReference: rzeka (b)\ntransactionType: origination (date: 2010-04-17; responsibility: Anna)",
    images=("https://example.org/m.png",),
    external_links=("https://example.org/most",),
)


def test_dca_style() -> None:
    """Data categories are attributes; those of TBX-Linguist have a place in the model or in the notes."""
    body = """<conceptEntry id="a">
      <descrip type="subjectField">transport</descrip><descrip type="subjectField">architecture</descrip>
      <ref type="crossReference" target="b">rzeka</ref>
      <xref type="xGraphic" target="https://example.org/m.png"/>
      <transacGrp><transac type="transactionType">origination</transac><date>2010-04-17</date>
      <transacNote type="responsibility" target="p1">Anna</transacNote></transacGrp>
      <note>uwaga</note><note/>
      <langSec xml:lang="PL"><descripGrp><descrip type="definition">Budowla.</descrip>
      <admin type="source">Kowalski</admin></descripGrp>
      <termSec><term> most
      </term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote>
      <termNote type="partOfSpeech">properNoun</termNote><termNote type="grammaticalGender">masculine</termNote>
      <termNote type="grammaticalNumber">mass</termNote><termNote type="termType">Short form</termNote>
      <termNote type="geographicalUsage">PL</termNote><termNote type="geographicalUsage">Śląsk</termNote>
      <termNote type="register">colloquialRegister</termNote><admin type="customerSubset">ACME</admin>
      <descripGrp><descrip type="context">Most
         stoi.</descrip><admin type="source">Nowak 2001</admin></descripGrp>
      <xref type="externalCrossReference" target="https://example.org/most">https://example.org/most</xref>
      <note>przestarzałe</note></termSec></langSec></conceptEntry>"""
    assert _read_one(_wrap(body, "TBX-Linguist")) == _EXPECTED


def test_dct_style() -> None:
    """Data categories are elements of their modules, whichever these are."""
    body = """<conceptEntry id="a">
      <min:subjectField>transport</min:subjectField><min:subjectField>architecture</min:subjectField>
      <basic:crossReference target="b">rzeka</basic:crossReference>
      <basic:xGraphic target="https://example.org/m.png"/>
      <transacGrp><basic:transactionType>origination</basic:transactionType><date>2010-04-17</date>
      <basic:responsibility target="p1">Anna</basic:responsibility></transacGrp>
      <note>uwaga</note>
      <langSec xml:lang="pl"><descripGrp><basic:definition>Budowla.</basic:definition>
      <basic:source>Kowalski</basic:source></descripGrp>
      <termSec><term>most</term><min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus>
      <min:partOfSpeech>properNoun</min:partOfSpeech><basic:grammaticalGender>masculine</basic:grammaticalGender>
      <linguist:grammaticalNumber>mass</linguist:grammaticalNumber><basic:termType>shortForm</basic:termType>
      <basic:geographicalUsage>PL</basic:geographicalUsage><basic:geographicalUsage>Śląsk</basic:geographicalUsage>
      <linguist:register>colloquialRegister</linguist:register><min:customerSubset>ACME</min:customerSubset>
      <descripGrp><basic:context>Most stoi.</basic:context><basic:source>Nowak 2001</basic:source></descripGrp>
      <min:externalCrossReference target="https://example.org/most">https://example.org/most</min:externalCrossReference>
      <note>przestarzałe</note></termSec></langSec></conceptEntry>"""
    assert _read_one(_wrap(body, "TBX-Linguist", "dct")) == _EXPECTED


def test_values_of_other_dialects() -> None:
    """A value that the model lacks is noted, and never an error, where the dialect isn't closed."""
    notes = "".join(
        f"<termNote type='{kind}'>{value}</termNote>"
        for kind, value in (
            ("partOfSpeech", "pronoun"),
            ("termType", "formula"),
            ("usageStatus", "discouraged"),
            ("usageStatus", "deprecated"),
            ("administrativeStatus", "preferredTerm-admn-sts"),
        )
    )
    body = _wrap_term(f"<term>most</term>{notes}")
    [term] = _read_one(_wrap(body, "TBX-Linguist")).sections[0].terms
    assert term == Term(
        "most",
        AdministrativeStatus.DEPRECATED,
        PartOfSpeech.OTHER,
        note="partOfSpeech: pronoun\ntermType: formula\nusageStatus: discouraged\n"
        "administrativeStatus: preferredTerm-admn-sts",
    )


def test_sections_of_one_language_are_joined() -> None:
    """A language that stands twice is one; the second definition, and one of a term, are noted."""
    body = """<conceptEntry id="a"><langSec xml:lang="pl"><descrip type="definition">D1</descrip><note>N1</note>
      <termSec><term>most</term></termSec></langSec>
      <langSec xml:lang="pl"><note>N2</note>
      <termSec><term>kładka</term><descrip type="definition">D2</descrip></termSec>
      <termSec><term>wiadukt</term><descrip type="definition">D3</descrip></termSec></langSec></conceptEntry>"""
    assert _read_one(_wrap(body)).sections == (
        LanguageSection(
            "pl",
            (Term("most"), Term("kładka"), Term("wiadukt", note="definition: D3")),
            "D1",
            "N1\nN2\ndefinition: D2",
        ),
    )


# -- our own notes, after others had them ------------------------------------------------------------------------------


def test_our_notes_in_files_of_others() -> None:
    """What we noted is understood after another tool has passed it on; an edited category wins over it."""
    body = """<conceptEntry id="a"><note>[glossalign] status: approved; confidence: 0.5</note>
      <langSec xml:lang="pl">
      <termSec><term>most</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote>
      <note>[glossalign] status: proposed;
          frequency: 5</note></termSec>
      <termSec><term>kładka</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
      <termNote type="partOfSpeech">verb</termNote>
      <note>[glossalign] status: proposed; part of speech: properNoun; context: "d1" 1 2 3 4</note></termSec>
      </langSec></conceptEntry>"""
    concept = _read_one(_wrap(body))
    assert (concept.status, concept.confidence, concept.note) == (ConceptStatus.APPROVED, 0.5, None)
    assert concept.sections[0].terms == (
        Term("most", frequency=5),
        Term("kładka", AdministrativeStatus.PREFERRED, PartOfSpeech.VERB),
    )


@pytest.mark.parametrize(
    "note",
    [
        "[glossalign] frequency: many",
        "[glossalign] frequency: 99999999999",
        "[glossalign] frequency: 5 6",
        "[glossalign] termhood: nan",
        "[glossalign] termhood: 1e999",
        "[glossalign] status: discussed",
        '[glossalign] reason: "a',
        '[glossalign] reason: "\\x"',
        "[glossalign] reason: 5",
        "[glossalign] colour: red",
        "[glossalign] frequency 5",
        "[glossalign]",
        "glossalign is fine",
    ],
)
def test_notes_that_make_no_sense(note: str) -> None:
    """A note that looks like ours, and can't be read, is a note."""
    body = _wrap_term(f"<term>most</term><note>{note}</note>")
    for header in (_HEADER, _OURS):
        assert _read_one(_wrap(body, header=header)).sections[0].terms == (Term("most", note=note),)


def test_escapes_of_ids_are_ours_only() -> None:
    """An id of another tool is taken as it stands, though it looks like one that we have escaped."""
    body = f"<conceptEntry id='_x31_a'>{_PL}</conceptEntry>"
    assert _read_one(_wrap(body)).id == "_x31_a"
    assert _read_one(_wrap(body, header=_OURS)).id == "1a"
    body = f"<conceptEntry id='_xFFFFFF_'>{_PL}</conceptEntry>"
    assert _read_one(_wrap(body, header=_OURS)).id == "_xFFFFFF_"


# -- what makes no sense -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("<conceptEntry id='a'/>", "the entry has no language; give it one with a term"),
        (
            f"<conceptEntry id='a'>\n{_PL.replace(_TAG, '')}</conceptEntry>",
            "line 4: <langSec> has no xml:lang; name its language",
        ),
        (
            f"<conceptEntry id='a'>\n\n{_PL.replace('pl', 'p?')}</conceptEntry>",
            "line 5: 'p?' is no language tag; write one like 'pl', 'ar' or 'pt-BR' (BCP 47)",
        ),
        (
            f"<conceptEntry id='a'>\n<langSec{_TAG}><note>x</note></langSec></conceptEntry>",
            "line 4: the language 'pl' has no term; write one, or remove the language",
        ),
        (
            f"<conceptEntry id='a'>\n<langSec{_TAG}>\n<termSec><note>x</note></termSec></langSec></conceptEntry>",
            "line 5: <termSec> has 0 terms; give each one of its own",
        ),
        (
            _wrap_term("<term> \n </term>"),
            "the term has no text; write one, or remove it",
        ),
        (
            f"<conceptEntry id='a'><note>\n{'x' * (MAX_TEXT + 1)}</note>{_PL}</conceptEntry>",
            f"'\\n{'x' * 39}…' has 1,000,002 characters, more than 1,000,000; shorten it",
        ),
        (
            f"<conceptEntry id='{'x' * (MAX_TERM + 1)}'>{_PL}</conceptEntry>",
            f"'{'x' * 40}…' has 10,001 characters, more than 10,000; shorten it",
        ),
        (
            f"<conceptEntry id='a'><note>{'a' * 600_000}</note><note>{'b' * 600_000}</note>{_PL}</conceptEntry>",
            "the notes have more than 1,000,000 characters; shorten them",
        ),
        (
            _wrap_term("<term>most</term><termNote type='termType'>best</termNote>"),
            "termType is 'best'; write one of fullForm, shortForm, acronym, abbreviation, variant, phrase",
        ),
        ("<entry id='a'/>", "<entry> can't stand in <body>; expected <conceptEntry> or <termEntry> in <body>"),
    ],
)
def test_rejected(entry: str, reason: str) -> None:
    """An entry that makes no sense is rejected with its line, what is wrong and the entry; the next one is read."""
    rejected, concept = _read(_wrap(f"{entry}\n<conceptEntry id='b'>{_PL}</conceptEntry>"))
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.reason) == (3, reason)
    assert rejected.text.startswith(entry[:6])
    assert concept == Concept("b", (LanguageSection("pl", (Term("most"),)),))


def test_long_term() -> None:
    """A term of 1 MB is rejected, one of the greatest length is read."""
    for length, is_good in ((MAX_TERM, True), (MAX_TERM + 1, False), (2**20, False)):
        term = f"<langSec xml:lang='pl'><termSec><term>{'x' * length}</term></termSec></langSec>"
        [entry] = _read(_wrap(f"<conceptEntry id='a'>{term}</conceptEntry>"))
        assert isinstance(entry, Concept) is is_good


def test_repeated_ids() -> None:
    """An id that stands twice, and an entry without one that has the terms of another, are rejected."""
    body = "\n".join(f"<conceptEntry{each}>{_PL}</conceptEntry>" for each in (" id='a'", " id='a'", "", "", " id=' '"))
    first, second, third, *others = _read(_wrap(body))
    assert [each.id for each in (first, third) if isinstance(each, Concept)] == ["a", "c-75c80c24e8ca"]
    assert isinstance(second, Rejected)
    assert (second.line, second.reason) == (4, "the id 'a' stands twice; give each entry an id of its own")
    for line, each in enumerate(others, 6):
        assert isinstance(each, Rejected)
        assert (each.line, each.reason) == (
            line,
            "an entry before has the same terms; give each entry an id of its own",
        )


def test_lines_of_long_files() -> None:
    """Lines are told beyond 65,535, where libxml2 once ceased to count."""
    rejected = _reject_one(_wrap("\n" * 100_000 + "<conceptEntry id='a'/>"))
    assert abs(rejected.line - 100_003) <= 1


# -- what is hostile ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "declared",
    [
        "<!ENTITY a 'aaaa'>",
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY % a SYSTEM 'http://example.org/x.dtd'> %a;",
        "<!ENTITY a 'aaaaaaaaaa'>" + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in pairwise("abcdefghi")),
    ],
)
def test_declared_entities(declared: str) -> None:
    """Bombs and inclusions are refused before anything is read."""
    content = f"<!DOCTYPE tbx [{declared}]>".encode() + _wrap(
        f"<conceptEntry id='a'><note>&i;&a;</note>{_PL}</conceptEntry>"
    )
    with pytest.raises(InputError, match=r"^test\.tbx:1: (entities such as &a;|no well-formed XML)"):
        _read(content)


def test_bomb_in_an_attribute() -> None:
    """What libxml2 expands before anybody is asked stays small."""
    declared = "<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in pairwise("abcdefghi")
    )
    with pytest.raises(InputError, match=r"^test\.tbx:1: "):
        _read(f"<!DOCTYPE tbx [{declared}]><tbx type='&i;'/>".encode())


def test_document_types_are_not_loaded(tmp_path: Path) -> None:
    """A document type is passed over; an entity that only it could declare is named, not dropped."""
    path = tmp_path / "x.dtd"
    path.write_text("<!ENTITY nbsp 'SECRET'>")
    content = f"<!DOCTYPE tbx SYSTEM '{path.as_uri()}'>".encode()
    assert _read_one(content + _wrap(f"<conceptEntry id='a'>{_PL}</conceptEntry>")).id == "a"
    rejected = _reject_one(content + _wrap(f"<conceptEntry id='a'><note>a&nbsp;b</note>{_PL}</conceptEntry>"))
    assert rejected.reason == "the entity '&nbsp;' is not known; write its text"
    assert "SECRET" not in rejected.text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_wrap("<conceptEntry><note>" + "<hi>" * 100_000), "Excessive depth"),
        (_wrap("<conceptEntry><note>" + "x" * 11_000_000), "Text node too long"),
        (_wrap("<conceptEntry><note>\x00</note></conceptEntry>"), "Char 0x0 out of allowed range"),
        (_wrap("<conceptEntry><note>&#0;</note></conceptEntry>"), "invalid xmlChar value 0"),
        (_wrap("<conceptEntry><note>?</note></conceptEntry>").replace(b"?", b"\xff\xfe"), "not proper UTF-8|encoding"),
        (_wrap("<conceptEntry><note>?</note></conceptEntry>").replace(b"?", b"\xed\xa0\x80"), "UTF-8|encoding"),
        (_wrap("")[:-20], "[Pp]remature end"),
        (b"", "no element found"),
        (b"pl;ru\nmost;\xd0\xbc\n", "Start tag expected"),
    ],
)
def test_no_xml(content: bytes, reason: str) -> None:
    """What is no XML, nests without end, holds what XML can't, or was cut short, is refused with its line."""
    with pytest.raises(InputError, match=rf"^test\.tbx:\d+: no well-formed XML: .*(?:{reason}).*; repair it") as caught:
        _read(content)
    assert "\n" not in str(caught.value)


def test_other_roots() -> None:
    """XML of another kind is named by its root."""
    with pytest.raises(InputError, match=r"^test\.tbx:2: the file begins with <tmx>, not with <tbx> or <martif>; name"):
        _read(b"<?xml version='1.0'?>\n<tmx version='1.4'><body/></tmx>")


def test_documents_of_others() -> None:
    """Only our own header tells documents; a text of it that is too long is rejected."""
    header = _OURS.replace(
        "</sourceDesc>",
        f"</sourceDesc>\n<sourceDesc id='doc.a'><p>title: {'x' * (MAX_TEXT + 1)}</p></sourceDesc>"
        "<sourceDesc id='doc.b'><p>title: B</p></sourceDesc><sourceDesc id='c'><p>title: C</p></sourceDesc>",
    )
    rejected, document = _read(_wrap("", header=header))
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.reason) == (
        2,
        f"'{'x' * 40}…' has 1,000,001 characters, more than 1,000,000; shorten it",
    )
    assert document == SourceDocument("b", "", "", "B")
    assert _read(_wrap("", header=header.replace("Glossary made by", "From"))) == []


def test_back_matter_is_passed_over() -> None:
    """Persons in the back matter are no entries."""
    content = _wrap(f"<conceptEntry id='a'>{_PL}</conceptEntry>").replace(
        b"</text>",
        b"<back><refObjectSec type='respPerson'><refObject id='p'><item type='fn'>A</item></refObject></refObjectSec>"
        b"</back></text>",
    )
    assert _read_one(content).id == "a"
