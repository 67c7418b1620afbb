"""What each signal of the alignment is worth: a glossary is built without it, and scored against a gold standard.

    python -m benchmarks.ablation seeds tests/gold/dev.json

A signal is taken away by holding it at its mean over the links that the full model accepts, so that the others keep
their meaning; rivals, the third language and the learnt lexicon are switched off. A positive loss means that the signal
helps. Differences of less than about .03 on some 150 pairs are chance.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from align.calibration import Calibration, read_calibration
from align.concepts import build_concepts
from align.documents import read_documents
from align.encoder import get_encoder
from align.evaluate import Figures, evaluate
from align.extract import reduce_all
from align.gold import Gold, read_gold
from align.languages import LANGUAGES
from align.linkmodel import LinkModel, LinkModels, get_link_models
from align.links import collect_links
from align.mentions import find_mentions
from align.pairs import LEXICON_ROUNDS, ScoredPairs, score_pairs
from align.signals import SIGNALS
from align.spaces import Space, make_spaces
from align.variants import TermGroup, group_variants
from align.vectors import CachedEncoder

ACCEPTED = 0.5
NEVER = LinkModel(-99.0, {})
_WORDS = ("coverage", "gap", "head")


@dataclass(frozen=True, slots=True)
class Workbench:
    """A corpus made ready once, to be aligned again and again."""

    groups: tuple[TermGroup, ...]
    spaces: dict[str, Space]
    calibration: Calibration
    gold: Gold

    def align(self, models: LinkModels, rounds: int = LEXICON_ROUNDS) -> tuple[list[ScoredPairs], Figures]:
        """Return the scored pairs and the figures of the glossary that some models make."""
        scored = score_pairs(self.spaces, self.calibration, models, rounds)
        links = collect_links(self.spaces, scored, models, self.calibration)
        concepts, _ = build_concepts(self.groups, links)
        return scored, evaluate(concepts, self.gold)


def prepare(corpus: Path, gold: Path, cache: Path) -> Workbench:
    """Read and extract a corpus."""
    encoder = get_encoder(None)
    calibration = read_calibration(encoder)
    mentions = [m for document in read_documents(corpus, LANGUAGES) for m in find_mentions(document)]
    groups = group_variants(reduce_all(mentions))
    spaces = make_spaces(groups, CachedEncoder(encoder, cache), calibration)
    return Workbench(tuple(groups), spaces, calibration, read_gold(gold))


def hold(models: LinkModels, signals: Sequence[str], scored: Sequence[ScoredPairs]) -> LinkModels:
    """Return the models with some signals held at their means over the accepted links of each kind."""

    def fix(model: LinkModel, choose: Callable[[ScoredPairs], np.ndarray]) -> LinkModel:
        rows = np.concatenate([p.signals[choose(p) & (p.scores >= ACCEPTED)] for p in scored])
        weights = dict(model.weights)
        bias = model.bias
        for name in signals:
            weight = weights.pop(name, 0.0)
            bias += weight * float(rows[:, SIGNALS.index(name)].mean()) if len(rows) else 0.0
        return LinkModel(bias, weights)

    return replace(
        models,
        word=fix(models.word, lambda p: p.candidates.are_words),
        phrase=fix(models.phrase, lambda p: ~p.candidates.are_words & ~p.candidates.are_names),
        name=fix(models.name, lambda p: p.candidates.are_names),
    )


def ablate(bench: Workbench, models: LinkModels) -> dict[str, Figures]:
    """Return the figures of the full models, first, and of those without each signal."""
    scored, full = bench.align(models)
    found = {"all signals": full}
    for signals in (*((name,) for name in SIGNALS if name not in _WORDS), *((name,) for name in _WORDS), _WORDS):
        found["without " + ", ".join(signals)] = bench.align(hold(models, signals, scored))[1]
    found["without rivals"] = bench.align(replace(models, rival_weight=0.0))[1]
    found["without triangle"] = bench.align(replace(models, triangle_gain=0.0))[1]
    found["without synonyms"] = bench.align(replace(models, word_synonym=NEVER, phrase_synonym=NEVER))[1]
    found["without learnt lexicon"] = bench.align(models, rounds=0)[1]
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, help="a folder of texts")
    parser.add_argument("gold", type=Path, help="a gold standard")
    parser.add_argument("--cache", type=Path, default=Path("build/cache"), help="where vectors are kept")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    found = ablate(prepare(options.corpus, options.gold, options.cache), get_link_models())
    columns = ("align_precision", "align_recall", "align_f1", "core_align_f1", "core_variant_recall")
    lines = [" " * 32 + "".join(f"{name:>20}" for name in columns)]
    for name, figures in found.items():
        lines.append(f"{name:32}" + "".join(f"{getattr(figures, column):20.3f}" for column in columns))
    sys.stdout.write("\n".join(lines) + "\n")
    if options.json:
        table = {name: {column: getattr(figures, column) for column in columns} for name, figures in found.items()}
        options.json.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
