"""GET /v1/lookup: what it finds, what it leaves out, what it refuses."""

import sys
import threading
import types
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from glossary.errors import ModelError


def test_an_inflected_form_leads_to_the_concept_in_every_language(client: TestClient) -> None:
    """A form as it stands in a text finds its concept, with the preferred term of each language first."""
    answer = client.get("/v1/lookup", params={"q": "kanału spławnego"})
    assert answer.status_code == 200
    [hit] = answer.json()["hits"]
    assert (hit["match"], hit["language"], hit["term"]) == ("inflected", "pl", "kanał spławny")
    assert hit["form"] == "kanału spławnego"
    concept = hit["concept"]
    assert {tag: section["preferred"] for tag, section in concept["languages"].items()} == {
        "ar": "القناة الملاحية",
        "pl": "kanał spławny",
        "ru": "судоходный канал",
    }
    assert (concept["id"], concept["kind"], concept["status"], concept["confidence"]) == (
        "canal",
        "term",
        "proposed",
        0.875,
    )
    assert concept["languages"]["pl"]["terms"] == [
        {
            "text": "kanał spławny",
            "status": "preferred",
            "part_of_speech": "noun",
            "gender": "masculine",
            "number": None,
            "term_type": None,
            "geographical_usage": None,
            "do_not_translate": False,
            "is_case_sensitive": False,
            "note": None,
            "frequency": 7,
            "reason": "most frequent of 2 variants",
        },
        {
            "text": "spławny kanał",
            "status": "admitted",
            "part_of_speech": None,
            "gender": None,
            "number": None,
            "term_type": None,
            "geographical_usage": None,
            "do_not_translate": False,
            "is_case_sensitive": False,
            "note": None,
            "frequency": 2,
            "reason": "another word order",
        },
    ]


def test_the_citation_form_is_an_exact_match(client: TestClient) -> None:
    """A term as the glossary cites it matches exactly, with the highest score."""
    [hit] = client.get("/v1/lookup", params={"q": "śluza"}).json()["hits"]
    assert (hit["match"], hit["score"], hit["concept"]["id"]) == ("exact", 1.0, "lock")


@pytest.mark.parametrize("target", [["ru"], ["ru-RU,ru"], ["ru", "ru"]])
def test_target_keeps_the_asked_languages_and_the_query_s_own(client: TestClient, target: list[str]) -> None:
    """With targets, a hit has these languages and the one it was found in, and no other."""
    answer = client.get("/v1/lookup", params={"q": "kanał spławny", "lang": "pl-PL", "target": target}).json()
    assert (answer["language"], answer["target"]) == ("pl", ["ru"])
    assert list(answer["hits"][0]["concept"]["languages"]) == ["pl", "ru"]


def test_lang_restricts_the_search(client: TestClient) -> None:
    """A term of another language is not found."""
    assert client.get("/v1/lookup", params={"q": "śluza", "lang": "ru"}).json()["hits"] == []


def test_match_restricts_the_kinds(client: TestClient) -> None:
    """An inflected form is not found where only exact matches are asked for."""
    assert client.get("/v1/lookup", params={"q": "kanału spławnego", "match": "exact"}).json()["hits"] == []


def test_the_echo_of_the_query_stands_under_query_only(client: TestClient) -> None:
    """What was asked is repeated once, byte for byte, and in no other field."""
    query = "kanału  SPŁAWNEGO "
    answer = client.get("/v1/lookup", params={"q": query})
    assert answer.json()["query"] == query
    assert answer.text.count("SPŁAWNEGO") == 1
    nothing = client.get("/v1/lookup", params={"q": "никогда", "lang": "ru"})
    assert nothing.json() == {"query": "никогда", "language": "ru", "target": [], "hits": []}


