"""Cursors come back as they were given, and no others are taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cursors import read_cursor, write_cursor
from glossary.errors import UsageError

_values = st.text() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.none()


@given(st.lists(_values, max_size=4))
def test_a_cursor_holds_its_values(values: list[str | float | None]) -> None:
    """Of the types that they had."""
    found = read_cursor(write_cursor(*values), tuple(None if value is None else type(value) for value in values))
    assert found == values


@given(st.text(max_size=20))
def test_other_texts_are_none(text: str) -> None:
    """Whatever they are, the fault is one of usage."""
    with pytest.raises(UsageError, match="is none of ours"):
        read_cursor(text, (str, int, float))


@pytest.mark.parametrize("values", [(1, "a"), ("a",), ("a", True), ("a", 1.0), ("a", 1, 1)])
def test_values_of_other_types_are_none(values: tuple[str | float, ...]) -> None:
    """Nor is another number of them."""
    with pytest.raises(UsageError, match="is none of ours"):
        read_cursor(write_cursor(*values), (str, int))
