"""Language tags: matching by RFC 4647 lookup, naming, order."""

import pytest

from api.tags import match_tag, name_language, order_tags, resolve_tag, resolve_tags
from glossary.errors import UsageError


@pytest.mark.parametrize(
    ("requested", "found"),
    [
        ("pl", "pl"),
        ("PL-pl", "pl"),
        ("sr-Latn-RS", "sr-Latn"),
        ("sr-Cyrl-RS", None),
        ("ar-u-nu-latn", "ar"),
        ("p", None),
    ],
)
def test_match_tag_falls_back_subtag_by_subtag(requested: str, found: str | None) -> None:
    """A tag means the longest known prefix of whole subtags, whatever its case."""
    assert match_tag(requested, ["ar", "pl", "sr-Latn"]) == found


def test_resolve_tag_names_the_parameter_the_value_and_the_known_ones() -> None:
    """An unknown language is refused with what may be given instead."""
    with pytest.raises(UsageError, match=r"^lang: unknown language 'xx'; choose among ar, pl$"):
        resolve_tag("xx", ["pl", "ar"], "lang")


def test_resolve_tag_cuts_a_long_value_in_its_message() -> None:
    """A value of any length makes a message of bounded length."""
    with pytest.raises(UsageError) as caught:
        resolve_tag("x" * 5000, ["pl"], "lang")
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize("value", ["", "pl_PL", "p!", "пл", "pl-"])
def test_resolve_tag_refuses_what_is_no_tag(value: str) -> None:
    """Something that is not well-formed by RFC 5646 is no known language."""
    with pytest.raises(UsageError, match="unknown language"):
        resolve_tag(value, ["pl"], "lang")


def test_resolve_tags_reads_lists_and_drops_repetitions() -> None:
    """Repeated and comma-separated values make one list, in the order given."""
    assert resolve_tags(["ru, pl-PL", "ru"], ["pl", "ru"], "target") == ("ru", "pl")


def test_order_tags_puts_right_to_left_last() -> None:
    """Columns run left to right, so the languages that do stand first."""
    assert order_tags(["ar", "ru", "el"]) == ["el", "ru", "ar"]
    assert order_tags(["ar", "ru", "el"], ["ar"]) == ["ar", "el", "ru"]


def test_name_language_knows_the_direction_of_a_regional_tag() -> None:
    """A region changes neither name nor direction."""
    assert (name_language("ar-EG").english, name_language("ar-EG").direction) == ("Arabic (EG)", "rtl")
