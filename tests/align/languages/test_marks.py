"""The numbers of documents are found as they are written."""

import pytest

from align.languages.marks import find_codes
from align.languages.tokens import join_tokens, tokenize


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("Указ № 12 подписан", ["№ 12"]),
        ("uchwała nr. 7/2020 rady", ["nr. 7/2020"]),
        ("ustawa nr 10-AB/CD i nr 11", ["nr 10-AB/CD", "nr 11"]),
        ("Decree 40-NĐ/TW came", ["40-NĐ/TW"]),
        ("Luật 10/2022/QH15 có hiệu lực", ["10/2022/QH15"]),
        ("см. 10/AB/ и далее", ["10/AB"]),
        ("Regulation 679/2016 applies", ["679/2016"]),
        ("Закон 44.", ["44"]),
        ("Закон 44 принят", []),
        ("plan 5%", []),
        ("plan 1234567.", []),
        ("в 14-го дня", []),
        ("№ без номера", []),
        ("№", []),
        ("", []),
    ],
)
def test_finds_the_numbers_of_documents(sentence: str, codes: list[str]) -> None:
    """A sign or letters make a number one of a document; bare digits may be one where nothing is counted by them."""
    tokens = tokenize(sentence)
    found = [join_tokens(tokens[code.start : code.stop]).text for code in find_codes(tokens, frozenset({"nr"}))]
    assert found == codes


def test_tells_what_may_be_another_number() -> None:
    """Bare digits are no sure sign of a document, a code with letters is; the value is in lower case without sign."""
    marked = {code.value: code.is_marked for code in find_codes(tokenize("7. № 8, 9-A/B."), frozenset())}
    assert marked == {"7": False, "8": True, "9-a/b": True}
