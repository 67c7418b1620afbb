"""Fit the models of links: what the signals of a pair of terms are worth, and what probability that makes.

The corpora are made of translated catalogues (align.training.catalogues). Every fourth subject takes no part in the fit
of the weights between languages; on those, what rivals and third languages count for is chosen, and the last curve is
fitted. The two models of synonyms are fitted on all subjects, as there are few synonyms: no figure of this fit is an
unbiased one, which is what benchmarks on other texts are for.

    python -m align.training.links PAIRS.tsv.gz align/link_models.json
"""

import argparse
import itertools
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from align.calibration import Calibration, read_calibration, to_probability
from align.encoder import Encoder, get_encoder
from align.index import Scores
from align.linkmodel import LinkModel, LinkModels
from align.pairs import ScoredPairs, score_pairs
from align.signals import SIGNALS
from align.spaces import Space, make_spaces
from align.synonyms import SYNONYM_SIGNALS, find_synonym_candidates
from align.training.catalogues import NAME_SUBJECTS, SIZES, SUBJECTS, Catalogues, Corpus
from align.vectors import CachedEncoder
from glossary.files import replace_file

WORD: Final = ("meaning", "margin", "gap", "context", "profile", "termhood", "few")
PHRASE: Final = (
    *("meaning", "margin", "coverage", "gap", "head", "length", "numbers", "context", "profile", "termhood", "few"),
)
NAME: Final = ("sound",)
"""Which signals each model sees. A word's coverage and gap are one; of a name that nobody knows only the sound tells:
persons stand in any company, mostly once."""
AGAINST: Final = frozenset({"length", "numbers", "profile", "termhood", "few"})
"""The signals that speak against a link; all others speak for it."""
WORD_SYNONYM: Final = ("term", "pivot")
PHRASE_SYNONYM: Final = ("term", "word", "pivot")
START: Final = LinkModels(
    word=LinkModel(-1.0, {"meaning": 0.3, "margin": 0.3, "gap": 1.5}),
    phrase=LinkModel(-1.0, {"meaning": 0.4, "margin": 0.9, "coverage": 0.4, "gap": 2.3, "head": 0.6, "length": -0.5}),
    name=LinkModel(-4.0, {"sound": 5.0}),
    word_synonym=LinkModel(-6.0, {"word": 6.0, "pivot": 2.0}),
    phrase_synonym=LinkModel(-6.0, {"word": 6.0, "pivot": 2.0}),
    rival_weight=0.3,
    triangle_gain=0.5,
    scale=1.0,
    shift=0.0,
)
"""What the first scores are made with, from which the lexicon learns while the signals are measured."""
ROUNDS: Final = 2
"""How often the weights are fitted: the second time to signals that the lexicon of the first models has part in."""
RIVAL_WEIGHTS: Final = (0.1, 0.3, 0.6)
TRIANGLE_GAINS: Final = (0.3, 0.5, 0.7)
"""The values of `LinkModels.rival_weight` and `triangle_gain` that are tried."""
HELD_OUT: Final = 4
"""Every so many-th subject is held out."""
REGULARITY: Final = 10.0
"""The variance of the Gaussian prior of each weight."""

_logger = logging.getLogger(__name__)

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pairs of which is known whether they are equivalent: signals (n, s), scores (n,) and the truth (n,)."""

    signals: Scores
    scores: Scores
    is_same: Flags
    are_words: Flags
    are_names: Flags


@dataclass(frozen=True, slots=True)
class Subject:
    """A corpus in the encoder's space."""

    corpus: Corpus
    spaces: dict[str, Space]

    def label(self, pair: ScoredPairs) -> Labelled:
        """Return the pairs of which both terms have a known sense."""
        c = pair.candidates
        one = [self.corpus.senses[group.id] for group in pair.source.groups]
        other = [self.corpus.senses[group.id] for group in pair.target.groups]
        known = np.array([bool(one[i] and other[j]) for i, j in zip(c.i, c.j, strict=True)], bool)
        same = np.array([bool(one[i] & other[j]) for i, j in zip(c.i, c.j, strict=True)], bool)
        return Labelled(pair.signals[known], pair.scores[known], same[known], c.are_words[known], c.are_names[known])


