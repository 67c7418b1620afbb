"""`POST /v1/annotate`: a text in, the places of its terms out."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.routes import annotate
from api.settings import load_settings
from glossary.annotate import Annotator
from glossary.curation import create
from glossary.editing import apply_change
from glossary.history import Author
from glossary.model import AdministrativeStatus, Concept, LanguageSection, Term

TEXT = "Śluza kanału spławnego.\nPuste 😀 śluzy & śluza."
HOSTILE = Concept(
    'x"><b>',
    (
        LanguageSection("pl", (Term("a<b>c"), Term("dawny most", AdministrativeStatus.DEPRECATED))),
        LanguageSection("ar", (Term('جسر "قديم"', AdministrativeStatus.PREFERRED),)),
    ),
)


@pytest.fixture
def client(location: str, tmp_path: Path) -> Iterator[TestClient]:
    """Give a client of the application over the small glossary and a concept with an awkward id."""
    application = create_app(load_settings(store=location, cache=tmp_path / "cache"))
    apply_change(application.state.store, create(HOSTILE), Author("ann", "2026-05-04T10:00:00Z"))
    application.state.annotator = Annotator(application.state.store)
    if not any(getattr(route, "path", "") == "/v1/annotate" for route in application.routes):
        application.include_router(annotate.router)
    with TestClient(application, raise_server_exceptions=False) as found:
        yield found


def _annotate(client: TestClient, text: str = TEXT, accept: str = "*/*", query: str = "", **more: Any) -> Any:
    body = {"text": text, "language": "pl", **more}
    return client.post(f"/v1/annotate{query}", json=body, headers={"Accept": accept})


def _list(answer: Any) -> list[tuple[int, int, str]]:
    return [(each["start"], each["end"], each["form"]) for each in answer.json()["annotations"]]


def test_terms_are_told_with_their_equivalents(client: TestClient) -> None:
    """Each place has its offsets in code points, its form, and the terms with all that a translator asks."""
    answer = _annotate(client, target=["ru"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["vary"].startswith("Accept")
    body = answer.json()
    assert (body["language"], body["offsets"]) == ("pl", "codepoint")
    assert _list(answer) == [(0, 5, "Śluza"), (6, 22, "kanału spławnego"), (40, 45, "śluza")]
    assert body["annotations"][1] == {
        "start": 6,
        "end": 22,
        "form": "kanału spławnego",
        "nested": False,
        "terms": [
            {
                "concept": "canal",
                "language": "pl",
                "text": "kanał spławny",
                "status": "preferred",
                "preferred": "kanał spławny",
                "instead": None,
                "do_not_translate": False,
                "equivalents": {"ru": "судоходный канал"},
            }
        ],
    }


def test_without_targets_all_languages_are_told(client: TestClient) -> None:
    """But the term's own."""
    [term] = _annotate(client).json()["annotations"][1]["terms"]
    assert term["equivalents"] == {"ar": "القناة الملاحية", "ru": "судоходный канал"}


def test_a_deprecated_term_leads_to_the_one_to_use(client: TestClient) -> None:
    """It is found all the same."""
    [found] = _annotate(client, "Dawny most").json()["annotations"]
    assert (found["terms"][0]["status"], found["terms"][0]["instead"]) == ("deprecated", "a<b>c")


def test_offsets_count_utf16_units_on_request(client: TestClient) -> None:
    """A character beyond the basic plane counts two."""
    answer = _annotate(client, offsets="utf16")
    assert answer.json()["offsets"] == "utf16"
    assert _list(answer)[-1] == (41, 46, "śluza")


