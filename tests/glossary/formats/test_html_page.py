"""The page for readers: what it shows, in which order, and that no text of a glossary can harm it."""

import io
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import html

from glossary.formats.alphabets import find_letter, group_by_letter, sort_key
from glossary.formats.content import Content, LanguagePair
from glossary.formats.html_page import LOSSES, write_html
from glossary.formats.reading_order import describe_grammar
from glossary.model import (
    AdministrativeStatus,
    Concept,
    Context,
    Glossary,
    GrammaticalGender,
    LanguageSection,
    PartOfSpeech,
    SourceDocument,
    Term,
)
from tests.glossary.samples import BRIDGE, GLOSSARY, glossaries


def _write(content: Content) -> str:
    stream = io.BytesIO()
    write_html(content, stream)
    return stream.getvalue().decode("utf-8")


def _parse(page: str) -> Any:
    return html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))


def _page(*concepts: Concept, pair: LanguagePair | None = None) -> Any:
    return _parse(_write(Content(concepts, GLOSSARY.documents, pair=pair)))


def _texts(root: Any, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in root.xpath(path)]


def _concept(identifier: str, *terms: tuple[str, str]) -> Concept:
    return Concept(
        identifier,
        tuple(LanguageSection(tag, (Term(text, AdministrativeStatus.PREFERRED),)) for tag, text in terms),
    )


def test_shows_everything_of_a_concept_that_is_not_declared_lost() -> None:
    """Terms, statuses, grammar, definitions, notes, subject, sentences with their sources and addresses are there."""
    root = _page(*GLOSSARY.concepts)
    [bridge] = root.xpath("//article[@id='concept-bridge']")
    text = " ".join(bridge.text_content().split())
    for expected in (
        *("most zwodzony", "m, sg, full form, PL, do not translate, case-sensitive", "older than the swing bridge"),
        *("zwodzony most", "proposed", "Most, który się podnosi.", "not of every hinged bridge", "engineering"),
        *("A bridge that moves & lets <ships> pass.", "See also: swing bridge", "approved", "confidence 88%"),
        *("Mosty zwodzone i most kolejowy.", "Dwa mosty zwodzone.", "O mostach", "urn:isbn:9788301000000"),
        *("разводной мост", "الجسر المتحرك", "κινητή γέφυρα"),
    ):
        assert expected in text
    assert bridge.xpath(".//mark/text()") == ["Mosty zwodzone", "mosty zwodzone"]
    assert bridge.xpath(".//a/@href") == [
        *("#source-1", "https://example.org/bridge.png", "https://example.org/wiki/Bridge_(movable)#kinds")
    ]


def test_preferred_term_stands_first() -> None:
    """The preferred term comes before the others, whatever their order in the glossary."""
    terms = (Term("b", AdministrativeStatus.ADMITTED), Term("a", AdministrativeStatus.PREFERRED))
    root = _page(Concept("x", (LanguageSection("pl", terms),)))
    assert root.xpath("//article//li/bdi[1]/text()") == ["a", "b"]
    assert root.xpath("//article//bdi[@class='best']/text()") == ["a"]


def test_every_status_is_said_in_words() -> None:
    """No status is told by weight or colour alone."""
    terms = tuple(Term(f"t {status.value}", status) for status in AdministrativeStatus)
    items = _texts(_page(Concept("x", (LanguageSection("pl", terms),))), "//article//li")
    assert items == [f"t {status.value} {status.value}" for status in AdministrativeStatus]


def test_concepts_are_filed_under_the_language_of_most_of_them() -> None:
    """Concepts without a term in the leading language follow in a part of their own, by the next language."""
    root = _page(
        _concept("1", ("ar", "جسر"), ("ru", "мост")), _concept("2", ("ru", "арка")), _concept("3", ("pl", "łuk"))
    )
    assert root.xpath("//article/@id") == ["concept-2", "concept-1", "concept-3"]
    assert _texts(root, "//main/section/h2")[:2] == [
        "By Russian term",
        "By Polish term where there is none in Russian, Arabic",
    ]


