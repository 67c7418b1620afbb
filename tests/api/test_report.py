"""The report of an evaluation: one page that stands alone."""

import re
from pathlib import Path

import pytest
from lxml import html

from api.report import Subject, check_target, make_evaluation, render_report, write_report
from glossary.errors import InputError
from glossary.model import Concept
from tests.align.fakes import FakeEncoder
from tests.align.golds import make_concept, make_gold, make_gold_concept, make_link

SUBJECT = Subject("build/<b>.db", "0123abcd", "gold & co.json", "the bundled one")
GOLD = make_gold(
    make_gold_concept("bridge", pl=["most"], ru=["мост"], ar=["جسر"]),
    make_gold_concept("pier", "place", core=False, pl=["molo"], ru=["пирс"]),
    make_gold_concept("lock", pl=["śluza"], ru=["шлюз"]),
    make_gold_concept("towpath", pl=["ścieżka"]),
)
CONCEPTS = [
    make_concept("right", make_link("pl:most", "ru:мост", 0.95, csls=0.41), pl=["most", "<i>kładka</i>"], ru=["мост"]),
    make_concept(
        "mixed", make_link("ar:جسر", "pl:molo", 0.875, csls=-0.25, gap=0.5), ar=["جسر"], pl=["molo"], el=["μόλος"]
    ),
    make_concept("alone", ru=["пирс"]),
    make_concept("linked", make_link("pl:śluza", "ru:шлюз", 0.3, coverage=0.1), pl=["śluza"]),
    make_concept("lock", ru=["шлюз"]),
]
TEXTS = ["most", "<i>kładka</i>", "мост", "جسر", "molo", "μόλος"]


def _render(concepts: list[Concept]) -> str:
    encoder = FakeEncoder({text: [float(number == rank) for rank in range(6)] for number, text in enumerate(TEXTS)})
    return render_report(make_evaluation(concepts, GOLD, encoder), SUBJECT)


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    """Return the report of the small glossary."""
    return html.fromstring(_render(CONCEPTS))


def _read(node: html.HtmlElement, path: str) -> list[str]:
    """Return the texts of the elements at an XPath."""
    return [" ".join(found.text_content().replace("\xa0", " ").split()) for found in node.xpath(path)]


def _row(cells: list[str], width: int, row: int) -> list[str]:
    return cells[width * row : width * (row + 1)]


def test_the_figures_are_those_of_the_evaluation(page: html.HtmlElement) -> None:
    """Of five judged pairs one is right; one of the five expected is found."""
    assert _read(page, "//h1") == ["Evaluation of build/<b>.db"]
    assert _read(page, "//dl[@class='tiles']/div")[:2] == [
        "Precision 0.200 of 5 alignments judged",
        "Recall 0.200 of 5 alignments expected",
    ]
    cells = _read(page, "//table[contains(@class, 'figures')]/tbody//td")
    assert _row(cells, 4, 0)[:3] == ["align_precision", "0.200", "–"]
    assert _row(cells, 4, 1)[:3] == ["align_recall", "0.200", "0.250"]


def test_parts_without_pairs_have_dashes(page: html.HtmlElement) -> None:
    """A share of nothing is no zero."""
    tables = page.xpath("//table[contains(@class, 'qualities')]")
    assert _read(tables[0], ".//tbody/tr[6]/*") == ["Polish–Russian", "0.500", "0.333", "0.400", "2", "3"]
    assert _read(tables[0], ".//tbody/tr[4]/*") == ["Greek–Polish", "0.000", "–", "–", "1", "0"]
    assert _read(tables[1], ".//tbody/tr/th") == ["place", "term"]


def test_the_reliability_is_drawn_and_told(page: html.HtmlElement) -> None:
    """Each bin that has links is a dot with its count, and all ten are rows of a table."""
    assert _read(page, "//*[@id='reliability-says']/strong") == ["0.542"]
    assert _read(page, "//*[@class='count'][name()='text']") == ["1", "1", "1"]
    rows = [_read(row, "./*") for row in page.xpath("//table[contains(@class, 'bins')]/tbody/tr")]
    assert rows[9] == ["0.9–1.0", "1", "0.950", "1.000", "+0.050"]
    assert rows[8] == ["0.8–0.9", "1", "0.875", "0.000", "−0.875"]
    assert rows[0] == ["0.0–0.1", "0", "–", "–", "–"]


def test_the_map_has_a_dot_a_term_and_a_table(page: html.HtmlElement) -> None:
    """The map shows the terms of aligned concepts, marks a concept with a wrong alignment, and can be read as text."""
    titles = _read(page, "//*[contains(@class, 'map')]//*[name()='title']")
    assert len(titles) == 6
    assert titles[0] == "\u2068most\u2069 (Polish) \u2068<i>kładka</i>\u2069 · \u2068мост\u2069 right, confidence 90%"
    assert len(page.xpath("//*[contains(@class, 'map')]/*[@class='tie refused']")) == 2
    assert _read(page, "//table[contains(@class, 'mapped')]/tbody//code") == ["right", "mixed"]
    for drawing in page.xpath("//*[@role='img']"):
        assert drawing.get("aria-label")
        assert page.get_element_by_id(drawing.get("aria-describedby")) is not None


