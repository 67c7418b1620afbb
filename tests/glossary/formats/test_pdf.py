"""The glossary for print: what stands where on its pages."""

import io
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from fpdf import FPDF
from hypothesis import given, settings

from glossary.errors import UsageError
from glossary.formats.content import Content, LanguagePair
from glossary.formats.pdf import LOSSES, write_pdf
from glossary.formats.pdf_layout import BOTTOM, FONTS, MARGIN, Line, Run, Sheet, Style
from glossary.model import Concept, Glossary, LanguageSection, SourceDocument, Term
from tests.glossary.samples import BRIDGE, GLOSSARY, glossaries

Drawn = tuple[int, float, float, str]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Drawn]:
    """Return all lines that are drawn: page, x, y and text."""
    found: list[Drawn] = []
    draw = Sheet.draw

    def record(sheet: Sheet, line: Line, x: float, y: float, width: float, *, is_right: bool = False) -> None:
        found.append((sheet.page, x, y, " ".join(run.text for run in line.runs)))
        assert y + line.height <= sheet.h - 5
        draw(sheet, line, x, y, width, is_right=is_right)

    monkeypatch.setattr(Sheet, "draw", record)
    return found


@pytest.fixture
def sheet() -> Iterator[Sheet]:
    """Yield an empty sheet."""
    with closing(Sheet("Test", is_landscape=False)) as made:
        yield made


def _write(*concepts: Concept, pair: LanguagePair | None = None, documents: tuple[SourceDocument, ...] = ()) -> bytes:
    stream = io.BytesIO()
    write_pdf(Content(iter(concepts), iter(documents), pair=pair), stream)
    return stream.getvalue()


def _texts(drawn: list[Drawn]) -> list[str]:
    return [text for _, _, _, text in drawn]


def test_sample_is_laid_out_in_columns(drawn: list[Drawn]) -> None:
    """The title stands first, then the names of the languages over their columns, then the terms by letter."""
    content = _write(*GLOSSARY.concepts, documents=GLOSSARY.documents)
    assert content.startswith(b"%PDF-")
    texts = _texts(drawn)
    assert texts[:2] == ["Glossary", "3 concepts in Polish, Greek, Russian, Arabic."]
    assert texts.index("I") < texts.index("Izaak Newton proper noun") < texts.index("M")
    assert texts.index("most kolejowy") < texts.index("most zwodzony m, sg, full")
    places = {text: x for _, x, _, text in drawn[:30]}
    assert places["Polish"] < places["Greek"] < places["Russian"] < places["Arabic"]
    assert places["Arabic"] == places["الجسر المتحرك"]
    assert "O mostach Wydawnictwo, 2019-05-04, https://example.org/m" in texts


def test_pages_carry_head_and_number(drawn: list[Drawn]) -> None:
    """Every page but the first says what it begins and ends with, and every page has its number."""
    _write(*(Concept(f"c{i:03}", (LanguageSection("pl", (Term(f"most {i:03}"),)),)) for i in range(120)))
    assert min(page for page, _, y, _ in drawn if y == 12) == 2
    terms = [text.removesuffix(" (proposed)") for page, _, y, text in drawn if page == 2 and y > 20 and "most" in text]
    assert f"{terms[0]} – {terms[-1]}" in [text for page, _, y, text in drawn if page == 2 and y == 12]
    numbers = [text for _, _, y, text in drawn if y == pytest.approx(297 - 12, abs=0.1)]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_index_tells_the_pages(drawn: list[Drawn]) -> None:
    """The index of a language has each term once, with all pages it stands on."""
    many = [Concept(f"c{i}", (LanguageSection("pl", (Term(f"most {i:03}"),)),)) for i in range(60)]
    bridge = (LanguageSection("ru", (Term("мост"),)),)
    first, last = (replace(each, sections=each.sections + bridge) for each in (many[0], many[-1]))
    _write(first, *many[1:-1], last)
    pages = sorted({page for page, _, _, text in drawn if text == "мост (proposed)"})
    assert len(pages) == 2
    assert f"мост {pages[0]}, {pages[1]}" in _texts(drawn)