def test_pair_leads() -> None:
    """The source language of the pair leads, its target language follows."""
    root = _page(*GLOSSARY.concepts, pair=LanguagePair("el", "ar"))
    assert _texts(root, "//div[@class='names'][1]/div/div")[:4] == ["Greek", "Arabic", "Polish", "Russian"]
    assert root.xpath("//article/@id") == ["concept-newton", "concept-bridge", "concept-railway-bridge"]


def test_index_has_every_term_of_each_language() -> None:
    """Each language has its index with all terms, whose links lead to concepts of the page."""
    root = _page(*GLOSSARY.concepts)
    assert _texts(root, "//main/section/h2")[1:5] == [
        f"Index: {each}" for each in ("Polish", "Greek", "Russian", "Arabic")
    ]
    polish = root.xpath("//section[h2[.='Index: Polish']]")[0]
    assert _texts(polish, ".//h3") == ["I", "K", "M", "Z"]
    assert _texts(polish, ".//li") == [
        *("Izaak Newton", "kolejowy most zwodzony", "most kolejowy", "most zwodzony", "zwodzony most")
    ]


def test_arabic_is_marked_and_isolated() -> None:
    """Arabic runs from right to left and says its language; every term is isolated from what surrounds it."""
    root = _page(BRIDGE)
    [section] = root.xpath("//article//div[@lang='ar']")
    assert section.get("dir") == "rtl"
    assert section.xpath(".//bdi[1]/text()")[0] == "الجسر المتحرك"


HOSTILE = "</style><script>alert(1)</script>\"'&\u202e\u2066\x00\ud800 onload=x"


def _make_hostile() -> Iterator[Concept]:
    context = Context(HOSTILE, 0, 0, HOSTILE, 2, 5)
    term = Term(HOSTILE, contexts=(context, Context("d", 0, 0, "short", 3, 2**31)), note=HOSTILE)
    yield Concept(
        HOSTILE,
        (LanguageSection("pl", (term,), HOSTILE, HOSTILE), LanguageSection('x" onclick="y', (Term("ł" * 5000),))),
        subject_field=HOSTILE,
        definition=HOSTILE,
        note=HOSTILE,
        images=("javascript:alert(1)", 'https://x/"><script>'),
        external_links=("HTTPS://example.org/<b>",),
    )


def test_hostile_text_is_harmless() -> None:
    """No text of a glossary becomes markup, an attribute or the address of a script, nor does it turn others about."""
    sources = (SourceDocument("d", HOSTILE, "pl", HOSTILE, HOSTILE, HOSTILE, "javascript:alert(2)"),)
    page = _write(Content(_make_hostile(), sources))
    root = _parse(page)
    assert root.xpath("//script | //b[not(ancestor::header)] | //@onload | //@onclick | //@style") == []
    assert all(address.lower().startswith(("#", "https://")) for address in root.xpath("//@href"))
    assert re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", page) is None
    assert "\ufffd\ufffd onload=x" in root.xpath("//article")[0].text_content()


def test_policy_allows_its_own_style_sheet_only() -> None:
    """The content security policy names the hash of the one style sheet, and nothing is loaded from anywhere."""
    page = _write(Content(GLOSSARY.concepts))
    [style] = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'" in page
    assert "url(" not in style
    assert _parse(page).xpath("//img | //link | //iframe | //@src") == []


def test_links_within_the_page_lead_somewhere() -> None:
    """Every link within the page has its target, and no id stands twice."""
    root = _page(*GLOSSARY.concepts, _concept("żółw a", ("pl", "żółw")), _concept("_17c_", ("pl", "x")))
    identifiers = root.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))
    assert {address[1:] for address in root.xpath("//@href") if address.startswith("#")} <= set(identifiers)


def test_columns_follow_the_order_of_languages() -> None:
    """On a wide screen each language has its column; with more than six, those of a concept follow one another."""
    style = _write(Content(GLOSSARY.concepts)).partition("<style>")[2].partition("</style>")[0]
    columns = dict(re.findall(r"\.s(\d) \{ grid-column: (\d); \}", style))
    assert columns == {"0": "1", "1": "3", "2": "4", "3": "2"}  # as seen: pl, ru, ar, el; as shown: pl, el, ru, ar
    many = _concept("many", *((tag, tag) for tag in "ar be cs da de el en".split()))
    assert "grid-column" not in _write(Content((many,)))


