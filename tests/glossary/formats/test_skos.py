"""SKOS in Turtle and JSON-LD: what other tools read, and what they write."""

import io
import json
import logging
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, OWL, RDFS, SKOS

from glossary.errors import InputError
from glossary.formats import FORMATS, Format, skos
from glossary.formats.content import MAX_TERM, MAX_TEXT, Content, Origin, Rejected
from glossary.formats.identity import make_id
from glossary.formats.skos_graph import CONCEPT, find_identifier, make_address
from glossary.formats.skos_reading import read_jsonld, read_skos
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptStatus,
    Context,
    Form,
    FormOrigin,
    Glossary,
    LanguageSection,
    PartOfSpeech,
    SourceDocument,
    Term,
)
from tests.glossary.formats.contract import check_round_trip, read, write
from tests.glossary.samples import BRIDGE, DOCUMENT, GLOSSARY, glossaries

TURTLE = FORMATS["skos"]
JSONLD = FORMATS["jsonld"]
_BOTH = pytest.mark.parametrize("chosen", [TURTLE, JSONLD], ids=lambda each: each.name)
_PREFIXES = "".join(
    f"@prefix {name}: <{address}> .\n"
    for name, address in {
        "": "http://example.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "skosxl": "http://www.w3.org/2008/05/skos-xl#",
        "dct": "http://purl.org/dc/terms/",
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "lexinfo": "http://www.lexinfo.net/ontology/2.0/lexinfo#",
        "ga": "urn:glossalign:vocabulary:",
    }.items()
)
_HEAD_LINES = _PREFIXES.count("\n")
_XL = "http://www.w3.org/2008/05/skos-xl#"


def _read(turtle: str) -> list[Any]:
    return list(read_skos(io.BytesIO((_PREFIXES + turtle).encode()), Origin("t.ttl")))


def _read_json(text: str) -> list[Any]:
    return list(read_jsonld(io.BytesIO(text.encode()), Origin("t.jsonld")))


def _parse(chosen: Format, glossary: Glossary) -> Graph:
    syntax = "turtle" if chosen is TURTLE else "json-ld"
    if chosen is TURTLE:
        return Graph().parse(data=write(chosen, glossary), format=syntax)
    # By way of a file of triples, as rdflib warns of its own JSON-LD parser.
    from rdflib.plugins.parsers.jsonld import to_rdf

    graph: Graph = to_rdf(json.loads(write(chosen, glossary)), Graph())
    return graph


def _section(language: str, *terms: tuple[str, AdministrativeStatus]) -> LanguageSection:
    return LanguageSection(language, tuple(Term(text, status) for text, status in terms))


# -- writing and reading back ------------------------------------------------------------------------------------------


@_BOTH
@settings(deadline=None)
@given(glossary=glossaries)
def test_round_trip(chosen: Format, glossary: Glossary) -> None:
    """What SKOS keeps of a concept is read back, and written again to the same bytes."""
    check_round_trip(chosen, glossary)


@_BOTH
def test_sample_round_trip(chosen: Format) -> None:
    """The sample with everything in it loses its links and the counts of its forms, and no document."""
    again = read(chosen, write(chosen, GLOSSARY))
    assert again.documents == GLOSSARY.documents
    bridge = again.concepts[0]
    assert bridge.links == ()
    assert bridge.sections[0].terms[0].forms == (
        Form("mosty zwodzone", FormOrigin.SEEN),
        Form("mostem zwodzonym", FormOrigin.GENERATED),
    )
    assert bridge.sections[0].terms[0].contexts == BRIDGE.sections[0].terms[0].contexts
    assert (bridge.definition, bridge.images, bridge.external_links) == (
        BRIDGE.definition,
        BRIDGE.images,
        BRIDGE.external_links,
    )


