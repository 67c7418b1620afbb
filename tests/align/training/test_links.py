"""Fitting the models of links."""

import numpy as np
import pytest

from align.linkmodel import LinkModels
from align.training import links as module
from align.training.catalogues import Corpus
from align.training.links import fit, fit_subjects, prepare
from tests.align.factories import make_group
from tests.align.fakes import CALIBRATION
from tests.align.meanings import Meanings

NAMES = ("gap", "length", "context")


def _sample(rows: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Return signals of which the first speaks for, the second against, and the third is noise; and the truth."""
    random = np.random.default_rng(5)
    signals = random.uniform(size=(rows, 3))
    odds = -1.0 + 4.0 * signals[:, 0] - 3.0 * signals[:, 1]
    return signals, random.uniform(size=rows) < 1 / (1 + np.exp(-odds))


def test_weights_are_found_again() -> None:
    """A logistic model is fitted to what it made."""
    signals, truth = _sample(40_000)
    model = fit(signals, truth, np.ones(len(truth), bool), NAMES, ("gap", "length"))
    assert model.bias == pytest.approx(-1.0, abs=0.1)
    assert model.weights == pytest.approx({"gap": 4.0, "length": -3.0}, abs=0.15)


def test_a_signal_keeps_its_sign() -> None:
    """One that would count the wrong way counts nothing."""
    signals, truth = _sample()
    signals = signals[:, [1, 0, 2]]  # now the first speaks against, and the second for
    model = fit(signals, truth, np.ones(len(truth), bool), NAMES, NAMES)
    assert model.weights["gap"] == 0.0
    assert model.weights["length"] == 0.0
    assert model.weights["context"] >= 0.0


def test_only_the_chosen_rows_count() -> None:
    """Rows of another kind have no part in the fit."""
    signals, truth = _sample()
    rows = np.arange(len(truth)) % 2 == 0
    spoilt = np.where(rows, truth, ~truth)
    one, other = (fit(signals, t, rows, NAMES, ("gap", "length")) for t in (truth, spoilt))
    assert one == other


WORDS = [(f"rzecz{n}", f"вещь{n}") for n in range(40)]
ENCODER = Meanings(*WORDS, *((f"polska{n}",) for n in range(20)), *((f"русская{n}",) for n in range(20)))


def _corpus(name: str, first: int) -> Corpus:
    """Return twenty terms that have a counterpart and ten in each language that have none."""
    polish = [make_group("pl", WORDS[n][0]) for n in range(first, first + 20)]
    russian = [make_group("ru", WORDS[n][1]) for n in range(first, first + 20)]
    alone = [make_group("pl", f"polska{n}") for n in range(10)] + [make_group("ru", f"русская{n}") for n in range(10)]
    pairs = [make_group("pl", f"rzecz{n} rzecz{n + 1}") for n in range(first, first + 9)]
    pairs += [make_group("ru", f"вещь{n} вещь{n + 1}") for n in range(first, first + 9)]
    names = [make_group("pl", WORDS[first][0], name=True), make_group("ru", WORDS[first][1], name=True)]
    names += [make_group("pl", WORDS[first + 1][0], name=True), make_group("ru", WORDS[first + 1][1], name=True)]
    groups = (*polish, *russian, *alone, *pairs, *names)
    senses = {
        g.id: frozenset({"".join(c for c in g.id if c.isdigit() or c == " ") or g.id})
        for g in (*polish, *russian, *pairs, *names)
    }
    senses |= {g.id: frozenset({g.id}) for g in alone}
    return Corpus(name, groups, senses)


def test_models_are_fitted_on_subjects(monkeypatch: pytest.MonkeyPatch) -> None:
    """What answers each other word by word is equivalent, and the fitted scores say so, near to the truth."""
    monkeypatch.setattr(module, "HELD_OUT", 2)
    subjects = [prepare(_corpus(f"s{n}", 5 * n), ENCODER, CALIBRATION) for n in range(4)]
    models, facts = fit_subjects(subjects, subjects, CALIBRATION)
    assert isinstance(models, LinkModels)
    assert models.word.weights["gap"] > 0
    assert models.phrase.weights["length"] <= 0
    assert models.rival_weight in module.RIVAL_WEIGHTS
    assert facts["equivalent"] > 0
    assert facts["log_loss"] < 0.3
