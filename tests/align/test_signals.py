"""Which pairs of terms are looked at, and what is measured of them."""

import numpy as np
import pytest

from align.lexicon import Lexicon
from align.signals import LIMIT, MANY, SIGNALS, Candidates, find_candidates, find_neighbours
from align.spaces import make_spaces
from align.variants import TermGroup
from tests.align.factories import make_group
from tests.align.fakes import CALIBRATION
from tests.align.meanings import Meanings

FILLERS = [(f"słowo{n}", f"слово{n}") for n in range(30)]
ENCODER = Meanings(
    ("rada", "совет"),
    ("miasta", "города"),
    ("banku", "банка"),
    ("nowa", "новый"),
    ("plan", "план"),
    ("zamek",),
    ("замок",),
    ("Ormoz".lower(),),
    ("Ормож".lower(),),
    ("Kiruna".lower(), "Кемь".lower()),
    ("14",),
    ("15",),
    *FILLERS,
)


def _find(polish: list[TermGroup], russian: list[TermGroup]) -> dict[tuple[str, str], dict[str, float]]:
    """Return the signals of every candidate pair by their texts."""
    spaces = make_spaces([*polish, *russian], ENCODER, CALIBRATION)
    lexicon = Lexicon(spaces["pl"], spaces["ru"], CALIBRATION)
    near = find_neighbours(spaces["pl"], spaces["ru"], CALIBRATION)
    found = find_candidates(near, lexicon)
    return {
        (polish[i].texts[0], russian[j].texts[0]): dict(zip(SIGNALS, row.tolist(), strict=True))
        for i, j, row in zip(found.i, found.j, found.measure(lexicon), strict=True)
    }


def _groups(language: str, *texts: str, fill: int = 0) -> list[TermGroup]:
    fillers = [pair[language == "ru"] for pair in FILLERS[:fill]]
    return [make_group(language, text) for text in (*texts, *fillers)]


def test_terms_are_candidates_by_their_words() -> None:
    """A pair whose words all answer each other is looked at even where ten others are nearer by vectors."""
    polish = _groups("pl", "rada miasta", *(f"rada miasta słowo{n}" for n in range(15)))
    russian = _groups("ru", "совет города", *(f"совет города слово{n}" for n in range(15)))
    found = _find(polish, russian)
    assert ("rada miasta", "совет города") in found
    assert found["rada miasta", "совет города"]["gap"] > 0.9
    assert all(signals["length"] == abs(len(a.split()) - len(b.split())) for (a, b), signals in found.items())


def test_a_longer_term_has_a_gap() -> None:
    """Every content word needs its counterpart."""
    found = _find(_groups("pl", "rada miasta", "plan", fill=4), _groups("ru", "совет", "совет города", "план", fill=4))
    whole, part = found["rada miasta", "совет города"], found["rada miasta", "совет"]
    assert part["gap"] < 0.2
    assert whole["gap"] > 0.9
    assert part["coverage"] < whole["coverage"]
    assert (whole["length"], part["length"]) == (0.0, 1.0)


def test_the_margin_is_the_lead_over_rivals() -> None:
    """The nearest of both is ahead, what is behind another has a margin below zero, and no signal has no bounds."""
    found = _find(_groups("pl", "plan", "rada", fill=6), _groups("ru", "план", "совет", fill=6))
    assert found["plan", "план"]["margin"] > 0
    assert found["plan", "совет"]["margin"] < 0
    assert max(abs(signals["meaning"]) for signals in found.values()) == LIMIT
    assert found["plan", "план"]["meaning"] == LIMIT


