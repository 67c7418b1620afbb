"""`POST /v1/check`: texts, pairs and files in, findings out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.routes import check
from api.settings import load_settings
from glossary.annotate import Annotator

XLIFF = """<xliff version="2.0" srcLang="pl" trgLang="ru" xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f1"><unit id="u1"><segment id="s1"><source>Śluza.</source><target>Дом.</target></segment></unit>
<unit id="u2"><segment><target>Дом.</target></segment></unit>
<unit id="u3"><segment><source>Śluza.</source></segment></unit></file></xliff>"""
TABLE = "Śluza.\tШлюз.\nKanał spławny.\tРека.\n"


@pytest.fixture
def client(location: str, tmp_path: Path) -> Iterator[TestClient]:
    """Give a client of the application."""
    application = create_app(load_settings(store=location, cache=tmp_path / "cache"))
    application.state.annotator = Annotator(application.state.store)
    with TestClient(application, raise_server_exceptions=False) as found:
        yield found


def _text(language: str, text: str) -> dict[str, str]:
    return {"language": language, "text": text}


def _pair(source: str, target: str, **more: str) -> dict[str, Any]:
    return {"source": _text("pl", source), "target": _text("ru", target), **more}


def test_a_pair_of_texts_is_checked(client: TestClient) -> None:
    """A finding has places, the concept, what to write, and a message for people."""
    answer = client.post("/v1/check", json=_pair("Nie ma kanału spławnego.", "Нет реки."))
    assert answer.status_code == 200
    assert answer.json() == {
        "checked": 1,
        "untranslated": 0,
        "counts": {"error": 0, "warning": 1, "info": 0},
        "codes": {"T101": 1},
        "rejected": [],
        "findings": [
            {
                "code": "T101",
                "severity": "warning",
                "summary": "a term without a rendering",
                "message": "'kanału spławnego' has no rendering in the translation; "
                "the glossary has 'судоходный канал'",
                "segment": "1",
                "file": None,
                "line": None,
                "source": {"start": 7, "end": 23, "text": "kanału spławnego"},
                "target": None,
                "concept": "canal",
                "form": "kanału spławnego",
                "suggestion": "судоходный канал",
            }
        ],
        "is_truncated": False,
        "offsets": "codepoint",
    }


def test_any_form_is_a_rendering(client: TestClient) -> None:
    """So that a good translation has no findings; a region of a language will do."""
    body = {"source": _text("pl-PL", "Kanał spławny."), "target": _text("ru", "У судоходного канала.")}
    assert client.post("/v1/check", json=body).json()["findings"] == []


def test_pairs_are_named_by_id_or_number(client: TestClient) -> None:
    """Findings come in their order."""
    body = {"pairs": [_pair("Śluza.", "Дом."), _pair("Śluza.", "Шлюз."), _pair("Śluza.", "Дом.", id="x")]}
    answer = client.post("/v1/check", json=body).json()
    assert [finding["segment"] for finding in answer["findings"]] == ["1", "x"]
    assert (answer["checked"], answer["counts"]["warning"]) == (3, 2)


def test_offsets_may_count_utf16_units(client: TestClient) -> None:
    """As JavaScript and Java do."""
    answer = client.post("/v1/check?offsets=utf16", json=_pair("😀 Śluza.", "Дом.")).json()
    assert answer["findings"][0]["source"] == {"start": 3, "end": 8, "text": "Śluza"}
    assert answer["offsets"] == "utf16"


def test_a_file_is_checked_by_segment(client: TestClient) -> None:
    """With ids and lines; what is wrong with the file itself is told beside the findings."""
    answer = client.post("/v1/check", content=XLIFF, headers={"Content-Type": "application/xliff+xml"}).json()
    [finding] = answer["findings"]
    assert (finding["segment"], finding["line"], finding["file"]) == ("u1/s1", 2, None)
    assert (answer["checked"], answer["untranslated"]) == (1, 1)
    reason = "<segment> has no <source>; write the text into one"
    assert answer["rejected"] == [{"file": None, "line": 3, "reason": reason}]


def test_the_languages_of_a_file_may_be_named(client: TestClient) -> None:
    """Where the file doesn't tell them."""
    headers = {"Content-Type": "text/tab-separated-values; charset=utf-8"}
    answer = client.post("/v1/check?source=pl&target=ru", content=TABLE.encode(), headers=headers).json()
    assert [(finding["concept"], finding["line"]) for finding in answer["findings"]] == [("canal", 2)]
    answer = client.post("/v1/check", content=TABLE.encode(), headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "body: a table doesn't tell its languages; name the source and the target",
    )


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "body: give either source and target, or pairs"),
        ({"source": _text("pl", "a")}, "body: give either source and target, or pairs"),
        ({**_pair("a", "b"), "pairs": [_pair("a", "b")]}, "body: give either source and target, or pairs"),
        ({"pairs": []}, "pairs: list should have at least 1 item after validation, not 0"),
        ({"pairs": [{"source": _text("pl", "a")}]}, "pairs.0.target: field required"),
        (_pair("a", "b", text="c"), "text: extra inputs are not permitted"),
        (_pair("a\0", "b"), "source.text: the text has a NUL character; take it out"),
        ({"source": _text("xx", "a"), "target": _text("ru", "b")}, "source: unknown language 'xx'; choose among"),
    ],
)
def test_what_can_not_be_checked_is_told(client: TestClient, body: dict[str, Any], detail: str) -> None:
    """With the place in the body."""
    answer = client.post("/v1/check", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:glossalign:problem:invalid-request"
    assert answer.json()["detail"].startswith(detail)


def test_more_pairs_than_allowed_are_refused(client: TestClient) -> None:
    """A thousand and one."""
    answer = client.post("/v1/check", json={"pairs": [_pair("a", "b")] * 1001})
    assert answer.status_code == 422
    assert "at most 1000 items" in answer.json()["detail"]


def test_what_is_no_json_or_no_file_is_refused(client: TestClient) -> None:
    """It is the caller's fault, whatever is wrong with it."""
    assert client.post("/v1/check", content=b"{").status_code == 422
    answer = client.post("/v1/check", content=b"<a>", headers={"Content-Type": "application/x-tmx+xml"})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("body is no bilingual file; give TMX, XLIFF 1.2 or 2, or a table")
    assert client.post("/v1/check?source=pl", json=_pair("a", "b")).json()["detail"].startswith("source, target: ")
    assert client.post("/v1/check?lang=pl", json=_pair("a", "b")).status_code == 422


def test_a_text_of_a_megabyte_is_the_most(client: TestClient) -> None:
    """In UTF-8; so are 16 of a file."""
    assert client.post("/v1/check", json=_pair("a" * (2**20 - 2), "я")).status_code == 200
    answer = client.post("/v1/check", json=_pair("a" * (2**20 - 1), "я"))
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:glossalign:problem:content-too-large")
    headers = {"Content-Type": "application/xliff+xml"}
    assert client.post("/v1/check", content=b" " * (2**24 + 1), headers=headers).status_code == 413


def test_more_segments_than_allowed_are_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ones take long, too."""
    monkeypatch.setattr(check, "MAX_SEGMENTS", 1)
    headers = {"Content-Type": "text/csv"}
    answer = client.post("/v1/check?source=pl&target=ru", content="a,b\nc,d\n", headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "the file has more than 1 segments; split it, or use: glossalign check",
    )


def test_other_media_types_are_refused(client: TestClient) -> None:
    """With those that are taken."""
    answer = client.post("/v1/check", content=b"a", headers={"Content-Type": "text/html"})
    assert (answer.status_code, answer.json()["type"]) == (415, "urn:glossalign:problem:unsupported-media-type")
    assert answer.headers["accept-post"].startswith("application/json, application/x-tmx+xml, application/xliff+xml")


def test_more_findings_than_an_answer_holds_are_counted(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer says that it isn't whole."""
    monkeypatch.setattr(check, "MAX_FINDINGS", 1)
    answer = client.post("/v1/check", json={"pairs": [_pair("Śluza.", "Дом.")] * 3}).json()
    assert (len(answer["findings"]), answer["is_truncated"], answer["counts"]["warning"]) == (1, True, 3)


def test_the_body_is_described(client: TestClient) -> None:
    """As JSON without references, and as files."""
    operation = client.get("/openapi.json").json()["paths"]["/v1/check"]["post"]
    assert operation["operationId"] == "checkTranslation"
    content = operation["requestBody"]["content"]
    assert {"application/json", "application/xliff+xml", "application/x-tmx+xml"} <= content.keys()
    schema = content["application/json"]["schema"]
    assert "$ref" not in str(schema)
    assert schema["properties"]["pairs"]["anyOf"][0]["maxItems"] == 1000
    assert {"200", "413", "415", "422", "503"} <= operation["responses"].keys()