def test_turtle() -> None:
    """A concept has plain labels for everyone, and a resource for each term for those who want to know more."""
    concept = Concept(
        "b 1",
        (
            LanguageSection(
                "pl",
                (
                    Term("most", AdministrativeStatus.PREFERRED, PartOfSpeech.NOUN, forms=(Form("mosty"),)),
                    Term('"mostek"\\\n', AdministrativeStatus.SUPERSEDED),
                ),
            ),
        ),
        confidence=0.5,
    )
    text = write(TURTLE, Glossary((concept,))).decode()
    assert text.startswith("@prefix dc: <http://purl.org/dc/elements/1.1/> .\n")
    assert text.partition("\n\n")[2] == (
        "<urn:glossalign:scheme> a skos:ConceptScheme ;\n"
        '    dct:title "Glossary made by glossalign"@en .\n'
        "\n"
        "<urn:glossalign:concept:b%201> a skos:Concept ;\n"
        "    skos:inScheme <urn:glossalign:scheme> ;\n"
        '    skos:prefLabel "most"@pl ;\n'
        '    skos:hiddenLabel "\\"mostek\\"\\\\\\n"@pl, "mosty"@pl ;\n'
        '    ga:status "proposed" ;\n'
        '    ga:confidence "0.5"^^xsd:double ;\n'
        "    skosxl:prefLabel <urn:glossalign:label:b%201:pl:24ea913efda2> ;\n"
        "    skosxl:hiddenLabel <urn:glossalign:label:b%201:pl:960127d1a572> .\n"
        "\n"
        "<urn:glossalign:label:b%201:pl:24ea913efda2> a skosxl:Label ;\n"
        '    skosxl:literalForm "most"@pl ;\n'
        "    lexinfo:normativeAuthorization lexinfo:preferredTerm ;\n"
        "    lexinfo:partOfSpeech lexinfo:noun ;\n"
        '    ga:seenForm "mosty"@pl .\n'
        "\n"
        "<urn:glossalign:label:b%201:pl:960127d1a572> a skosxl:Label ;\n"
        '    skosxl:literalForm "\\"mostek\\"\\\\\\n"@pl ;\n'
        "    lexinfo:normativeAuthorization lexinfo:supersededTerm ;\n"
        "    owl:deprecated true ;\n"
        "    dct:isReplacedBy <urn:glossalign:label:b%201:pl:24ea913efda2> .\n"
    )


def test_jsonld() -> None:
    """JSON-LD is one node a line, with its context inside the file, so that nobody has to fetch it."""
    lines = write(JSONLD, GLOSSARY).decode().splitlines()
    whole = json.loads("".join(lines))
    assert whole["@context"]["skos"] == "http://www.w3.org/2004/02/skos/core#"
    assert len(whole["@graph"]) == len(lines) - 2 == 1 + 2 + 3 + 9
    [newton] = [each for each in whole["@graph"] if each["@id"] == "urn:glossalign:concept:newton"]
    assert newton["@type"] == "skos:Concept"
    assert newton["skos:prefLabel"] == [
        {"@value": "Izaak Newton", "@language": "pl"},
        {"@value": "Ισαάκ Νεύτων", "@language": "el"},
    ]
    assert json.loads(write(JSONLD, Glossary(()))) == {
        "@context": whole["@context"],
        "@graph": whole["@graph"][:1],
    }


@settings(deadline=None, max_examples=25)
@given(glossary=glossaries)
def test_both_are_one_graph(glossary: Glossary) -> None:
    """Turtle and JSON-LD say the same."""
    kept = Glossary(glossary.concepts[:2], glossary.documents)
    assert isomorphic(_parse(TURTLE, kept), _parse(JSONLD, kept))


@_BOTH
@settings(deadline=None)
@given(glossary=glossaries)
def test_integrity_conditions(chosen: Format, glossary: Glossary) -> None:
    """S9, S13, S14 and S27 of the SKOS reference hold, with the labels that SKOS-XL entails (S55 to S57) taken in."""
    graph = _parse(chosen, glossary)
    for name in ("prefLabel", "altLabel", "hiddenLabel"):
        for concept, label in graph.subject_objects(URIRef(_XL + name)):
            for form in graph.objects(label, URIRef(_XL + "literalForm")):
                # The chain entails nothing that isn't said.
                assert (concept, SKOS[name], form) in graph
    faults = {
        "S9": "?x a skos:Concept, skos:ConceptScheme .",
        "S13": """{ ?x skos:prefLabel ?l ; skos:altLabel|skos:hiddenLabel ?l }
                  UNION { ?x skos:altLabel ?l ; skos:hiddenLabel ?l }""",
        "S14": "?x skos:prefLabel ?a, ?b . FILTER (?a != ?b && lcase(lang(?a)) = lcase(lang(?b)))",
        "S27": "?x skos:related ?y . ?x (skos:broader|skos:broaderTransitive)+ ?y",
    }
    for condition, pattern in faults.items():
        assert not graph.query(f"ASK {{ {pattern} }}", initNs={"skos": SKOS}).askAnswer, condition


