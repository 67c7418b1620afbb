"""The table of checks of translations: codes, severities, choosing."""

import pytest

from glossary.errors import UsageError
from glossary.findings import RULES, Check, Severity, select_checks


def test_every_check_has_a_code_of_its_own() -> None:
    """Numbers rise, and the letter is that of translations."""
    codes = [check.value.code for check in Check]
    assert [int(code[1:]) for code in codes] == sorted({int(code[1:]) for code in codes})
    assert {code[0] for code in codes} == {"T"}
    assert list(RULES) == codes


def test_severities_say_how_sure_a_finding_is() -> None:
    """What contradicts the glossary is an error; what may be meant so is not."""
    by_severity = {
        severity: {code for code, rule in RULES.items() if rule.severity is severity} for severity in Severity
    }
    assert by_severity == {
        Severity.ERROR: {"T103", "T201"},
        Severity.WARNING: {"T101", "T102", "T301"},
        Severity.INFO: {"T202", "T401"},
    }


def test_checks_are_chosen_by_the_beginnings_of_codes() -> None:
    """Nothing chosen means all; what is ignored wins."""
    assert select_checks() == frozenset(Check)
    assert select_checks(["T10"], ["t101"]) == {Check.UNTRANSLATED, Check.KEPT_TERM_CHANGED}
    assert select_checks(["T101"], ["T"]) == frozenset()


@pytest.mark.parametrize("beginning", ["", "E1", "T9", "T1010"])
def test_a_beginning_of_no_code_is_refused(beginning: str) -> None:
    """A typing error must not switch all checks off."""
    with pytest.raises(UsageError, match=f"no check begins with '{beginning}'; choose among T101, T102"):
        select_checks([beginning])
