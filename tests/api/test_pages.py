"""The pages: search, a concept, the description of the API."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from lxml import html

from glossary.model import Glossary
from glossary.store import Store
from tests.glossary.samples import BRIDGE


def _read(client: TestClient, path: str, **parameters: str) -> html.HtmlElement:
    answer = client.get(path, params=parameters, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.fromstring(answer.text)


def _find(node: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    """Return the elements at a path of steps such as `p`, `.house`, `table.top` or `option[@selected]`, in order."""
    steps = []
    for step in path.split():
        name, dot, rest = step.partition(".")
        of_class = f"[contains(concat(' ', @class, ' '), ' {rest} ')]" if dot else ""
        steps.append(f"//{name if name[:1].isalpha() else '*' + name}{of_class}")
    return list(node.xpath("." + "".join(steps)))


def _text(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def test_the_first_page_offers_the_most_prominent_concepts(client: TestClient) -> None:
    """Who comes without a query finds a search box and concepts to begin with, the most prominent first."""
    page = _read(client, "/")
    assert [field.get("name") for field in _find(page, "form [@name]")] == ["q", "lang"]
    rows = [[_text(cell) for cell in _find(row, "td")] for row in _find(page, "table.top tbody tr")]
    assert rows == [["kanał spławny", "судоходный канал", "القناة الملاحية", "88%"], ["śluza", "шлюз", "–", "60%"]]
    assert _find(page, "table.top a")[0].get("href") == "/concepts/canal"


def test_a_search_shows_the_languages_side_by_side(client: TestClient) -> None:
    """A hit has one column a language: the preferred term, its variants with status and count, Arabic right to left."""
    page = _read(client, "/", q="kanału spławnego", lang="pl")
    assert _text(_find(page, "h1")[0]) == "1 concept for kanału spławnego"
    columns = _find(page, "article.concept .column")
    assert [(column.get("dir"), _text(_find(column, "h3")[0])) for column in columns] == [
        ("ltr", "Polish pl"),
        ("ltr", "Russian ru"),
        ("rtl", "Arabic ar"),
    ]
    assert _text(_find(columns[0], ".house")[0]) == "kanał spławny preferred 7×"
    assert [_text(item) for item in _find(columns[0], ".variants li")] == ["spławny kanał admitted 2×"]
    assert _find(columns[2], ".terms")[0].get("lang") == "ar"
    assert _text(_find(page, ".met")[0]) == "inflected match: kanału spławnego"
    assert _find(page, "select option[@selected]")[0].get("value") == "pl"
    assert _find(page, "input[@name='q']")[0].get("value") == "kanału spławnego"


def test_a_search_shows_sentences_with_the_term_marked_and_their_document(client: TestClient) -> None:
    """Each language shows where its terms stand, whole words marked, and the title of the document."""
    page = _read(client, "/", q="kanał spławny")
    figure = _find(page, "article.concept .column figure")[0]
    assert _text(_find(figure, "mark")[0]) == "kanału spławnego"
    assert _text(_find(figure, "blockquote")[0]).endswith("a kanału spławnego strzeże śluza.")
    assert _text(_find(figure, "figcaption")[0]) == "O kanałach <nowe>"


def test_nothing_found_says_so_and_offers_a_way_on(client: TestClient) -> None:
    """A query without a hit is told so, with a hint and concepts to begin with."""
    page = _read(client, "/", q="wodospad", lang="pl")
    assert _text(_find(page, "h1")[0]) == "No concept has the term wodospad"
    assert "any language" in _text(_find(page, ".notice")[0])
    assert len(_find(page, "table.top tbody tr")) == 2


def test_an_empty_query_is_the_first_page(client: TestClient) -> None:
    """Pressing the button with nothing written is no fault."""
    assert "One concept" in _text(_find(_read(client, "/", q=" ", lang=""), "h1")[0])


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"q": "x" * 501}, "the query has 501 characters; at most 500 are looked up"),
        ({"q": "x", "lang": "xx"}, "unknown language 'xx'; choose among ar, el, pl, ru"),
    ],
)
def test_a_fault_is_told_on_the_page(client: TestClient, parameters: dict[str, str], message: str) -> None:
    """What can't be looked up is told above the first page, and the search box is there to mend it."""
    answer = client.get("/", params=parameters)
    page = html.fromstring(answer.text)
    assert answer.status_code == 422
    assert _text(_find(page, "[@role='alert']")[0]) == message
    assert _find(page, "form input[@name='q']")