def test_bookmarks_lead_to_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a bookmark for each part, letter and index."""
    found: list[tuple[str, int]] = []
    monkeypatch.setattr(FPDF, "start_section", lambda _, name, level=0: found.append((name, level)))
    _write(*GLOSSARY.concepts, pair=LanguagePair("ru", "pl"), documents=GLOSSARY.documents)
    assert found[:6] == [
        *(("By Russian term", 0), ("Р", 1), ("By Polish term", 0), ("I", 1), ("M", 1), ("Index: Russian", 0))
    ]
    assert found[-1] == ("Sources", 0)


def test_bytes_are_repeatable() -> None:
    """The same glossary gives the same bytes: there is no time in them but a fixed one."""
    content = _write(*GLOSSARY.concepts)
    assert content == _write(*GLOSSARY.concepts)
    assert b"D:20000101000000Z" in content


def test_fonts_are_our_own(sheet: Sheet) -> None:
    """The fonts come with the package, under their licence, and have the letters of the four languages."""
    assert (FONTS / "OFL.txt").read_text(encoding="utf-8").count("SIL OPEN FONT LICENSE") > 0
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 1_500_000
    letters = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźżабвгдеёжзийклмнопрстуфхцчшщъыьэюяαάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ"
    arabic = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْ٠١٢٣٤٥٦٧٨٩،؛؟«»ـ"
    sheet.wrap([Run(letters + letters.upper() + arabic)], 100)
    assert not sheet.has_missing


def test_missing_letters_are_shown_as_such(drawn: list[Drawn]) -> None:
    """A letter that the fonts lack becomes U+FFFD, and the last line says what that means."""
    _write(Concept("x", (LanguageSection("zh", (Term("橋"),)),)))
    assert "\ufffd (proposed)" in _texts(drawn)
    assert any("stands for a letter or sign" in text for text in _texts(drawn))


def test_arabic_is_drawn_from_the_right(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    """An Arabic line begins at the right edge, shaped from right to left; what explains it stands left of it."""
    found: list[tuple[str, float, object]] = []

    def record(self: Sheet, _width: float | None, _height: float, text: str, **_: object) -> None:
        found.append((text, self.x, self.text_shaping and self.text_shaping["direction"].name))

    monkeypatch.setattr(Sheet, "cell", record)
    sheet.add_page()
    [line] = sheet.wrap([Run("الجسر المتحرك"), Run("m", Style(7))], 60, is_rtl=True)
    sheet.draw(line, MARGIN, 30, 60)
    (term, start, direction), (grammar, place, _) = found
    assert (term, direction, grammar) == ("الجسر المتحرك", "RTL", "m")
    assert start + sheet.measure(line.runs[0]) == pytest.approx(MARGIN + 60)
    assert place < start


def test_lines_fit_their_column(sheet: Sheet) -> None:
    """Words are wrapped, those that are too long are cut, and nothing is lost."""
    for text in ("most zwodzony " * 30, "ł" * 5000, "الجسر" * 300, "a\u0301" * 500):
        lines = sheet.wrap([Run(text)], 40)
        assert all(sum(map(sheet.measure, line.runs)) <= 40.001 for line in lines)
        assert "".join(run.text for line in lines for run in line.runs).replace(" ", "") == text.replace(" ", "")


def test_long_entries_go_on_over_pages(drawn: list[Drawn]) -> None:
    """An entry that is longer than a page goes on over the next ones; no line leaves the text area."""
    term = Term("ł" * 5000, note="długa uwaga " * 2000)
    _write(
        Concept("x", (LanguageSection("pl", (term,), definition="d " * 20_000), LanguageSection("ar", (Term("ج"),))))
    )
    assert max(page for page, _, _, _ in drawn) > 5
    assert all(y < 297 - BOTTOM for _, _, y, _ in drawn if y < 280)


def test_many_languages_are_stacked(drawn: list[Drawn]) -> None:
    """With more than six languages, each term stands under the name of its language."""
    tags = "ar be cs da de el en fr".split()
    _write(Concept("x", tuple(LanguageSection(tag, (Term(tag),)) for tag in tags)))
    texts = _texts(drawn)
    assert texts[texts.index("Belarusian") + 1] == "be (proposed)"


@pytest.mark.parametrize(
    "text", ["a\ud800b", "\x00", "\u202eabc", "\u2028", "", " \n ", "{nb}", "**a** __b__ --c--", "\u0301"]
)
def test_hostile_texts_are_printed(text: str) -> None:
    """No text of a glossary breaks the document."""
    concept = replace(BRIDGE, sections=(LanguageSection("pl", (Term(text, note=text),), text, text),), note=text)
    assert _write(concept, documents=(SourceDocument(text, text, "pl", text),)).endswith(b"%%EOF\n")


def test_turning_characters_are_gone(drawn: list[Drawn]) -> None:
    """Overrides of direction don't reach the page."""
    _write(Concept("x", (LanguageSection("pl", (Term("a\u202ebc\u2066"),)),)))
    assert "abc (proposed)" in _texts(drawn)


def test_empty_glossary_is_a_page() -> None:
    """A glossary without terms gives a document with its title."""
    assert _write(Concept("none", ())).startswith(b"%PDF-")


@settings(max_examples=15, deadline=None)
@given(glossaries)
def test_any_glossary_can_be_printed(glossary: Glossary) -> None:
    """Any glossary is written, to the same bytes each time."""
    assert _write(*glossary.concepts) == _write(*glossary.concepts)


def test_losses_name_what_is_left_out(drawn: list[Drawn]) -> None:
    """Sentences and forms are left out, as declared."""
    _write(BRIDGE)
    assert not any("Mosty" in text or "mostem" in text for text in _texts(drawn))
    assert any("sentences, inflected forms" in loss for loss in LOSSES)


def test_without_the_library_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no part of the default installation."""
    for name in ("pdf_pages", "pdf_layout"):
        monkeypatch.delitem(sys.modules, f"glossary.formats.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "fpdf", None)
    with pytest.raises(UsageError, match=r"PDF needs fpdf; install it with: pip install 'glossalign\[pdf\]'"):
        write_pdf(Content(()), io.BytesIO())