def test_w3c_annotations_have_the_shapes_of_the_recommendation(client: TestClient) -> None:
    """A collection, its page, and an annotation with bodies and two selectors, each with an IRI of its own."""
    answer = _annotate(client, "Dawny most", "application/ld+json")
    assert answer.headers["content-type"] == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    body = answer.json()
    source = "ni:///sha-256;3StVYvEfxob1XdpVZIZUQmXReR4YITBOW_PFvNSAxiA"
    [item] = body["first"].pop("items")
    assert [each.pop("id")[:9] for each in (body, body["first"], item)] == ["urn:uuid:"] * 3
    assert body == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationCollection",
        "label": "Terms in the text; positions are in Unicode code points",
        "total": 1,
        "first": {"type": "AnnotationPage", "startIndex": 0},
    }
    assert item == {
        "type": "Annotation",
        "motivation": "identifying",
        "body": [
            {
                "type": "SpecificResource",
                "purpose": "identifying",
                "source": "urn:glossalign:concept:x%22%3E%3Cb%3E",
            },
            {
                "type": "TextualBody",
                "purpose": "editing",
                "value": "a<b>c",
                "format": "text/plain",
                "language": "pl",
                "textDirection": "ltr",
            },
            {
                "type": "TextualBody",
                "purpose": "describing",
                "value": 'جسر "قديم"',
                "format": "text/plain",
                "language": "ar",
                "textDirection": "rtl",
            },
        ],
        "target": {
            "type": "SpecificResource",
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": 0, "end": 10},
                {"type": "TextQuoteSelector", "exact": "Dawny most", "prefix": "", "suffix": ""},
            ],
        },
    }


def test_w3c_annotations_quote_what_is_around(client: TestClient) -> None:
    """32 characters of it, and the names of the same places are the same again."""
    answers = [_annotate(client, "x" * 40 + " śluza, " + "y" * 40, query="?format=jsonld").json() for _ in range(2)]
    [item] = answers[0]["first"]["items"]
    quotation = item["target"]["selector"][1]
    assert (quotation["prefix"], quotation["exact"]) == ("x" * 31 + " ", "śluza")
    assert quotation["suffix"] == ", " + "y" * 30
    assert answers[0] == answers[1]


def test_w3c_annotations_count_code_points(client: TestClient) -> None:
    """The recommendation knows nothing else."""
    answer = _annotate(client, query="?format=jsonld", offsets="utf16")
    assert answer.status_code == 422
    assert "W3C annotations count code points" in answer.json()["detail"]