def fit_links(pairs: Path, encoder: Encoder, calibration: Calibration) -> tuple[LinkModels, dict[str, Any]]:
    """Return the models fitted on a file of pairs, and the facts about the fit that are kept beside them."""
    catalogues = Catalogues(pairs)
    # Of every subject a corpus of each size; a subject that is held out is so in all sizes.
    subjects = [
        prepare(catalogues.make_corpus(name, n, size), encoder, calibration)
        for size in SIZES
        for n, name in enumerate(SUBJECTS)
    ]
    names = [prepare(catalogues.make_corpus(name, n), encoder, calibration) for n, name in enumerate(NAME_SUBJECTS)]
    return fit_subjects(subjects, names, calibration)


def fit_subjects(
    subjects: Sequence[Subject], names: Sequence[Subject], calibration: Calibration
) -> tuple[LinkModels, dict[str, Any]]:
    """Return the models fitted on some subjects, that of names on others, and the facts about the fit."""
    names_of_subjects = sorted({subject.corpus.name for subject in subjects})
    tests = set(names_of_subjects[::HELD_OUT])
    taught = [subject for subject in subjects if subject.corpus.name not in tests]
    held_out = [subject for subject in subjects if subject.corpus.name in tests]
    models = START
    for _ in range(ROUNDS):
        models = _fit_weights(taught, names, models, calibration)
        _logger.info("weights: %s", models)
    models = _choose_competition(held_out, models, calibration)
    found = [score_pairs(subject.spaces, calibration, models) for subject in subjects]
    models = _fit_synonyms(subjects, found, models, calibration)
    labelled = _join(s.label(p) for s in held_out for p in score_pairs(s.spaces, calibration, models))
    models = _fit_curve(labelled, models)
    final = _join(s.label(p) for s in held_out for p in score_pairs(s.spaces, calibration, models))
    facts = {
        "subjects": names_of_subjects,
        "held_out": sorted(tests),
        "pairs": len(final.is_same),
        "equivalent": int(final.is_same.sum()),
        "log_loss": round(_log_loss(final.scores, final.is_same), 5),
    }
    return models, facts


def prepare(corpus: Corpus, encoder: Encoder, calibration: Calibration) -> Subject:
    """Return a corpus in the encoder's space."""
    _logger.info("%s: %s terms", corpus.name, len(corpus.groups))
    return Subject(corpus, make_spaces(corpus.groups, encoder, calibration))


def _fit_weights(
    subjects: Sequence[Subject], names: Sequence[Subject], models: LinkModels, calibration: Calibration
) -> LinkModels:
    found = _join(s.label(p) for s in subjects for p in score_pairs(s.spaces, calibration, models))
    named = _join(s.label(p) for s in names for p in score_pairs(s.spaces, calibration, models))
    are_phrases = ~found.are_words & ~found.are_names
    return replace(
        models,
        word=fit(found.signals, found.is_same, found.are_words, SIGNALS, WORD),
        phrase=fit(found.signals, found.is_same, are_phrases, SIGNALS, PHRASE),
        name=fit(named.signals, named.is_same, named.are_names, SIGNALS, NAME),
    )


