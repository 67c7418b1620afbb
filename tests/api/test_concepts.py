"""GET /v1/concepts, /v1/concepts/{id} and its contexts."""

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest
from fastapi.testclient import TestClient
from lxml import etree
from rdflib import Graph

from glossary.model import Glossary
from glossary.store import Store
from tests.api.conftest import CANAL, DOCUMENTS, GLOSSARY, LOCK, NAMES, SENTENCES
from tests.glossary.samples import BRIDGE


def test_pages_follow_the_link_header_to_the_end(client: TestClient) -> None:
    """Following rel=next visits every concept once, in the order of the glossary, and keeps the filters."""
    address = "/v1/concepts?limit=2&language=pl"
    pages: list[list[str]] = []
    while address:
        answer = client.get(address)
        pages.append([concept["id"] for concept in answer.json()["concepts"]])
        address = answer.links.get("next", {}).get("url", "")
        assert bool(address) == (answer.json()["next"] is not None)
        assert not address or ("language=pl" in address and "limit=2" in address)
    assert pages == [["canal", "lock"], ["name0", "name1"], ["name2"]]


def test_the_link_header_leads_to_the_first_page(client: TestClient) -> None:
    """It has the filters, and no cursor (RFC 8288)."""
    address = client.get("/v1/concepts?limit=1&kind=person&count=true").links["next"]["url"]
    links = client.get(address).links
    assert links["first"]["url"] == "/v1/concepts?kind=person&count=true&limit=1"
    assert client.get("/v1/concepts").headers["link"] == '</v1/concepts>; rel="first"'


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"language": "ru-RU"}, ["canal", "lock"]),
        ({"kind": "person", "limit": "2"}, ["name0", "name1"]),
        ({"status": "approved"}, []),
        ({"term_status": "admitted"}, ["canal"]),
        ({"term_status": "admitted", "language": "ru"}, []),
        ({"document": "d-ru"}, ["canal"]),
        ({"min_confidence": "0.9"}, ["name0", "name1", "name2"]),
        ({"changed_since": "2020-01-01"}, []),
        ({"subject": "shipping"}, []),
        ({"q": "КАНАЛ"}, ["canal"]),
        ({"q": "kowalski"}, ["name0", "name1", "name2"]),
        ({"q": "kowalski", "match": "begins"}, []),
        ({"sort": "confidence"}, ["lock", "canal", "name0", "name1", "name2"]),
        ({"sort": "-confidence", "limit": "1"}, ["name0"]),
        ({"sort": "-termhood", "limit": "1"}, ["canal"]),
        ({"sort": "term:pl", "limit": "2"}, ["name0", "name1"]),
        ({"sort": "-term:pl", "limit": "2"}, ["lock", "canal"]),
        ({"sort": "term:ru-RU"}, ["canal", "lock", "name0", "name1", "name2"]),
        ({"sort": "-rank", "limit": "2"}, ["name2", "name1"]),
    ],
)
def test_filters_restrict_and_sort_the_list(client: TestClient, filters: dict[str, str], ids: list[str]) -> None:
    """Each filter leaves only the concepts that it fits, in the order that is asked for."""
    answer = client.get("/v1/concepts", params=filters)
    assert [concept["id"] for concept in answer.json()["concepts"]] == ids
    assert answer.json()["total"] is None
    counted = client.get("/v1/concepts", params={**filters, "limit": "1", "count": "true"})
    assert "limit" in filters or counted.json()["total"] == len(ids)


@pytest.mark.parametrize("sort", ["rank", "-confidence", "termhood", "-changed", "term:pl", "-term:ru"])
def test_pages_of_a_sorted_list_make_the_list(client: TestClient, sort: str) -> None:
    """However they are sorted, and also if the last concept of a page has gone in between."""
    whole = [concept["id"] for concept in client.get("/v1/concepts", params={"sort": sort}).json()["concepts"]]
    address, found = f"/v1/concepts?sort={sort}&limit=2", []
    while address:
        answer = client.get(address)
        found += [concept["id"] for concept in answer.json()["concepts"]]
        address = answer.links.get("next", {}).get("url", "")
    assert found == whole