class _Marks(HTMLParser):
    """Collects the text of the first block, and that of each mark with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.marks: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[str] = []
        self._open: list[tuple[dict[str, str | None], int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "mark":
            self._open.append((dict(attrs), len(self.text)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            attributes, start = self._open.pop()
            self.marks.append((attributes, self.text[start:]))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_marks_the_terms(client: TestClient) -> None:
    """The text is all there, in its direction, and each mark tells the concept and the equivalents."""
    answer = _annotate(client, accept="text/html", target=["ar"])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = _Marks()
    page.feed(answer.text)
    assert TEXT in page.text
    attributes, form = page.marks[1]
    assert form == "kanału spławnego"
    assert attributes == {
        "data-concept": "canal",
        "data-status": "preferred",
        "title": "\u2068kanał spławny\u2069 · \u2068القناة الملاحية\u2069",
    }
    assert '<div lang="pl" dir="ltr">' in answer.text
    assert '<dd><bdi lang="ar" dir="rtl">القناة الملاحية</bdi></dd>' in answer.text


def test_a_page_of_arabic_runs_from_right_to_left(client: TestClient) -> None:
    """And its terms are marked."""
    body = {"text": "القناة الملاحية", "language": "ar"}
    answer = client.post("/v1/annotate?format=html", json=body)
    assert '<div lang="ar" dir="rtl"><mark data-concept="canal"' in answer.text


def test_a_page_escapes_everything(client: TestClient) -> None:
    """Text, forms, terms and ids."""
    answer = _annotate(client, '<script>alert("1")</script> a<b>c & dawny most', accept="text/html")
    page = _Marks()
    page.feed(answer.text)
    assert set(page.tags) == {"html", "head", "meta", "title", "body", "div", "mark", "dl", "dt", "dd", "bdi"}
    assert [(attributes["data-concept"], form) for attributes, form in page.marks] == [
        ('x"><b>', "a<b>c"),
        ('x"><b>', "dawny most"),
    ]
    assert '<script>alert("1")</script> a<b>c & dawny most' in page.text


def test_nested_terms_are_marked_within(client: TestClient) -> None:
    """On request, and those that cross another one are not."""
    concepts = [("n1", "jeden dwa trzy cztery"), ("n2", "jeden dwa"), ("n3", "dwa trzy"), ("n4", "trzy cztery")]
    store = client.app.state.store  # type: ignore[attr-defined]
    for name, text in concepts:
        made = Concept(name, (LanguageSection("pl", (Term(text),)),))
        apply_change(store, create(made), Author("ann", "2026-05-04T10:00:00Z"))
    answer = _annotate(client, "jeden dwa trzy cztery.", nested=True)
    assert [each["nested"] for each in answer.json()["annotations"]] == [False, True, True, True]
    page = _Marks()
    page.feed(_annotate(client, "jeden dwa trzy cztery.", nested=True, accept="text/html").text)
    assert [form for _, form in page.marks] == ["jeden dwa", "trzy cztery", "jeden dwa trzy cztery"]
    assert "jeden dwa trzy cztery." in page.text


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("text/html;q=0.5, application/ld+json", "", "application/ld+json"),
        ('application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"', "", "application/ld+json"),
        ("text/html", "?format=json", "application/json"),
        ("", "", "application/json"),
    ],
)
def test_the_format_is_chosen(client: TestClient, accept: str, query: str, media_type: str) -> None:
    """By name before Accept."""
    answer = _annotate(client, accept=accept, query=query)
    assert answer.headers["content-type"].partition(";")[0] == media_type


def test_what_no_format_satisfies_is_refused(client: TestClient) -> None:
    """With the formats that there are."""
    answer = _annotate(client, accept="image/png")
    assert answer.status_code == 406
    assert answer.json()["type"] == "urn:glossalign:problem:not-acceptable"
    assert answer.json()["detail"].startswith("the terms come as application/json, application/ld+json, text/html")


def test_a_text_may_have_a_mebibyte(client: TestClient) -> None:
    """It counts in UTF-8, however JSON escapes it."""
    fits = "ś" * (annotate.MAX_TEXT // 2)
    assert _annotate(client, fits).json()["annotations"] == []
    answer = _annotate(client, fits + "x")
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:glossalign:problem:content-too-large"
    assert answer.json()["detail"] == "the text has more than 1,048,576 bytes in UTF-8; send it in parts"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"text": "x"}, "language is missing"),
        ({"text": "x", "language": "pl", "nestd": True}, "unknown field 'nestd'"),
        ({"text": "x", "language": "xx"}, "language: unknown language 'xx'; choose among ar, el, "),
        ({"text": "x", "language": "po polsku"}, "'po polsku' is no language tag"),
        ({"text": "x", "language": "pl", "target": ["xx"]}, "target: unknown language 'xx'"),
        (
            {"text": "x", "language": "pl", "offsets": "bytes"},
            "offsets='bytes': input should be 'codepoint' or 'utf16'",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(client: TestClient, body: dict[str, object], detail: str) -> None:
    """With what is wrong."""
    answer = client.post("/v1/annotate", json=body)
    assert answer.status_code == 422
    assert detail in answer.json()["detail"]


def test_a_lone_surrogate_is_refused(client: TestClient) -> None:
    """It is no text, and is not sent back."""
    body = json.dumps({"text": "\ud800", "language": "pl"})
    answer = client.post("/v1/annotate", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert "the text has half of a surrogate pair" in answer.json()["detail"]


def test_a_region_is_annotated_as_its_language(client: TestClient) -> None:
    """Its tag comes back in the recommended case."""
    answer = _annotate(client, "śluza", language="PL-pl")
    assert (answer.json()["language"], _list(answer)) == ("pl-PL", [(0, 5, "śluza")])