def test_integrity_check_sees_faults() -> None:
    """The queries above find what they look for."""
    graph = Graph().parse(
        data=_PREFIXES + ':a a skos:Concept ; skos:prefLabel "x"@pl, "y"@pl ; skos:altLabel "x"@pl .', format="turtle"
    )
    two = "?x skos:prefLabel ?a, ?b . FILTER (?a != ?b && lcase(lang(?a)) = lcase(lang(?b)))"
    both = "?x skos:prefLabel ?l ; skos:altLabel|skos:hiddenLabel ?l"
    assert graph.query(f"ASK {{ {two} }}", initNs={"skos": SKOS}).askAnswer
    assert graph.query(f"ASK {{ {both} }}", initNs={"skos": SKOS}).askAnswer


@_BOTH
def test_what_generic_tools_see(chosen: Format) -> None:
    """A tool that knows SKOS only gets labels, definitions, notes, subject, pictures, pages and the deprecation."""
    rejected = Concept(
        "r", (_section("pl", ("kładka", AdministrativeStatus.PREFERRED)),), status=ConceptStatus.REJECTED
    )
    graph = _parse(chosen, Glossary((BRIDGE, rejected)))
    bridge, gone = URIRef("urn:glossalign:concept:bridge"), URIRef("urn:glossalign:concept:r")
    assert (bridge, SKOS.inScheme, URIRef("urn:glossalign:scheme")) in graph
    assert (bridge, SKOS.prefLabel, Literal("разводной мост", "ru")) in graph
    assert (bridge, SKOS.altLabel, Literal("zwodzony most", "pl")) in graph
    assert (bridge, SKOS.hiddenLabel, Literal("للجسر المتحرك", "ar")) in graph
    assert (bridge, SKOS.definition, Literal("Most, który się podnosi.", "pl")) in graph
    assert (bridge, SKOS.scopeNote, Literal("not of every hinged bridge", "pl")) in graph
    assert (bridge, SKOS.note, Literal("See also: swing bridge")) in graph
    assert (bridge, DCTERMS.subject, Literal("engineering")) in graph
    assert (bridge, FOAF.depiction, URIRef("https://example.org/bridge.png")) in graph
    assert (bridge, RDFS.seeAlso, URIRef("urn:isbn:9788301000000")) in graph
    assert (bridge, OWL.deprecated, None) not in graph
    assert (gone, OWL.deprecated, Literal(True)) in graph


@pytest.mark.parametrize(
    ("terms", "labels"),
    [
        ([("a", AdministrativeStatus.ADMITTED), ("b", AdministrativeStatus.PREFERRED)], {"pref": "b", "alt": "a"}),
        ([("a", AdministrativeStatus.PREFERRED), ("b", AdministrativeStatus.PREFERRED)], {"pref": "a", "alt": "b"}),
        ([("a", AdministrativeStatus.REJECTED), ("b", AdministrativeStatus.PROPOSED)], {"pref": "b", "hidden": "a"}),
        ([("a", AdministrativeStatus.DEPRECATED)], {"hidden": "a"}),
        ([("a", AdministrativeStatus.REJECTED), ("a", AdministrativeStatus.ADMITTED)], {"pref": "a"}),
    ],
)
def test_one_preferred_label(terms: Sequence[tuple[str, AdministrativeStatus]], labels: dict[str, str]) -> None:
    """The preferred term is the one prefLabel; else the first that may be used; never one that may not."""
    graph = _parse(TURTLE, Glossary((Concept("c", (_section("pl", *terms),)),)))
    found = {
        kind: str(text) for kind in ("pref", "alt", "hidden") for text in graph.objects(None, SKOS[f"{kind}Label"])
    }
    assert found == labels


