"""In what two terms differ, told from their letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.differences import Comparison, Difference, compare_terms

_texts = st.text(alphabet="aąbżАбё لتة -'Q.", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("first", "second", "language", "expected"),
    [
        ("most kolejowy", "Most Kolejowy", "pl", Comparison(Difference.CAPITALS)),
        ("самолёт", "самолет", "ru", Comparison(Difference.SPELLING)),
        ("Порт-Артур", "Портартур", "ru", Comparison(Difference.SPELLING)),
        ("«мост»", "мост", "ru", Comparison(Difference.SPELLING)),
        (
            "most kolejowy",
            "mosty kolejowe",
            "pl",
            Comparison(Difference.INFLECTION, ("most", "kolejowy"), ("mosty", "kolejowe")),
        ),
        ("Urząd Morski w Gdyni", "UMG", "pl", Comparison(Difference.ABBREVIATION)),
        ("У.М.Г.", "Управление мостов города", "ru", Comparison(Difference.ABBREVIATION)),
        ("most kolejowy", "kolejowy most", "pl", Comparison(Difference.WORD_ORDER)),
        ("городской мост", "мост города", "ru", Comparison(Difference.DERIVATION, ("городской",), ("города",))),
        ("جسر البحر", "الجسر البحري", "ar", Comparison(Difference.DERIVATION, ("البحر",), ("البحري",))),
        ("opłata za most", "opłata od mostu", "pl", Comparison(Difference.LINKING, ("za",), ("od",))),
        ("opłata za most", "opłata w zakresie mostu", "pl", Comparison(Difference.LINKING, ("za",), ("w", "zakresie"))),
        ("ремонт моста", "починка моста", "ru", Comparison(Difference.OTHER_WORD, ("ремонт",), ("починка",))),
        ("γέφυρα λιμένα", "γέφυρα πόλης", "el", Comparison(Difference.OTHER_WORD, ("λιμένα",), ("πόλης",))),
        ("most", "most zwodzony", "pl", Comparison(Difference.EXTENSION, (), ("zwodzony",))),
        ("duży most", "mała kładka", "pl", Comparison(Difference.OTHER, ("duży", "most"), ("mała", "kładka"))),
    ],
)
def test_kinds(first: str, second: str, language: str, expected: Comparison) -> None:
    """Each kind of difference, with the words that make it."""
    assert compare_terms(first, second, language) == expected


def test_known_forms_are_inflection() -> None:
    """What letters can't tell, the forms of the first term do: "ludzie" is the plural of "człowiek"."""
    assert compare_terms("człowiek", "ludzie", "pl").difference is Difference.OTHER_WORD
    assert compare_terms("człowiek", "ludzie", "pl", ["Ludzie"]) == Comparison(Difference.INFLECTION)


def test_minor_differences() -> None:
    """One term written in two ways is told from two terms."""
    minor = [kind for kind in Difference if kind.is_minor]
    assert minor == [Difference.CAPITALS, Difference.SPELLING, Difference.INFLECTION]


@given(_texts, _texts, st.sampled_from(["pl", "ru", "ar", "el"]))
def test_the_kind_is_the_same_from_both_sides(first: str, second: str, language: str) -> None:
    """The words change sides, the kind stays."""
    one, other = compare_terms(first, second, language), compare_terms(second, first, language)
    assert one.difference is other.difference
    assert sorted((one.first, one.second)) == sorted((other.first, other.second))