def test_wrong_alignments_show_their_score_signals_and_what_was_expected(page: html.HtmlElement) -> None:
    """The most confident error is first, with the signals behind it; a pair that no link joins says so."""
    cells = _read(page, "//table[contains(@class, 'wrong')]/tbody//td")
    assert _row(cells, 5, 0) == [
        "0.875",
        "جسر ar molo pl",
        "for جسر: most for molo: no Arabic term",
        "csls −0.25 gap 0.50",
        "mixed",
    ]
    assert [_row(cells, 5, row)[0] for row in range(4)] == ["0.875", "0.950", "–", "–"]
    assert _row(cells, 5, 1)[1:4] == [
        "<i>kładka</i> pl мост ru",
        "for мост: most",
        "csls 0.41 of the link between most and мост in this concept",
    ]
    assert _row(cells, 5, 2)[3] == "no link: joined through other terms"


def test_missed_alignments_show_where_their_terms_stand_and_why(page: html.HtmlElement) -> None:
    """Core concepts come first; each language says where its term went."""
    assert _read(page, "//ul[@class='reasons']/li") == [
        "1 pair of languages: link not taken",
        "3 pairs of languages: in different concepts",
    ]
    cards = page.xpath("//article")
    assert [_read(card, ".//h3") for card in cards] == [["bridge"], ["lock"], ["pier"]]
    assert _read(cards[0], ".//dt|.//dd")[:4] == [
        "ar جسر",
        "in mixed as جسر beside μόλος el, molo pl",
        "pl most",
        "in right as most beside мост ru",
    ]
    assert _read(cards[1], ".//p") == ["link not taken: Polish–Russian (śluza and шлюз, score 0.300: coverage 0.10 )"]
    assert _read(cards[2], ".//p") == ["in different concepts: Polish–Russian"]


def test_terms_are_isolated_and_have_their_language(page: html.HtmlElement) -> None:
    """Every Arabic term in the text stands in a <bdi> that says so."""
    arabic = [
        node
        for node in page.xpath("//body//*[not(name()='title') and not(ancestor::*[name()='svg'])]")
        if "جسر" in (node.text or "")
    ]
    assert {(node.tag, node.get("lang")) for node in arabic} == {("bdi", "ar")}
    assert len(arabic) > 3


def test_the_page_needs_nothing_else_and_escapes_everything() -> None:
    """No script, no address, no inline style; what the glossary and the call bring in is never markup."""
    text = _render(CONCEPTS)
    assert "<script" not in text
    assert " style=" not in text
    assert re.findall(r'(?:src|href)="(?!#|data:,")', text) == []
    assert "url(" not in text
    assert "@import" not in text
    assert "<i>" not in text
    assert "&lt;i&gt;kładka&lt;/i&gt;" in text
    assert "build/&lt;b&gt;.db" in text
    assert "gold &amp; co.json" in text
    assert text.startswith("<!doctype html>\n")
    assert _render(CONCEPTS) == text


def test_ids_are_unique_and_every_jump_arrives(page: html.HtmlElement) -> None:
    """Links within the page and labels by reference have their targets."""
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    wanted = [href[1:] for href in page.xpath("//a/@href")] + page.xpath("//@aria-labelledby|//@aria-describedby")
    assert set(wanted) <= set(ids)


def test_an_empty_glossary_has_a_report() -> None:
    """Nothing to draw is said in words, and all that is expected is missed."""
    page = html.fromstring(_render([]))
    assert _read(page, "//*[@class='notice']") == [
        "The gold standard knows no term of any link between languages, so no score can be judged.",
        "No concept of the glossary has two languages.",
        "None: the gold standard confirms every alignment that it can judge.",
    ]
    assert _read(page, "//ul[@class='reasons']/li") == ["5 pairs of languages: term not extracted"]
    assert _read(page, "//*[@class='lacking']") == ["not in the glossary"] * 7


def test_a_long_list_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page stays readable, and tells how much it leaves out."""
    monkeypatch.setattr("api.report.MAX_ROWS", 2)
    page = html.fromstring(_render(CONCEPTS))
    assert _read(page, "//article//h3") == ["bridge", "lock"]
    assert "1 more are not shown." in _read(page, "//section[@aria-labelledby='missed']/p")


def test_a_report_is_written_whole(tmp_path: Path) -> None:
    """The file holds the page in UTF-8."""
    write_report(tmp_path / "report.html", "<p>śluza</p>")
    assert (tmp_path / "report.html").read_bytes() == "<p>śluza</p>".encode()


def test_a_place_that_cannot_be_written_is_named_before_the_work(tmp_path: Path) -> None:
    """A folder that is missing, and a folder in place of the file, are told with the remedy."""
    check_target(tmp_path / "report.html")
    with pytest.raises(InputError, match=r"--report: the folder '.*none' does not exist; make it"):
        check_target(tmp_path / "none" / "report.html")
    with pytest.raises(InputError, match=r"is a folder; name a file in it, such as .*report\.html"):
        check_target(tmp_path)