def test_what_was_asked_is_never_markup(client: TestClient) -> None:
    """A query of markup is shown as text."""
    answer = client.get("/", params={"q": "<script>alert(1)</script>"})
    assert "<script" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


def test_a_concept_page_shows_why_its_terms_belong_together(client: TestClient) -> None:
    """The page of a concept has all its languages, the links with their signals, and its sentences."""
    page = _read(client, "/concepts/canal")
    assert _text(_find(page, "h1")[0]) == "kanał spławny"
    assert [_text(cell) for cell in _find(page, "table.links tbody td")] == [
        "kanał spławny pl",
        "судоходный канал ru",
        "embedding",
        "csls 0.50 coverage 1.00",
        "0.90",
    ]
    assert [_text(mark) for mark in _find(page, "mark")] == [
        "kanału spławnego",
        "судоходного канала",
        "القناة الملاحية",
    ]


def test_a_concept_page_leads_to_web_addresses_only(client: TestClient, location: str) -> None:
    """Addresses of http and https are links, any other is text; the definition and marks stand with the terms."""
    concept = replace(BRIDGE, images=("javascript:alert(1)",))
    with Store.create(location) as store:
        store.write_glossary(Glossary((concept,)))
    page = _read(client, "/concepts/bridge")
    header = _find(page, "article header")[0]
    assert [link.get("href") for link in _find(page, "article header p.met a")] == [BRIDGE.external_links[0]]
    assert "javascript:alert(1)" in _text(header)
    column = next(each for each in _find(page, "article .column") if "most zwodzony" in _text(each))
    assert "fullForm PL do not translate case-sensitive" in _text(column)
    texts = [_text(each) for each in _find(column, "p")]
    assert texts[-2:] == ["Most, który się podnosi.", "not of every hinged bridge"]


def test_an_unknown_concept_is_a_404_page(client: TestClient) -> None:
    """A browser that follows a stale link gets a page, not JSON."""
    answer = client.get("/concepts/bridge", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "'bridge'" in _text(_find(html.fromstring(answer.text), ".fault")[0])


def test_an_empty_glossary_tells_how_to_fill_it(client: TestClient, location: str) -> None:
    """Without a concept, the first page says what to run."""
    with Store.create(location) as store:
        store.write_glossary(Glossary(()))
    assert "glossalign build FOLDER" in _text(_find(_read(client, "/"), ".notice")[0])


def test_the_api_page_lists_every_operation_and_an_address_to_try(client: TestClient) -> None:
    """The description for people has each operation, and a lookup that has an answer."""
    page = _read(client, "/docs")
    paths = client.get("/openapi.json").json()["paths"]
    operations = [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]
    assert [_text(heading) for heading in _find(page, "article h2")] == operations
    assert {"GET /v1/lookup", "POST /v1/lookup", "PATCH /v1/concepts/{concept_id}", "GET /healthz"} <= {*operations}
    address = _find(page, "a.break")[0].get("href")
    assert address is not None
    assert client.get(address).json()["hits"][0]["concept"]["id"] == "canal"


@pytest.mark.parametrize("path", ["/", "/?q=śluza", "/concepts/canal", "/docs", "/concepts/bridge"])
def test_pages_load_nothing_from_elsewhere_and_need_no_script(client: TestClient, path: str) -> None:
    """Every address in a page is of this site and answers; there are no scripts and no inline styles."""
    text = client.get(path, headers={"Accept": "text/html"}).text
    assert "<script" not in text
    assert " style=" not in text
    for address in re.findall(r'(?:src|href)="([^"#]+)"', text):
        assert address.startswith("/")
        assert client.get(html.fromstring(f'<a href="{address}"></a>').get("href") or "").status_code == 200