def test_keep() -> None:
    """A concept without terms, a language with a malformed tag and a term without text are left out."""
    assert skos.keep(Concept("c", (LanguageSection("pl", ()),)), None) is None
    assert skos.keep(Concept("c", (_section("pl_PL", ("most", AdministrativeStatus.PREFERRED)),)), None) is None
    assert skos.keep(Concept("c", (_section("pl", (" ", AdministrativeStatus.PREFERRED)),)), None) is None
    sections = (_section("PL", ("most", AdministrativeStatus.PREFERRED)), LanguageSection("pl", (), "def", "note"))
    kept = skos.keep(Concept("c", sections), None)
    assert kept is not None
    assert kept.sections == (LanguageSection("pl", (Term("most", AdministrativeStatus.PREFERRED),), "def", "note"),)


@_BOTH
def test_hostile_texts(chosen: Format) -> None:
    """Lone surrogates are replaced, and NUL, quotes, false ends and comments survive as they are."""
    texts = (
        "\x00",
        '"""',
        "\\u0041",
        "]] . # <x>",
        "\u2028\u0085\x7f",
        "a\r\nb",
        "\ufeffx",
        "'''",
        "@pl",
        "\U0010ffff",
    )
    terms = tuple(Term(text, note=text, reason=text) for text in texts)
    glossary = Glossary((Concept("\ud800 <>", (LanguageSection("pl", (*terms, Term("x\ud800"))),)),))
    check_round_trip(chosen, glossary)
    [section] = read(chosen, write(chosen, glossary)).concepts[0].sections
    assert [term.text for term in section.terms] == [*texts, "x\ufffd"]
    assert read(chosen, write(chosen, glossary)).concepts[0].id == "\ud800 <>"


@given(st.text() | st.text().map(lambda text: f"http://example.org/{text}"))
def test_addresses_can_be_undone(identifier: str) -> None:
    """The address of a concept gives its id back."""
    assert find_identifier(CONCEPT, make_address(CONCEPT, identifier)) == identifier


@_BOTH
def test_a_web_address_is_kept_as_the_id(chosen: Format) -> None:
    """A concept of another thesaurus goes out under the address that it came with."""
    address = "http://aims.fao.org/aos/agrovoc/c_330834"
    glossary = Glossary((Concept(address, (_section("pl", ("most", AdministrativeStatus.PREFERRED)),)),))
    check_round_trip(chosen, glossary)
    assert (URIRef(address), SKOS.prefLabel, Literal("most", "pl")) in _parse(chosen, glossary)


@_BOTH
def test_writing_streams(chosen: Format) -> None:
    """A concept is written before the next one is asked for."""
    stream = io.BytesIO()
    sizes = []

    def concepts() -> Any:
        for concept in GLOSSARY.concepts:
            sizes.append(stream.tell())
            yield concept

    chosen.write(Content(concepts()), stream)
    assert 0 < sizes[0] < sizes[1] < sizes[2] < stream.tell()


# -- what others write -------------------------------------------------------------------------------------------------


def test_plain_skos() -> None:
    """Plain SKOS gives preferred and admitted terms; hidden labels are forms of the preferred one."""
    found = _read("""
        :c1 a skos:Concept ;
            skos:prefLabel "bridge"@en, "pont"@fr-fr ;
            skos:altLabel "crossing"@en ;
            skos:hiddenLabel "brigde"@en ;
            skos:definition "Carries a road."@en, "Eine Brücke."@de ;
            skos:scopeNote "Not a viaduct."@en ; skos:editorialNote "check"@en ; skos:historyNote "old" ;
            skos:broader :c2 ; skos:exactMatch <http://www.wikidata.org/entity/Q12280> ;
            dct:subject :s1 .
        :s1 skos:prefLabel "transport"@en .
    """)
    assert found == [
        Concept(
            "http://example.org/c1",
            (
                LanguageSection(
                    "en",
                    (
                        Term("bridge", AdministrativeStatus.PREFERRED, forms=(Form("brigde"),)),
                        Term("crossing", AdministrativeStatus.ADMITTED),
                    ),
                    "Carries a road.",
                    "Not a viaduct.\ncheck",
                ),
                LanguageSection("fr-FR", (Term("pont", AdministrativeStatus.PREFERRED),)),
            ),
            subject_field="transport",
            definition="Eine Brücke.",
            note="old",
            external_links=("http://www.wikidata.org/entity/Q12280",),
        )
    ]