def _luminance(colour: str) -> float:
    colour = colour.lstrip("#")
    digits = colour if len(colour) == 6 else "".join(2 * each for each in colour)
    channels = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark", "print"])
def test_contrast_is_enough(theme: int) -> None:
    """All text has a contrast of 4.5 to 1 with what it stands on (WCAG 2.2, 1.4.3), in each theme."""
    block = re.findall(r":root \{(.*?)\}", _write(Content(())), re.DOTALL)[theme]
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", block))
    pairs = [(ink, ground) for ink in ("ink", "soft", "accent", "good", "bad") for ground in ("ground", "paper")]
    for ink, ground in [*pairs, ("mark-ink", "mark")]:
        darker, lighter = sorted((_luminance(colours[ink]), _luminance(colours[ground])))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, ground)


def test_empty_glossary_is_a_page() -> None:
    """A glossary without terms gives a page that says so."""
    root = _page(Concept("none", ()), Concept("empty", (LanguageSection("pl", ()),)))
    assert "0 concepts." in root.text_content()
    assert root.xpath("//article") == []


@settings(max_examples=60, deadline=None)
@given(glossaries)
def test_any_glossary_becomes_a_page(glossary: Glossary) -> None:
    """Any glossary is written, to the same bytes each time, with an article for each concept that has terms."""
    page = _write(Content(glossary.concepts, glossary.documents))
    assert page == _write(Content(iter(glossary.concepts), iter(glossary.documents)))
    with_terms = [each for each in glossary.concepts if any(section.terms for section in each.sections)]
    assert len(_parse(page).xpath("//article")) == len(with_terms)


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("pl", ["lód", "luk", "ł", "ład", "łania"]),
        ("ru", ["ёлка", "ель", "енот", "идол", "йод", "Яр"]),
        ("el", ["Αλφα", "αλφα", "άλφα", "βήτα", "όρος", "ωμέγα"]),
        ("ar", ["التزام", "الأمن", "أمن", "تربية", "التنفيذ", "جسر"]),
        ("de", ["Ofen", "Öfen", "Ort"]),
    ],
)
def test_sorting_goes_by_the_alphabet(language: str, ordered: list[str]) -> None:
    """Each language is sorted by its own letters: no mark, carrier of hamza or article files a word elsewhere."""
    assert sorted(frozenset(ordered), key=lambda text: sort_key(text, language)) == ordered


def test_polish_letters_follow_their_plain_ones() -> None:
    """Polish has 32 letters and each marked one follows its plain one; q, v and x stand where they do elsewhere."""
    alphabet = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
    assert sorted(frozenset(alphabet), key=lambda text: sort_key(text + "z", "pl")) == list(alphabet)
    assert [find_letter(letter, "pl") for letter in alphabet] == list(alphabet.upper())


def test_words_are_sorted_one_by_one() -> None:
    """A space comes before all letters, a hyphen is as a space, and other marks are passed over."""
    grouped = group_by_letter([(each, None) for each in ("mostek", "most-wieża", "«most» kolejowy", "7 mostów")], "pl")
    assert [(letter, [text for text, _ in entries]) for letter, entries in grouped] == [
        ("#", ["7 mostów"]),
        ("M", ["«most» kolejowy", "most-wieża", "mostek"]),
    ]


def test_grammar_is_abridged() -> None:
    """A gender says that its word is a noun; other parts of speech are named."""
    assert describe_grammar(Term("x", part_of_speech=PartOfSpeech.NOUN)) == "noun"
    assert describe_grammar(Term("x", part_of_speech=PartOfSpeech.NOUN, gender=GrammaticalGender.NEUTER)) == "n"
    assert describe_grammar(Term("x", part_of_speech=PartOfSpeech.PROPER_NOUN)) == "proper noun"


def test_losses_name_what_is_left_out() -> None:
    """What the page leaves out is declared."""
    text = _page(*GLOSSARY.concepts).text_content()
    assert "mostem zwodzonym" not in text
    assert "most frequent" not in text
    assert any("inflected forms" in loss and "reasons" in loss for loss in LOSSES)
