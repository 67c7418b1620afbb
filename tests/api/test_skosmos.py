"""The glossary as Skosmos would serve it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import SKOS

from api.app import create_app
from api.settings import load_settings
from glossary.model import AdministrativeStatus, Concept, Glossary, LanguageSection, Term
from glossary.store import Store
from tests.api.conftest import GLOSSARY

CANAL = "urn:glossalign:concept:canal"
HIT = {
    "uri": CANAL,
    "type": ["skos:Concept"],
    "localname": "canal",
    "prefLabel": "kanał spławny",
    "lang": "pl",
    "vocab": "glossary",
}
OLD = Concept(
    "http://example.org/old",
    (
        LanguageSection(
            "pl",
            (Term("brama", AdministrativeStatus.PREFERRED), Term("wrota kanału", AdministrativeStatus.DEPRECATED)),
            definition="Zamyka kanał.",
        ),
    ),
)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Give a client of the routes over a small glossary."""
    with Store.create(tmp_path / "glossary.db") as store:
        store.write_glossary(Glossary((*GLOSSARY.concepts, OLD), GLOSSARY.documents))
    with TestClient(create_app(load_settings(store=str(tmp_path / "glossary.db"), cache=tmp_path))) as found:
        yield found


def _search(client: TestClient, **parameters: object) -> list[dict[str, Any]]:
    answer = client.get("/rest/v1/search", params=parameters)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_a_search_answers_in_the_shape_of_skosmos(client: TestClient) -> None:
    """A search gives the JSON-LD context of Skosmos, and a hit with its address, local name and label."""
    answer = client.get("/rest/v1/search", params={"query": "kana*", "lang": "pl"})
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json() == {
        "@context": {
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "isothes": "http://purl.org/iso25964/skos-thes#",
            "onki": "http://schema.onki.fi/onki#",
            "uri": "@id",
            "type": "@type",
            "results": {"@id": "onki:results", "@container": "@list"},
            "prefLabel": "skos:prefLabel",
            "altLabel": "skos:altLabel",
            "hiddenLabel": "skos:hiddenLabel",
            "@language": "pl",
        },
        "uri": "",
        "results": [HIT],
    }
    assert client.get("/rest/v1/glossary/search", params={"query": "kana*", "lang": "pl"}).json() == answer.json()


def test_a_hit_tells_the_label_that_it_was_found_by(client: TestClient) -> None:
    """Other terms are altLabel, discouraged ones and inflected forms hiddenLabel, of another language matched."""
    assert _search(client, query="spławny kanał") == [HIT | {"altLabel": "spławny kanał"}]
    assert _search(client, query="kanału spławnego") == [HIT | {"hiddenLabel": "kanału spławnego"}]
    (old,) = _search(client, query="wrota*")
    assert old == {
        "uri": "http://example.org/old",
        "type": ["skos:Concept"],
        "prefLabel": "brama",
        "hiddenLabel": "wrota kanału",
        "lang": "pl",
        "vocab": "glossary",
    }
    (other,) = _search(client, query="kanał spław*", labellang="ru")
    assert (other["prefLabel"], other["matchedPrefLabel"], other["lang"]) == ("судоходный канал", "kanał spławny", "pl")


def test_hits_are_in_the_order_of_labels_and_come_in_pages(client: TestClient) -> None:
    """Hits are sorted by label; maxhits and offset page through them, unique shows a concept once."""
    labels = [hit.get("altLabel", hit["prefLabel"]) for hit in _search(client, query="*an*", lang="pl")]
    assert labels == ["Jan Kowalski 0", "Jan Kowalski 1", "Jan Kowalski 2", "kanał spławny", "spławny kanał", "brama"]
    assert [hit["localname"] for hit in _search(client, query="*kan*", lang="pl", unique=True, maxhits=1)] == ["canal"]
    page = _search(client, query="Jan*", maxhits=1, offset=1)
    assert [hit["prefLabel"] for hit in page] == ["Jan Kowalski 1"]