@pytest.mark.parametrize(
    ("parameters", "detail"),
    [
        ({}, "q is missing"),
        ({"q": ""}, "q: the query is empty; give a term"),
        ({"q": " \t"}, "q: the query is empty; give a term"),
        ({"q": "ż" * 10_000}, "q: the query has 10000 characters; at most 500 are looked up"),
        ({"q": "a\0b"}, "q: the query is not readable text; give it in UTF-8, without NUL characters"),
        ({"q": "x", "lang": "xx"}, "lang: unknown language 'xx'; choose among ar, el, pl, ru"),
        ({"q": "x", "target": "ru,xx"}, "target: unknown language 'xx'; choose among ar, el, pl, ru"),
        (
            {"q": "x", "match": "near"},
            "match: unknown kind of match 'near'; choose among exact, inflected, fuzzy, semantic",
        ),
        ({"q": "x", "limit": "0"}, "limit='0': input should be greater than or equal to 1"),
        ({"q": "x", "limit": "many"}, "limit='many': input should be a valid integer"),
        ({"q": "x", "langs": "pl"}, "unknown parameter 'langs'; choose among q, lang, target, match, limit"),
    ],
)
def test_a_wrong_parameter_is_a_problem_that_names_it(
    client: TestClient, parameters: dict[str, str], detail: str
) -> None:
    """Each fault is a 422 problem in one line: the parameter, its value, what it may be."""
    answer = client.get("/v1/lookup", params=parameters)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"] == detail
    assert (problem["type"], problem["title"]) == ("urn:glossalign:problem:invalid-request", "Invalid request")


@dataclass(frozen=True)
class _Near:
    concept: str
    language: str
    term: str
    score: float


def _put_semantic(monkeypatch: pytest.MonkeyPatch, index: type) -> None:
    module = types.ModuleType("align.semantic")
    module.load_index = index  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "align.semantic", module)


def test_a_semantic_match_follows_the_text_matches(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Concepts near in meaning come after those that are named, each once; the index is made once a glossary."""
    made: list[int] = []

    class Index:
        def __init__(self, *_: object) -> None:
            made.append(threading.get_ident())

        def find(self, _query: str, _language: str | None, _limit: int) -> list[_Near]:
            return [_Near("lock", "pl", "śluza", 0.9), _Near("canal", "ru", "судоходный канал", 0.71239)]

    _put_semantic(monkeypatch, Index)
    for _ in range(2):
        answer = client.get("/v1/lookup", params={"q": "śluza", "match": "exact,semantic"}).json()
        assert [(hit["match"], hit["concept"]["id"], hit["score"]) for hit in answer["hits"]] == [
            ("exact", "lock", 1.0),
            ("semantic", "canal", 0.7124),
        ]
    assert len(made) == 1
    only_text = client.get("/v1/lookup", params={"q": "śluza", "match": "exact,semantic", "limit": 1}).json()
    assert [hit["match"] for hit in only_text["hits"]] == ["exact"]


def test_an_encoder_that_fails_is_a_problem_that_shows_no_path(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an encoder, semantic lookups answer 503 and the remedy; where it was looked for stays in the log."""

    class Index:
        def __init__(self, *_: object) -> None:
            raise ModelError("no model at '/secret/model'")

    _put_semantic(monkeypatch, Index)
    answer = client.get("/v1/lookup", params={"q": "śluza", "match": "semantic"})
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:glossalign:problem:encoder-unavailable"
    assert "use match=exact,inflected" in answer.json()["detail"]
    assert "secret" not in answer.text


def test_a_misspelt_query_finds_what_is_like_it(client: TestClient) -> None:
    """A fuzzy match follows the exact ones, and no concept comes twice."""
    answer = client.get("/v1/lookup", params={"q": "kanal splavny", "match": "exact,fuzzy", "lang": "pl"}).json()
    [hit] = answer["hits"]
    assert (hit["match"], hit["term"], hit["ranking"]["form"], hit["concept"]["id"]) == (
        *("fuzzy", "kanał spławny", "resembling", "canal"),
    )
    assert 0.75 <= hit["score"] < 1
    both = client.get("/v1/lookup", params={"q": "kanał spławny", "match": "exact,fuzzy", "lang": "pl"}).json()
    assert [hit["match"] for hit in both["hits"]] == ["exact"]


def test_terms_are_suggested_while_a_query_is_typed(client: TestClient) -> None:
    """The words may stand in any order and in an inflected form; the last one goes on."""
    found = client.get("/v1/suggest", params={"q": "kanału spła", "lang": "pl-PL"}).json()
    assert (found["query"], found["language"]) == ("kanału spła", "pl")
    [suggestion] = found["suggestions"]
    assert suggestion == {
        "term": "kanał spławny",
        "form": "kanału spławnego",
        "language": "pl",
        "concept": "canal",
        "status": "preferred",
        "fit": "start",
        "score": 0.85,
    }
    assert client.get("/v1/suggest", params={"q": " "}).status_code == 422
    assert client.get("/v1/suggest", params={"q": "x", "lang": "xx"}).status_code == 422
