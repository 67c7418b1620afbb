"""The table of checks: codes, severities, choosing."""

import pytest

from glossary.errors import UsageError
from glossary.rules import Check, Severity, find_check, select_checks


def test_every_check_has_a_number_of_its_own() -> None:
    """Numbers rise, and aren't shared between an error and a warning."""
    codes = [check.value.code for check in Check]
    numbers = [int(code[1:]) for code in codes]
    assert numbers == sorted(set(numbers))
    assert {code[0] for code in codes} == {"E", "W"}


def test_the_first_letter_is_the_severity() -> None:
    """E is an error, W a warning."""
    assert find_check("E101").value.severity is Severity.ERROR
    assert find_check("W106").value.severity is Severity.WARNING


def test_a_check_is_found_in_any_case() -> None:
    """Codes are typed by hand."""
    assert find_check(" e203 ") is Check.LOOKALIKE_LETTER
    with pytest.raises(UsageError, match="no check 'E999'; choose among E101, E102"):
        find_check("E999")


def test_checks_are_chosen_by_the_beginnings_of_codes() -> None:
    """Nothing chosen means all; what is ignored wins."""
    assert select_checks() == frozenset(Check)
    assert select_checks(["E10"], ["E101", "e104"]) == {Check.NO_TERM, Check.EMPTY_TERM, Check.REPEATED_LANGUAGE}
    assert select_checks(["E101", "E101"], ["E"]) == frozenset()
    assert {check.value.code[0] for check in select_checks([], ["W"])} == {"E"}


@pytest.mark.parametrize("beginning", ["", "X", "E9", "E1010"])
def test_a_beginning_of_no_code_is_refused(beginning: str) -> None:
    """A typing error must not switch all checks off."""
    with pytest.raises(UsageError, match=f"no check begins with '{beginning}'"):
        select_checks([beginning])
    with pytest.raises(UsageError, match=f"no check begins with '{beginning}'"):
        select_checks([], [beginning])