def test_a_page_begins_where_the_one_before_ended_after_a_build(client: TestClient, location: str) -> None:
    """Also where the build moved the concepts, or took the last one of the page away."""
    cursor = client.get("/v1/concepts?limit=2").json()["next"]
    with Store.create(location) as store:
        store.write_glossary(Glossary((NAMES[0], CANAL, LOCK, *NAMES[1:]), DOCUMENTS))
    page = client.get("/v1/concepts", params={"cursor": cursor}).json()
    assert [concept["id"] for concept in page["concepts"]] == ["name1", "name2"]
    with Store.create(location) as store:
        store.write_glossary(Glossary((CANAL, *NAMES), DOCUMENTS))
    page = client.get("/v1/concepts", params={"cursor": cursor}).json()
    assert [concept["id"] for concept in page["concepts"]] == ["name1", "name2"]


@pytest.mark.parametrize(
    ("parameters", "detail"),
    [
        ({"cursor": "zz"}, "cursor='zz' is none of ours"),
        ({"cursor": "ź"}, "cursor='ź' is none of ours"),
        ({"kind": "thing"}, "kind='thing': input should be 'term', 'person', 'place', 'organization' or 'document'"),
        ({"limit": "201"}, "limit='201': input should be less than or equal to 200"),
        ({"language": "tlh"}, "language: unknown language 'tlh'"),
        ({"cursor": "WzFd"}, "cursor='WzFd' is none of ours"),
        ({"q": "."}, "the text '.' has nothing to compare"),
        ({"sort": "size"}, "sort='size': string should match pattern"),
        ({"sort": "term:tlh"}, "sort: unknown language 'tlh'"),
        ({"changed_since": "soon"}, "changed_since 'soon' is no date"),
        ({"min_confidence": "2"}, "min_confidence='2': input should be less than or equal to 1"),
        ({"page": "2"}, "unknown parameter 'page'; choose among language, kind, status, term_status, subject"),
    ],
)
def test_a_wrong_parameter_is_a_problem(client: TestClient, parameters: dict[str, str], detail: str) -> None:
    """Each fault is a 422 problem that names the parameter and what it may be."""
    answer = client.get("/v1/concepts", params=parameters)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(detail)


def test_a_cursor_is_of_one_order(client: TestClient) -> None:
    """One of a list that is sorted otherwise is refused."""
    cursor = client.get("/v1/concepts?limit=2&sort=confidence").json()["next"]
    assert client.get("/v1/concepts", params={"cursor": cursor}).status_code == 422
    assert client.get("/v1/concepts", params={"cursor": cursor, "sort": "confidence"}).status_code == 200


def test_a_concept_comes_with_its_evidence(client: TestClient) -> None:
    """One concept has its forms, its sentences with offsets, its links with signals, and the documents they are in."""
    concept = client.get("/v1/concepts/canal").json()
    term = concept["languages"]["pl"]["terms"][0]
    assert term["forms"] == [
        {"text": "Kanał spławny", "origin": "seen", "count": 4},
        {"text": "kanału spławnego", "origin": "seen", "count": 3},
    ]
    [context] = term["contexts"]
    assert context["sentence"] == SENTENCES["d-pl"]
    assert context["sentence"][context["sentence_start"] : context["sentence_end"]] == "kanału spławnego"
    assert (context["document"], context["end"] - context["start"]) == ("d-pl", len("kanału spławnego"))
    assert (term["nested"], term["termhood"]) == (1, 2.5)
    assert concept["links"] == [
        {
            "source_language": "pl",
            "source_term": "kanał spławny",
            "target_language": "ru",
            "target_term": "судоходный канал",
            "method": "embedding",
            "score": 0.9,
            "evidence": {"csls": 0.5, "coverage": 1.0},
        }
    ]
    assert {document["id"]: document["title"] for document in concept["documents"]} == {
        "d-pl": "O kanałach <nowe>",
        "d-ru": "О каналах",
        "d-ar": "عن القنوات",
    }
    assert client.get("/v1/concepts/lock").json()["documents"] == []