def test_agrovoc() -> None:
    """AGROVOC's labels are resources, beside plain ones of the same text; its definitions are resources, too."""
    found = _read("""
        <http://aims.fao.org/aos/agrovoc/c_8> a skos:Concept ; skos:inScheme <http://aims.fao.org/aos/agrovoc> ;
            skosxl:prefLabel :xl_en_1, :xl_ar_1 ; skosxl:altLabel :xl_en_2 ;
            skos:prefLabel "maize"@en, "ذرة"@ar ; skos:altLabel "corn"@en ;
            skos:definition :def_1 .
        :xl_en_1 a skosxl:Label ; skosxl:literalForm "maize"@en .
        :xl_en_2 a skosxl:Label ; skosxl:literalForm "corn"@en ; lexinfo:partOfSpeech lexinfo:noun ;
            skos:example "Corn grows."@en .
        :xl_ar_1 a skosxl:Label ; skosxl:literalForm "ذرة"@ar .
        :def_1 rdf:value "A cereal."@en .
    """)
    corn = Term(
        "corn",
        AdministrativeStatus.ADMITTED,
        PartOfSpeech.NOUN,
        contexts=(Context("", 0, 0, "Corn grows.", 0, 0),),
    )
    assert found == [
        Concept(
            "http://aims.fao.org/aos/agrovoc/c_8",
            (
                LanguageSection("en", (Term("maize", AdministrativeStatus.PREFERRED), corn), "A cereal."),
                LanguageSection("ar", (Term("ذرة", AdministrativeStatus.PREFERRED),)),
            ),
        )
    ]


def test_deprecated_concept() -> None:
    """A deprecated concept is a rejected one, with what replaces it among its links."""
    [concept] = _read(':c a skos:Concept ; skos:prefLabel "x"@pl ; owl:deprecated true ; dct:isReplacedBy :d .')
    assert concept.status is ConceptStatus.REJECTED
    assert concept.external_links == ("http://example.org/d",)


def test_several_preferred_labels() -> None:
    """Of several prefLabels of a language, all but the first are admitted, and say why; other languages are not."""
    [concept] = _read(':c a skos:Concept ; skos:prefLabel "most"@pl, "mosty"@PL, "мост"@ru .')
    reason = "one of several skos:prefLabel in 'pl', of which the first is preferred"
    assert concept.sections[0].terms == (
        Term("most", AdministrativeStatus.PREFERRED),
        Term("mosty", AdministrativeStatus.ADMITTED, reason=reason),
    )
    assert concept.sections[1].terms == (Term("мост", AdministrativeStatus.PREFERRED),)


def test_label_of_two_kinds() -> None:
    """A text that is prefLabel and altLabel at once, against S13, is one term."""
    [concept] = _read(':c a skos:Concept ; skos:prefLabel "most"@pl ; skos:altLabel "most"@pl, "mostek"@pl .')
    assert [term.text for term in concept.sections[0].terms] == ["most", "mostek"]


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ('skos:altLabel "mostek"', "the skos:altLabel 'mostek' has no language; write it with its tag"),
        ('skos:altLabel "mostek"@x-123456789', "has the language 'x-123456789', which is no language tag"),
        ('skos:altLabel " "@pl', "the skos:altLabel ' ' is empty; write a text, or remove it"),
        ("skos:altLabel :b", "the skos:altLabel 'http://example.org/b' is no text; write one"),
        ("skosxl:altLabel :b", "the label http://example.org/b has 0 skosxl:literalForm; give it one"),
        ('skos:hiddenLabel "мост"@ru', "the skos:hiddenLabel 'мост' has no other label in 'ru'; add one"),
        (f'skos:altLabel "{"x" * (MAX_TERM + 1)}"@pl', "has 10,001 characters, more than 10,000; shorten it"),
        (
            'skosxl:altLabel [ skosxl:literalForm "mostek"@pl ; ga:frequency "many" ]',
            "the label 'mostek': ga:frequency should be a number, not 'many'",
        ),
        (
            'skosxl:altLabel [ skosxl:literalForm "mostek"@pl ; ga:frequency -1 ]',
            "the label 'mostek': ga:frequency should be from 0 to 2147483647, not '-1'",
        ),
    ],
)
def test_bad_label(label: str, reason: str) -> None:
    """A label that makes no sense is rejected with its line and the remedy, and the concept is read without it."""
    rejected, concept = _read(
        f':a a skos:Concept ; skos:prefLabel "x"@pl .\n:c a skos:Concept ;\n{label} ;\nskos:prefLabel "most"@pl .'
    )[1:]
    assert isinstance(rejected, Rejected)
    assert rejected.line == _HEAD_LINES + 2
    assert rejected.reason.startswith("http://example.org/c: ")
    assert reason in rejected.reason
    assert "most" in rejected.text
    assert concept.sections == (LanguageSection("pl", (Term("most", AdministrativeStatus.PREFERRED),)),)


