"""The folding that lookup, variants and check compare by."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.errors import UsageError
from glossary.text import check_language, lookup_key, matches_language, primary_language

_MARKS = "".join(map(chr, (*range(0x300, 0x371), *range(0x610, 0x660), 0x670, 0x200B, 0xAD, 0x2019, 0x22, 0x27)))
_TRICKY = st.text(alphabet="абеёийЁοαυιωᾳΐΰςΣÅßﬁŉأإآٱىلا ,.-–—«»’`" + _MARKS, max_size=12)


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("pl", "Mobilizacja  Masowa", "mobilizacja masowa"),
        ("pl", "Łódź", "łódź"),
        ("pl", "«Łódź»", "łódź"),
        ("pl", "„Łódź”,", "łódź"),
        ("pl", "biało–czerwony", "biało-czerwony"),
        ("pl", "bia\u00adło\u2011czer\u200bwony", "biało-czerwony"),
        ("pl", "O’Connor", "o'connor"),
        ("pl", "'Connor'", "connor"),
        ("pl", "z o.o.", "z o.o"),
        ("pl", "\u202aZ\u0307\u202c", "ż"),
        ("de", "Straße", "strasse"),
        ("tlh", "QAPLA’", "qapla"),
        ("ru", "Ёлка", "елка"),
        ("ru", "е\u0308лка", "елка"),
        ("ru", "моби́лизация", "мобилизация"),
        ("ru", "Район", "район"),
        ("ru-RU", "ёлка", "елка"),
        ("uk", "ёлка", "ёлка"),
        ("el", "Μαζικής Κινητοποίησης", "μαζικησ κινητοποιησησ"),
        ("el", "ΜΑΖΙΚΗΣ", "μαζικησ"),
        ("el", "προϊόν", "προιον"),
        ("ar", "الكتاب", "كتاب"),
        ("ar", "الكِتَابُ", "كتاب"),
        ("ar", "كتـــاب", "كتاب"),
        ("ar", "أحمد إبراهيم آمال", "احمد ابراهيم امال"),
        ("ar", "مستشفى", "مستشفي"),
        ("ar", "للكتاب", "لكتاب"),
        ("ar", "للجنة", "لجنة"),
        ("ar", "الله", "الله"),
        ("ar", "الالتزام", "تزام"),
        ("ar", "التزام", "تزام"),
        ("ar", "والمنظمات", "والمنظمات"),
        ("ar", "(الكتاب)", "(كتاب)"),
        ("ar", "عام ٢٠٢٣", "عام 2023"),
        ("ar", "\ufefb\ufe97", "لات"),
        ("en", "ﬁne ＷＩＤＥ", "fine wide"),
        ("en", "«…» ", ""),
    ],
)
def test_key(language: str, text: str, key: str) -> None:
    """Each difference that a reader of the language would not mind is folded away, and no other."""
    assert lookup_key(text, language) == key


@given(st.text() | _TRICKY, st.sampled_from(["pl", "ru", "ar", "el", "en", "ar-EG", ""]))
@example("е\u0301\u0308", "ru")
@example("\u0417\u064b\u0301", "ar")
def test_key_is_idempotent(text: str, language: str) -> None:
    """A key is its own key, whatever the text."""
    key = lookup_key(text, language)
    assert lookup_key(key, language) == key


@given(_TRICKY, st.sampled_from(["pl", "ru", "ar", "el"]))
def test_key_ignores_case_and_padding(text: str, language: str) -> None:
    """White space and zero-width characters around a text never change its key."""
    assert lookup_key(f" \u200b{text}\u00a0\n", language) == lookup_key(text, language)


def test_key_survives_undecodable_arguments() -> None:
    """A lone surrogate, as an undecodable command line gives it, is dropped."""
    assert lookup_key("mo\udcffst", "pl") == "most"


@pytest.mark.parametrize(
    ("tag", "cased"),
    [
        ("PL", "pl"),
        ("pt-br", "pt-BR"),
        ("zh-hANT-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("sl-rozaj-BISKE", "sl-rozaj-biske"),
        ("de-1996", "de-1996"),
        ("EN-x-US", "en-x-us"),
        ("x-whatever", "x-whatever"),
        ("zh-yue-hk", "zh-yue-HK"),
    ],
)
def test_well_formed_tags_are_cased(tag: str, cased: str) -> None:
    """A well-formed tag comes back in the case that RFC 5646 recommends."""
    assert check_language(tag) == cased


@pytest.mark.parametrize("tag", ["", "p", "pl_PL", "pl-", "-pl", "pl-P", "русский", "pl\n", "pl-x", "a" * 900])
def test_malformed_tags_are_refused(tag: str) -> None:
    """A malformed tag is named, cut short, with an example of a good one."""
    with pytest.raises(UsageError, match=r"is no language tag; write one like 'pl'") as caught:
        check_language(tag)
    assert len(str(caught.value)) < 120


def test_primary_language() -> None:
    """Only the first subtag counts, in either spelling."""
    assert [primary_language(tag) for tag in ("pl", "PL-pl", "pt_BR")] == ["pl", "pl", "pt"]


@pytest.mark.parametrize(
    ("tag", "wanted", "matches"),
    [
        ("pl", "pl", True),
        ("pl-PL", "PL", True),
        ("pl", "pl-PL", True),
        ("pt-PT", "pt-BR", False),
        ("fil", "fi", False),
    ],
)
def test_matching_languages(tag: str, wanted: str, matches: bool) -> None:
    """A language takes in its regions and a region falls back on its language, but not on another region."""
    assert matches_language(tag, wanted) is matches