def test_a_concept_comes_with_what_people_wrote_on_it(client: TestClient, location: str) -> None:
    """The definition, note and addresses of a concept, those of a language, and the grammar and use of a term."""
    with Store.create(location) as store:
        store.write_glossary(Glossary((BRIDGE,)))
    concept = client.get("/v1/concepts/bridge").json()
    assert concept["images"] == ["https://example.org/bridge.png"]
    assert concept["external_links"] == list(BRIDGE.external_links)
    section = concept["languages"]["pl"]
    assert (section["definition"], section["note"]) == ("Most, który się podnosi.", "not of every hinged bridge")
    expected = {
        "number": "singular",
        "term_type": "fullForm",
        "geographical_usage": "PL",
        "do_not_translate": True,
        "is_case_sensitive": True,
        "note": "older than the swing bridge",
    }
    assert expected.items() <= section["terms"][0].items()


def test_an_unknown_concept_is_a_404_problem(client: TestClient) -> None:
    """An id that is nowhere is named in a problem."""
    answer = client.get("/v1/concepts/bridge")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:glossalign:problem:not-found"
    assert "'bridge'" in answer.json()["detail"]


@pytest.mark.parametrize("prefix", ["/v1/concepts", "/concepts"])
def test_the_id_of_a_merged_concept_leads_on(client: TestClient, location: str, prefix: str) -> None:
    """An id that was given out once is answered with 308 and the address of the concept that took it in."""
    with Store.create(location) as store:
        store.write_glossary(GLOSSARY, {"old": "canal"})
    answer = client.get(f"{prefix}/old", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"{prefix}/canal")
    assert client.get(f"{prefix}/old").status_code == 200
    assert client.head(f"{prefix}/old", follow_redirects=False).status_code == 308


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/ld+json, text/turtle;q=0.5", "application/ld+json"),
        ("application/tbx+xml", "application/x-tbx+xml"),
        ("application/x-tbx+xml;q=0.4, text/csv;q=0.6", "text/csv; charset=utf-8"),
        ("text/html", ""),
        ("text/html;q=0.5, application/*", "application/json"),
    ],
)
def test_a_concept_is_shown_as_its_reader_likes(client: TestClient, accept: str, media_type: str) -> None:
    """Accept chooses (RFC 9110, 12.5.1); caches are told so; who likes HTML is led to the page."""
    answer = client.get("/v1/concepts/canal", headers={"Accept": accept}, follow_redirects=False)
    assert answer.headers.get("content-type", "") == media_type
    assert (answer.status_code, answer.headers.get("location")) == (
        (303, "/concepts/canal") if accept == "text/html" else (200, None)
    )
    assert "Accept" in [name.strip() for name in answer.headers["vary"].split(",")]


def test_what_there_is_not_is_refused(client: TestClient) -> None:
    """The problem names what there is."""
    answer = client.get("/v1/concepts/canal", headers={"Accept": "image/png"})
    assert (answer.status_code, answer.json()["type"]) == (406, "urn:glossalign:problem:not-acceptable")
    assert "application/json, application/ld+json, text/turtle, application/x-tbx+xml" in answer.json()["detail"]
    assert "Accept" in answer.headers["vary"]
    assert client.get("/v1/concepts/canal?format=pdf").status_code == 422


def test_each_representation_holds_the_concept(client: TestClient) -> None:
    """And nothing else; `format` goes before Accept."""
    texts = {
        name: client.get(f"/v1/concepts/canal?format={name}", headers={"Accept": "image/png"}).text
        for name in ("json", "jsonld", "turtle", "tbx", "csv")
    }
    assert json.loads(texts["json"])["id"] == "canal"
    assert "kanał spławny" in {str(text) for text in Graph().parse(data=texts["turtle"], format="turtle").objects()}
    assert "kanał spławny" in str(json.loads(texts["jsonld"]))
    [entry] = etree.fromstring(texts["tbx"].encode()).iter("{*}conceptEntry")
    assert entry.get("id") == "canal"
    rows = list(csv.DictReader(StringIO(texts["csv"])))
    assert "kanał spławny" in str(rows)
    assert "шлюз" not in str(rows)