def test_concept_without_labels() -> None:
    """A concept without a usable label is rejected, and the next one is read."""
    concept, rejected = _read(':c skos:inScheme :s .\n:d a skos:Concept ; skos:prefLabel "x"@pl .')
    assert concept.id == "http://example.org/d"
    assert rejected.line == _HEAD_LINES + 1
    assert rejected.reason == (
        'http://example.org/c: there is no label with a language; give it a skos:prefLabel such as "most"@pl'
    )


def test_too_long_text() -> None:
    """A definition beyond all measure makes its concept be rejected."""
    text = "x" * (MAX_TEXT + 1)
    [rejected] = _read(f':c a skos:Concept ; skos:prefLabel "x"@pl ; skos:definition "{text}"@pl .')
    assert "has 1,000,001 characters, more than 1,000,000; shorten it" in rejected.reason


def test_collections_and_labels_are_no_concepts() -> None:
    """What is in a scheme and says that it is something else is passed over."""
    assert _read(':s a skos:ConceptScheme . :c a skos:Collection ; skos:inScheme :s ; skos:prefLabel "x"@pl .') == []


def test_nameless_concept() -> None:
    """A concept without an address gets an id of its terms."""
    [concept] = _read('[] a skos:Concept ; skos:prefLabel "most"@pl .')
    assert concept.id == make_id([LanguageSection("pl", (Term("most"),))])


def test_relative_addresses() -> None:
    """An address without a beginning belongs to nobody's site, and never tells where the file lies."""
    [concept] = _read('<#c> a skos:Concept ; skos:prefLabel "x"@pl .')
    assert concept.id == "https://glossary.invalid/#c"


def test_documents() -> None:
    """Our documents are read back whole; what is missing of one is empty."""
    assert DOCUMENT in read(TURTLE, write(TURTLE, GLOSSARY)).documents
    found = _read("<urn:glossalign:document:d> a <http://xmlns.com/foaf/0.1/Document> . :s a skos:ConceptScheme .")
    assert found == [SourceDocument("d", "", "und", "")]


def test_bad_literals_make_no_noise(caplog: pytest.LogCaptureFixture) -> None:
    """A literal that doesn't fit its datatype is not logged by the library with a traceback."""
    with caplog.at_level(logging.WARNING):
        _read(':c a skos:Concept ; skos:prefLabel "x"@pl ; :p "x"^^<http://www.w3.org/2001/XMLSchema#integer> .')
    assert caplog.records == []


def test_foreign_jsonld() -> None:
    """JSON-LD with a language map and one object, as web developers write it, is read."""
    found = _read_json(
        """{"@context": {"skos": "http://www.w3.org/2004/02/skos/core#",
            "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"}, "id": "@id", "type": "@type"},
            "id": "http://example.org/c", "type": "skos:Concept",
            "prefLabel": {"pl": "most", "ru": "мост"}, "skos:altLabel": {"@value": "kładka"}}"""
    )
    assert [type(each) for each in found] == [Rejected, Concept]
    assert found[0].line == 3
    assert [(section.language, section.terms[0].text) for section in found[1].sections] == [
        ("pl", "most"),
        ("ru", "мост"),
    ]