def test_names_are_candidates_by_sound_and_never_beside_terms() -> None:
    """Names that sound alike meet though their vectors are far; a name and a common noun never do."""
    polish = [
        make_group("pl", "Ormoz", name=True),
        make_group("pl", "Kiruna", name=True),
        *_groups("pl", "zamek", fill=20),
    ]
    russian = [
        make_group("ru", "Ормож", name=True),
        make_group("ru", "Кемь", name=True),
        *_groups("ru", "замок", fill=20),
    ]
    found = _find(polish, russian)
    names = {"Ormoz", "Kiruna", "Ормож", "Кемь"}
    assert found["Ormoz", "Ормож"]["sound"] > 0.5
    assert found["Kiruna", "Кемь"]["sound"] < 0.1
    assert all((a in names) == (b in names) for a, b in found)
    assert found["zamek", "замок"]["sound"] == 0.0


def test_terms_with_different_numbers_are_no_candidates() -> None:
    """The fourteenth is not the fifteenth; a number on one side only is a signal."""
    found = _find(_groups("pl", "plan 14", "plan"), _groups("ru", "план 14", "план 15", "план"))
    assert found["plan 14", "план 14"]["numbers"] == 0.0
    assert ("plan 14", "план 15") not in found
    assert found["plan", "план 15"]["numbers"] == 1.0
    assert found["plan", "план"]["numbers"] == 0.0


def test_the_profile_is_in_octaves() -> None:
    """A term four times as frequent among the others as its counterpart differs by two octaves."""
    polish = [make_group("pl", "plan", frequency=4), make_group("pl", "rada", frequency=4)]
    russian = [make_group("ru", "план", frequency=1), make_group("ru", "совет", frequency=7)]
    assert _find(polish, russian)["plan", "план"]["profile"] == pytest.approx(2.0)


def test_termhood_is_compared_by_rank() -> None:
    """The best term of four and the worst of two differ by half of all ranks; equal terms share theirs."""
    polish = [make_group("pl", text, frequency=n) for text, n in (("plan", 9), ("rada", 2), ("miasta", 2), ("nowa", 1))]
    russian = [make_group("ru", "план", frequency=1), make_group("ru", "совет", frequency=7)]
    found = _find(polish, russian)
    assert found["plan", "план"]["termhood"] == pytest.approx(0.5)
    assert found["rada", "совет"]["termhood"] == pytest.approx(1 - 2.5 / 4)


def test_a_word_that_stands_twice_needs_two_answers() -> None:
    """Terms with a repeated word are candidates by their words, too."""
    polish, russian = _groups("pl", "plan plan rada", fill=30), _groups("ru", "план план совет", fill=30)
    assert ("plan plan rada", "план план совет") in _find(polish, russian)


def test_words_and_names_are_told_from_phrases() -> None:
    """Single words and names have models of their own."""
    polish = [make_group("pl", "Ormoz", name=True), *_groups("pl", "plan", "rada miasta")]
    russian = [make_group("ru", "Ормож", name=True), *_groups("ru", "план", "совет города")]
    spaces = make_spaces([*polish, *russian], ENCODER, CALIBRATION)
    lexicon = Lexicon(spaces["pl"], spaces["ru"], CALIBRATION)
    found: Candidates = find_candidates(find_neighbours(spaces["pl"], spaces["ru"], CALIBRATION), lexicon)
    kinds = {
        (int(i), int(j)): kind for i, j, *kind in zip(found.i, found.j, found.are_names, found.are_words, strict=True)
    }
    assert kinds == {
        (0, 0): [True, False],
        (1, 1): [False, True],
        (1, 2): [False, False],
        (2, 1): [False, False],
        (2, 2): [False, False],
    }


def test_spaces_without_terms_have_no_candidates() -> None:
    """A language whose terms are all of another sort gives nothing, and no error."""
    assert _find(_groups("pl", "plan"), [make_group("ru", "Кемь", name=True)]) == {}
    assert np.array(list(_find(_groups("pl", "plan"), _groups("ru", "план")))).tolist() == [["plan", "план"]]


def test_few_terms_are_a_signal() -> None:
    """It counts the octaves that the smaller language lacks; from many terms on it is none."""
    small = _find(_groups("pl", "plan", "rada"), _groups("ru", "план", "совет", fill=14))
    assert {signals["few"] for signals in small.values()} == {8.0}
    assert MANY == 2 * 2**8