@pytest.mark.parametrize(
    ("concept", "name"),
    [
        ("canal", 'attachment; filename="canal.tbx"'),
        ('mał"y', """attachment; filename="ma__y.tbx"; filename*=UTF-8''ma%C5%82_y.tbx"""),
    ],
)
def test_a_concept_is_saved_as_a_file(client: TestClient, location: str, concept: str, name: str) -> None:
    """Its name is told in ASCII and as it is (RFC 6266, RFC 8187)."""
    with Store.create(location) as store:
        store.write_glossary(Glossary((replace(CANAL, id=concept),), DOCUMENTS))
    answer = client.get(f"/v1/concepts/{concept}", params={"format": "tbx", "download": "true"})
    assert answer.headers["content-disposition"] == name
    assert "content-disposition" not in client.get(f"/v1/concepts/{concept}?format=tbx").headers


def test_the_validator_is_that_of_the_concept(client: TestClient, location: str) -> None:
    """It stays when another concept changes, and each representation has one of its own."""
    etags = {name: client.get(f"/v1/concepts/lock?format={name}").headers["etag"] for name in ("json", "csv", "tbx")}
    assert len(set(etags.values())) == 3
    with Store.create(location) as store:
        store.write_glossary(Glossary((LOCK, replace(CANAL, note="x"))))
    for name, etag in etags.items():
        held = client.get(f"/v1/concepts/lock?format={name}", headers={"If-None-Match": etag})
        assert (held.status_code, held.content) == (304, b"")
    with Store.create(location) as store:
        store.write_glossary(Glossary((replace(LOCK, note="x"),)))
    assert client.get("/v1/concepts/lock?format=csv", headers={"If-None-Match": etags["csv"]}).status_code == 200


def test_the_id_of_a_merged_concept_leads_on_with_what_was_asked(client: TestClient, location: str) -> None:
    """The parameters stay, and so does what is behind the id."""
    with Store.create(location) as store:
        store.write_glossary(GLOSSARY, {"old": "canal"})
    for asked in ("?format=tbx", "/contexts?limit=1"):
        answer = client.get(f"/v1/concepts/old{asked}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (308, f"/v1/concepts/canal{asked}")


def test_occurrences_are_listed_page_by_page(client: TestClient) -> None:
    """By document and place, each with its term, and with the documents of the page."""
    address, found, titles = "/v1/concepts/canal/contexts?limit=2", [], []
    while address:
        answer = client.get(address)
        found += [(each["language"], each["term"], each["document"]) for each in answer.json()["contexts"]]
        titles.append([document["title"] for document in answer.json()["documents"]])
        address = answer.links.get("next", {}).get("url", "")
    assert found == [
        ("ar", "القناة الملاحية", "d-ar"),
        ("pl", "kanał spławny", "d-pl"),
        ("ru", "судоходный канал", "d-ru"),
    ]
    assert titles == [["O kanałach <nowe>", "عن القنوات"], ["О каналах"]]


@pytest.mark.parametrize(
    ("parameters", "languages"),
    [({"language": "ru-RU"}, ["ru"]), ({"document": "d-pl"}, ["pl"]), ({"language": "ru", "document": "d-pl"}, [])],
)
def test_occurrences_are_filtered(client: TestClient, parameters: dict[str, str], languages: list[str]) -> None:
    """By the language of the term, and by the document."""
    found = client.get("/v1/concepts/canal/contexts", params=parameters).json()["contexts"]
    assert [each["language"] for each in found] == languages
    assert client.get("/v1/concepts/canal/contexts?cursor=zz").status_code == 422