def fit(signals: Scores, is_same: Flags, rows: Flags, names: Sequence[str], used: Sequence[str]) -> LinkModel:
    """Return the logistic model of the signals that are used, fitted to some rows by maximum likelihood.

    Each signal keeps the sign that it has by its meaning: with collinear signals, a free fit would let one of them
    count the wrong way, and be the worse on other texts.
    """
    seen = signals[rows][:, [names.index(name) for name in used]]
    truth = np.where(is_same[rows], 1.0, -1.0)

    def lose(weights: Scores) -> tuple[float, Scores]:
        margins = truth * (weights[0] + seen @ weights[1:])
        pull = -truth * to_probability(-margins)
        loss = np.logaddexp(0.0, -margins).sum() + (weights[1:] ** 2).sum() / (2 * REGULARITY)
        slope = np.concatenate([[pull.sum()], seen.T @ pull + weights[1:] / REGULARITY])
        return float(loss), slope

    bounds = [(None, None), *((None, 0.0) if name in AGAINST else (0.0, None) for name in used)]
    found = minimize(lose, np.zeros(len(used) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = {name: round(float(weight), 4) for name, weight in zip(used, found[1:], strict=True)}
    return LinkModel(round(float(found[0]), 4), weights)


def _choose_competition(subjects: Sequence[Subject], models: LinkModels, calibration: Calibration) -> LinkModels:
    """Return the models with what rivals and a third language count for, by the log-loss of the scores."""
    best, least = models, np.inf
    for weight, gain in itertools.product(RIVAL_WEIGHTS, TRIANGLE_GAINS):
        tried = replace(models, rival_weight=weight, triangle_gain=gain)
        found = _join(s.label(p) for s in subjects for p in score_pairs(s.spaces, calibration, tried))
        loss = _log_loss(found.scores, found.is_same)
        _logger.info("rivals %s, triangle %s: log-loss %.5f", weight, gain, loss)
        if loss < least:
            best, least = tried, loss
    return best


def _fit_synonyms(
    subjects: Sequence[Subject], found: Sequence[Sequence[ScoredPairs]], models: LinkModels, calibration: Calibration
) -> LinkModels:
    signals, is_same, are_phrases = [], [], []
    for subject, pairs in zip(subjects, found, strict=True):
        for space in subject.spaces.values():
            candidates = find_synonym_candidates(space, pairs, calibration)
            senses = [subject.corpus.senses[group.id] for group in space.groups]
            known = [
                n for n, (i, j) in enumerate(zip(candidates.i, candidates.j, strict=True)) if senses[i] and senses[j]
            ]
            signals.append(candidates.signals[known])
            are_phrases.append(candidates.are_phrases[known])
            is_same += [bool(senses[candidates.i[n]] & senses[candidates.j[n]]) for n in known]
    rows, truth, phrases = np.concatenate(signals), np.array(is_same, bool), np.concatenate(are_phrases)
    _logger.info("inside languages: %s pairs, %s synonyms, %s of phrases", len(rows), truth.sum(), truth[phrases].sum())
    return replace(
        models,
        word_synonym=fit(rows, truth, ~phrases, SYNONYM_SIGNALS, WORD_SYNONYM),
        phrase_synonym=fit(rows, truth, phrases, SYNONYM_SIGNALS, PHRASE_SYNONYM),
    )


def _fit_curve(found: Labelled, models: LinkModels) -> LinkModels:
    """Return the models with the curve of Platt 1999 that makes probabilities of the scores."""
    clipped = np.clip(found.scores, 1e-6, 1 - 1e-6)
    curve = fit(
        np.log(clipped / (1 - clipped))[:, None], found.is_same, np.ones(len(clipped), bool), ("odds",), ("odds",)
    )
    return replace(models, scale=curve.weights["odds"], shift=curve.bias)


def _log_loss(scores: Scores, is_same: Flags) -> float:
    right = np.clip(np.where(is_same, scores, 1 - scores), 1e-6, 1)
    return float(-np.log(right).mean())


def _join(found: Iterable[Labelled]) -> Labelled:
    parts = list(found)
    return Labelled(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("signals", "scores", "is_same", "are_words", "are_names")
        )
    )


def main() -> None:
    """Fit the models and write them."""
    parser = argparse.ArgumentParser(prog="python -m align.training.links", description=__doc__)
    parser.add_argument("pairs", type=Path, help="pairs: language, text, language, text, source; .tsv or .tsv.gz")
    parser.add_argument("output", type=Path, help="the file of the models; what stands there is replaced")
    parser.add_argument("--cache", type=Path, default=Path("build/cache"), help="where vectors are kept")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    encoder = get_encoder(None)
    models, facts = fit_links(options.pairs, CachedEncoder(encoder, options.cache), read_calibration(encoder))
    text = json.dumps({**models.describe(), "fit": facts}, indent=1) + "\n"
    replace_file(options.output, lambda stream: stream.write(text.encode()))


if __name__ == "__main__":
    main()