# -- files that are refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        (':c a skos:Concept ;\n skos:prefLabel "x .', r"^t\.ttl:\d+: .*; repair it, or export it again"),
        (":c a unknown:Concept .", r"^t\.ttl:9: .*unknown.*; repair it"),
        (":c", r"^t\.ttl:\d+: .*; repair it"),
        (":c :p " + "[ :p " * 5000, r"^t\.ttl:1: the file is nested too deeply; write its parts"),
        (":c :p 1 .", r"^t\.ttl:1: there is no skos:Concept in it; name the format"),
    ],
)
def test_no_turtle(turtle: str, message: str) -> None:
    """What is no Turtle, or no SKOS, is named with its line."""
    with pytest.raises(InputError, match=message):
        _read(turtle)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            '{"@context": "https://example.org/c.jsonld"}',
            r"^t\.jsonld:1: the @context 'https://example.org/c.jsonld' stands",
        ),
        ('[\n{"a": [{"@context":\n[{}, "c.jsonld"]}]}]', r"^t\.jsonld:3: the @context 'c.jsonld' stands elsewhere"),
        ('{"@context": {"@import": "c.jsonld"}}', r"the @context 'c.jsonld' stands elsewhere, and nothing is fetched"),
        ('{"@context": {"p": {"@id": "x:p", "@context": "c.jsonld"}}}', r"the @context 'c.jsonld' stands elsewhere"),
        ('{"@context": {},\n', r"^t\.jsonld:2: no JSON: .*; repair it, or export it again"),
        ("[" * 100_000, r"^t\.jsonld:1: no JSON: "),
        (
            '{"@graph":' * 500 + "1" + "}" * 500,
            r"^t\.jsonld:1: (the file is nested too deeply|there is no skos:Concept)",
        ),
        ('{"@context": 7, "@id": 3}', r"^t\.jsonld:1: "),
        ("{}", r"^t\.jsonld:1: there is no skos:Concept in it"),
    ],
)
def test_no_jsonld(content: str, message: str) -> None:
    """What is no JSON-LD, or would have something fetched from elsewhere, is refused and nothing is fetched."""
    with pytest.raises(InputError, match=message):
        _read_json(content)


@_BOTH
def test_wrong_encoding(chosen: Format) -> None:
    """A file in another encoding than UTF-8 is named with the line; a byte order mark makes no difference."""
    content = write(chosen, GLOSSARY)
    assert read(chosen, b"\xef\xbb\xbf" + content) == read(chosen, content)
    assert chosen.read is not None
    with pytest.raises(InputError, match=r"^f:2: the line is not in UTF-8; save the file as UTF-8"):
        list(chosen.read(io.BytesIO(b"# a\n\xb1"), Origin("f")))
    with pytest.raises(InputError, match=r"^f:1: the line is not in UTF-8"):
        list(chosen.read(io.BytesIO(content.decode().encode("utf-16")), Origin("f")))


def test_recognition() -> None:
    """Each is told from the other, and both from formats that only speak of SKOS."""
    turtle, jsonld = write(TURTLE, GLOSSARY)[:65536], write(JSONLD, GLOSSARY)[:65536]
    namespace = b"http://www.w3.org/2004/02/skos/core#"
    assert [skos.recognize_skos(each) for each in (turtle, jsonld)] == [True, False]
    assert [skos.recognize_jsonld(each) for each in (turtle, jsonld)] == [False, True]
    triple = b"<http://e.org/c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <" + namespace + b"Concept> ."
    for head in (b"\xef\xbb\xbf" + turtle, b"# SKOS\n\nPREFIX skos: <" + namespace + b">", triple):
        assert skos.recognize_skos(head)
    for head in (
        b'<?xml version="1.0"?><rdf:RDF xmlns:skos="' + namespace + b'">',
        b'{"format":"glossalign","version":2}\n{"concept":{"note":"' + namespace + b'"}}',
        b"concept,language,term\n1,pl," + namespace,
        b"@prefix dc: <http://purl.org/dc/elements/1.1/> .",
        b"",
    ):
        assert not skos.recognize_skos(head)
        assert not skos.recognize_jsonld(head)