def test_more_fields_are_shown_on_request(client: TestClient) -> None:
    """The fields prefLabel and definition add the labels of all languages, and the definitions."""
    answer = client.get("/rest/v1/search", params={"query": "шлюз", "fields": "prefLabel definition"}).json()
    assert answer["@context"]["prefLabels"] == {"@id": "skos:prefLabel", "@container": "@language"}
    assert answer["@context"]["definition"] == "skos:definition"
    assert answer["results"][0]["prefLabels"] == {"pl": "śluza", "ru": "шлюз"}
    assert _search(client, query="brama", fields="definition")[0]["definition"] == ["Zamyka kanał."]


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"vocab": "glossary"}, 1),
        ({"type": "skos:Concept"}, 1),
        ({"type": "skos:Collection"}, 0),
        ({"parent": CANAL}, 0),
        ({"group": "urn:x"}, 0),
        ({"scheme": "urn:glossalign:scheme"}, 1),
        ({"scheme": "urn:x"}, 0),
        ({"lang": "fr"}, 0),
    ],
)
def test_a_search_can_be_narrowed_down(client: TestClient, parameters: dict[str, str], count: int) -> None:
    """Nothing is found in another type, scheme or language, nor at a place in a hierarchy, as there is none."""
    assert len(_search(client, query="śluza", **parameters)) == count


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        ("search", 422, "query is missing"),
        ("search?query=a&maxhits=0", 422, "maxhits='0'"),
        ("search?query=a&vocab=yso", 404, "no vocabulary 'yso' here; the only one is 'glossary'"),
        ("yso/search?query=a", 404, "no vocabulary 'yso' here"),
        ("search?query=a&lang=!", 422, "no language tag"),
        ("glossary/lookup?label=nowhere", 404, "no concept with the label 'nowhere'"),
        ("data", 422, "uri is missing"),
        ("data?uri=urn:glossalign:concept:none", 404, "no concept 'none'"),
        (f"data?uri={CANAL}&format=image/png", 406, "no such format"),
        (f"label?uri={CANAL}&color=red", 422, "unknown parameter 'color'"),
    ],
)
def test_faults_are_problems(client: TestClient, address: str, status: int, detail: str) -> None:
    """What can't be answered is a problem that names the value and the remedy."""
    answer = client.get(f"/rest/v1/{address}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert detail in answer.json()["detail"]


def test_a_lookup_prefers_the_best_kind_of_label(client: TestClient) -> None:
    """A lookup finds a preferred label in any case, then other terms, then inflected forms."""
    answer = client.get("/rest/v1/glossary/lookup", params={"label": "Kanał Spławny", "lang": "pl"}).json()
    assert answer["result"] == [HIT]
    assert answer["@context"]["results"] == {"@id": "onki:results"}
    other = client.get("/rest/v1/glossary/lookup", params={"label": "spławny kanał"}).json()
    assert other["result"][0]["altLabel"] == "spławny kanał"
    inflected = client.get("/rest/v1/glossary/lookup", params={"label": "судоходного канала"}).json()
    assert inflected["result"][0]["hiddenLabel"] == "судоходного канала"


def test_vocabularies_are_listed_and_described(client: TestClient) -> None:
    """There is one vocabulary, with its languages and its concept scheme."""
    listed = client.get("/rest/v1/vocabularies", params={"lang": "en"}).json()
    assert listed["vocabularies"] == [{"uri": "glossary", "id": "glossary", "title": "Glossary"}]
    assert listed["@context"]["@base"] == "http://testserver/rest/v1/vocabularies"
    described = client.get("/rest/v1/glossary/").json()
    assert described["languages"] == ["ar", "pl", "ru"]
    assert described["defaultLanguage"] == "ar"
    assert described["conceptschemes"][0]["uri"] == "urn:glossalign:scheme"


def test_labels_are_those_of_one_language(client: TestClient) -> None:
    """The labels of a concept come in one language, the preferred one bare, the others as lists."""
    answer = client.get("/rest/v1/label", params={"uri": CANAL, "lang": "pl"}).json()
    assert answer["prefLabel"] == "kanał spławny"
    assert answer["altLabel"] == ["spławny kanał"]
    assert answer["hiddenLabel"] == ["Kanał spławny", "kanału spławnego"]
    assert client.get("/rest/v1/glossary/label", params={"uri": CANAL, "lang": "pl"}).json() == answer


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's reader of JSON-LD
def test_all_formats_of_data_say_the_same(client: TestClient) -> None:
    """JSON-LD, Turtle and RDF/XML are the same graph, and what has a validator has the same bytes each time."""
    graphs = []
    for name, media_type in (
        ("turtle", "text/turtle"),
        ("json-ld", "application/json"),
        ("xml", "application/rdf+xml"),
    ):
        answers = [client.get("/rest/v1/data", params={"uri": CANAL, "format": media_type}) for _ in range(2)]
        assert answers[0].headers["content-type"] == f"{media_type}; charset=utf-8"
        assert ("etag" in answers[0].headers) is (name != "xml")
        assert name == "xml" or answers[0].content == answers[1].content
        graphs.append(Graph().parse(data=answers[0].content, format=name))
    assert (URIRef(CANAL), SKOS.prefLabel, Literal("kanał spławny", lang="pl")) in graphs[0]
    assert isomorphic(graphs[0], graphs[1])
    assert isomorphic(graphs[0], graphs[2])
    bare = client.get("/rest/v1/data", params={"uri": CANAL}).json()
    assert bare["@context"]["prefLabel"] == "skos:prefLabel"
    assert {"lang": "pl", "value": "kanał spławny"} in next(n for n in bare["graph"] if n["uri"] == CANAL)["prefLabel"]


def test_the_whole_vocabulary_is_elsewhere(client: TestClient) -> None:
    """Data without an address leads to the export, in the format that is asked for."""
    for accept, name in (("text/turtle", "skos"), ("application/ld+json", "jsonld")):
        answer = client.get("/rest/v1/glossary/data", headers={"Accept": accept}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, f"/v1/export?format={name}")


def test_representations_have_validators_of_their_own(client: TestClient) -> None:
    """The same address has another strong validator in another media type, and 304 holds for its own only."""
    address = f"/rest/v1/data?uri={CANAL}"
    turtle = client.get(address, headers={"Accept": "text/turtle"})
    json = client.get(address, headers={"Accept": "application/json"})
    assert turtle.headers["etag"] != json.headers["etag"]
    assert "Accept" in turtle.headers["vary"].split(", ")
    held = {"If-None-Match": turtle.headers["etag"]}
    assert client.get(address, headers={"Accept": "text/turtle", **held}).status_code == 304
    assert client.get(address, headers={"Accept": "application/json", **held}).status_code == 200
