"""The ablation holds a signal at what it usually is among links, and leaves the others as they are."""

import pytest

from align.pairs import score_pairs
from align.signals import SIGNALS
from align.spaces import make_spaces
from benchmarks.ablation import hold
from tests.align.factories import make_group
from tests.align.fakes import CALIBRATION
from tests.align.meanings import MODELS, Meanings

ENCODER = Meanings(("rzeka", "река"), ("plan", "план"), ("las", "лес"), ("most",), ("гора",))


def test_a_signal_is_held_at_its_mean_over_links() -> None:
    """Its weight is gone, and the bias has what it usually gave to accepted links of that kind."""
    groups = [make_group("pl", text) for text in ("rzeka", "plan", "las", "most")]
    groups += [make_group("ru", text) for text in ("река", "план", "лес", "гора")]
    spaces = make_spaces(groups, ENCODER, CALIBRATION)
    scored = score_pairs(spaces, CALIBRATION, MODELS)
    (pair,) = scored
    accepted = pair.signals[pair.scores >= 0.5]
    assert len(accepted) >= 3
    held = hold(MODELS, ["gap"], scored)
    gap = float(accepted[:, SIGNALS.index("gap")].mean())
    assert held.word.weights == {}
    assert held.word.bias == pytest.approx(MODELS.word.bias + 8.0 * gap)
    assert held.phrase.weights == {"numbers": -9.0}
    assert held.phrase.bias == MODELS.phrase.bias  # no phrase was linked
    assert hold(MODELS, ["context"], scored) == MODELS
