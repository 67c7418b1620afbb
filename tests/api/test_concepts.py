"""GET /v1/concepts and /v1/concepts/{id}."""

import pytest
from fastapi.testclient import TestClient

from glossary.model import Glossary
from glossary.store import Store
from tests.api.conftest import GLOSSARY, SENTENCES
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


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"language": "ru-RU"}, ["canal", "lock"]),
        ({"kind": "person", "limit": "2"}, ["name0", "name1"]),
        ({"status": "approved"}, []),
        ({"language": "el"}, []),
    ],
)
def test_filters_restrict_the_list(client: TestClient, filters: dict[str, str], ids: list[str]) -> None:
    """Language, kind and status each leave only the concepts that have them."""
    answer = client.get("/v1/concepts", params=filters)
    assert [concept["id"] for concept in answer.json()["concepts"]] == ids


@pytest.mark.parametrize(
    ("parameters", "detail"),
    [
        ({"cursor": "zz"}, "cursor='zz' is none of ours"),
        ({"cursor": "ź"}, "cursor='ź' is none of ours"),
        ({"kind": "thing"}, "kind='thing': input should be 'term', 'person', 'place', 'organization' or 'document'"),
        ({"limit": "201"}, "limit='201': input should be less than or equal to 200"),
        ({"language": "tlh"}, "language: unknown language 'tlh'"),
        ({"page": "2"}, "unknown parameter 'page'; choose among language, kind, status, limit, cursor"),
    ],
)
def test_a_wrong_parameter_is_a_problem(client: TestClient, parameters: dict[str, str], detail: str) -> None:
    """Each fault is a 422 problem that names the parameter and what it may be."""
    answer = client.get("/v1/concepts", params=parameters)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(detail)


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
