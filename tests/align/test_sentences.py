"""Sentences end where they end, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.sentences import MAX_SENTENCE, split_sentences


def _split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Szkolenie odbyło się w 2023 r. dla zespołu kadr."),
        ("pl", "Woda wzrosła o 0,14 m. nad stan z 1964 r. w lipcu."),
        ("pl", "W 1956 r. Rada wybrała prof. Jana Kowalskiego i dr. A. B. Nowaka."),
        ("pl", "Na 5. Zjeździe i na XIII. Kongresie mówiono m.in. o tzw. Radzie ds. Nauki, ul. Długa 3."),
        ("pl", "Czekaliśmy... ale nikt nie przyszedł."),
        ("ru", "В 1941 г. в г. Москве жил А. С. Пушкин, т. е. тов. Иванов (см. Гл. 3)."),
        ("ru", "Хорошо выполнять задачи; Продолжать работу."),
        ("el", "Ο κ. Παπαδόπουλος και ο Κ. Μπ. Γεωργίου, βλ. Κεφ. 2, μίλησαν για π.χ. Νόμους· Όλα καλά."),
        ("ar", "قال د. محمد إن النص في ص. 15 واضح؛ وهذا كل شيء."),
    ],
)
def test_text_with_dots_inside_is_one_sentence(language: str, text: str) -> None:
    """Abbreviations, units, initials, ordinals and semicolons end no sentence."""
    assert _split(text, language) == [text]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("pl", ["Rada działa od 1964 r.", "Komitet ją nadzoruje."]),
        ("pl", ["Zgłosili kadry, organizacje itp.", "Potem wyszli."]),
        ("pl", ["„Lud jest korzeniem”.", "„Ufajmy mu!”", "(Tak powiedział.)", "Koniec…", "I tyle?"]),
        ("ru", ["Он избран в 2021 г.", "Комитет работает.", "«Да».", "— Нет!"[2:]]),
        ("el", ["Τι θα γίνει;", "Όλα πάνε καλά· το έργο συνεχίζεται.", "Τέλος."]),
        ("el", ["Τι θα γίνει\u037e", "Τίποτα κ.λπ.", "Αυτό."]),
        ("ar", ["هل حضر المندوبون؟", "نعم حضروا.", "وكان عددهم 50.", "انتهى المؤتمر."]),
    ],
)
def test_sentences_are_found(language: str, sentences: list[str]) -> None:
    """Terminal marks of all four languages end a sentence, with the quotes and brackets that close it."""
    assert _split(" ".join(sentences), language) == sentences


def test_bullet_is_no_part_of_the_sentence() -> None:
    """A dash that begins an item in running text is not read as text."""
    assert _split("أجهزة الدولة. - مواصلة تنفيذ القواعد.", "ar") == ["أجهزة الدولة.", "مواصلة تنفيذ القواعد."]


def test_a_region_tag_is_read_as_its_language() -> None:
    """`pl-PL` has the abbreviations of `pl`."""
    assert _split("Rada ds. Nauki.", "pl-PL") == ["Rada ds. Nauki."]


def test_text_without_marks_is_cut_at_a_space() -> None:
    """What is longer than a sentence can be is cut between words, and no word is lost."""
    text = "słowo " * 1000
    parts = _split(text, "pl")
    assert all(len(part) <= MAX_SENTENCE for part in parts)
    assert " ".join(parts) == text.strip()


@given(st.text(alphabet="aB1. ;!?…»(ЖжΣσم-\n", max_size=60), st.sampled_from(["pl", "ru", "el", "ar"]))
def test_no_letter_is_lost_or_said_twice(text: str, language: str) -> None:
    """The spans are in order, do not overlap, and cover every letter and digit."""
    spans = split_sentences(text, language)
    assert spans == sorted(spans)
    covered = [i for start, end in spans for i in range(start, end)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(text) if c.isalnum()} <= set(covered)
