"""Variants of one term in one language meet in one group."""

import pytest

from align import variants
from align.variants import group_variants
from tests.align.factories import make_candidate


class _Stems:
    """A language whose stems are the first four letters."""

    @staticmethod
    def stem(lemma: str) -> str:
        return lemma[:4]


@pytest.fixture(autouse=True)
def _short_stems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variants, "get_language", lambda _tag: _Stems())


def test_word_order_is_a_variant() -> None:
    """The same words in another order are one group, the more frequent order first."""
    (group,) = group_variants(
        [make_candidate("pl", "masowa mobilizacja", 2, head=1), make_candidate("pl", "mobilizacja masowa", 5)]
    )
    assert group.texts == ("mobilizacja masowa", "masowa mobilizacja")
    assert group.frequency == 7


def test_adjective_and_genitive_of_one_root_are_variants() -> None:
    """комитет партии and партийный комитет differ in word class and order only."""
    (group,) = group_variants(
        [make_candidate("ru", "комитет партии", 3), make_candidate("ru", "партийный комитет", 1, head=1)]
    )
    assert group.texts == ("комитет партии", "партийный комитет")


def test_compound_adjective_is_taken_apart() -> None:
    """A hyphenated adjective has the roots of its parts."""
    groups = group_variants(
        [
            make_candidate("ru", "массово-мобилизационная работа", 1, head=1),
            make_candidate("ru", "работа мобилизации масс", 4),
        ]
    )
    assert [group.texts for group in groups] == [("работа мобилизации масс", "массово-мобилизационная работа")]


def test_another_head_is_another_term() -> None:
    """Heads are compared by lemma, not by root: the leader is not the leadership."""
    groups = group_variants([make_candidate("ru", "руководитель партии"), make_candidate("ru", "руководство партии")])
    assert len(groups) == 2


def test_names_are_variants_when_only_spaces_and_case_differ() -> None:
    """A name written as one word or as two is one name."""
    (group,) = group_variants(
        [make_candidate("ru", "Ха Тинь", 1, name=True), make_candidate("ru", "Хатинь", 3, name=True)]
    )
    assert group.texts == ("Хатинь", "Ха Тинь")


def test_languages_are_never_mixed() -> None:
    """Equal strings of two languages stay two groups."""
    assert len(group_variants([make_candidate("ru", "план"), make_candidate("pl", "план")])) == 2
