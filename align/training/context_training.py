"""How the transformer learns: terms and phrases by ranking, and long texts, lest it forget sentences.

The embeddings and the lowest layers stand still: they hold more words than the pairs do, and the embeddings stay
exactly what their 4-bit blocks say.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from align.training.guide import Vectors
from align.training.learning import Plan, Run
from align.training.losses import find_false_negatives, keep_near, rank_symmetrically
from align.training.pairs import BatchSource, Pairs, Rows, join_phrases
from align.training.tokens import Tokens, pad_texts

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertModel

FROZEN_LAYERS = 3
MAX_TOKENS = 64
_TERMS, _PHRASES = 0.5, 0.32
"""The shares of the batches that hold dictionary entries and short phrases; the others hold long texts."""
_LONG_TEXTS = 48
"""The long texts of a batch: they have about as many tokens together as the short ones of another."""
_TERM_LENGTH, _PHRASE_LENGTH = 48, 60


class ContextTraining:
    """Trains a transformer; `base` is an untouched copy of it, and `tokens` are the tokens of the texts of `pairs`."""

    def __init__(
        self, model: "BertModel", base: "BertModel", tokenizer: "Tokenizer", pairs: Pairs, guide: Vectors, plan: Plan
    ) -> None:
        self._model, self._base, self._tokenizer = model, base.eval(), tokenizer
        self._pairs, self._guide, self._plan = pairs, guide, plan
        self._tokens = Tokens(tokenizer, pairs.texts, MAX_TOKENS)
        lengths = pairs.lengths()
        longest = lengths[pairs.rows].max(axis=1)
        words = np.array([text.count(" ") + 1 for text in pairs.texts])[pairs.rows].max(axis=1)
        is_short = np.where(pairs.is_dictionary, longest <= _TERM_LENGTH, (longest <= _PHRASE_LENGTH) & (words <= 6))
        source = BatchSource(pairs, is_short, lengths, plan.seed)
        self._terms = source.draw(plan.batch, 1.0, is_family=False)
        self._phrases = source.draw(plan.batch, 0.0, is_family=False)
        self._long = join_phrases(pairs, ~pairs.is_dictionary & (words > 6), _LONG_TEXTS, plan.seed)

    def run(self, checkpoint: Path) -> None:
        """Do the steps of the plan that the checkpoint has not done yet."""
        _freeze(self._model)
        optimiser = torch.optim.AdamW(
            [parameter for parameter in self._model.parameters() if parameter.requires_grad],
            lr=self._plan.rate,
            weight_decay=0.01,
        )
        Run(self._plan, self._model, [optimiser], checkpoint).go(self._loss_of)

    def _loss_of(self, step: int) -> torch.Tensor:
        chance = np.random.default_rng((self._plan.seed, step)).random()
        if chance < _TERMS:
            return self._rank_short(next(self._terms))
        return self._rank_short(next(self._phrases)) if chance < _TERMS + _PHRASES else self._rank_long()

    def _rank_short(self, rows: Rows) -> torch.Tensor:
        one, other = rows.T
        excluded = find_false_negatives(self._guide[one], self._guide[other], self._plan.alike)
        vectors = [encode(self._model, self._tokens.pad(side)) for side in (one, other)]
        return rank_symmetrically(vectors[0], vectors[1], self._plan.scale, excluded)

    def _rank_long(self) -> torch.Tensor:
        """Rank long texts, whose vectors are drawn to those of the untouched model as well."""
        batches = [pad_texts(self._tokenizer, side, MAX_TOKENS) for side in next(self._long)]
        vectors = [encode(self._model, batch) for batch in batches]
        with torch.no_grad():
            wanted = [encode(self._base, batch) for batch in batches]
        near = keep_near(vectors[0], wanted[0]) + keep_near(vectors[1], wanted[1])
        nothing = torch.zeros(len(vectors[0]), len(vectors[0]), dtype=torch.bool)
        return rank_symmetrically(vectors[0], vectors[1], self._plan.scale, nothing) + self._plan.nearness * near


def encode(model: "BertModel", batch: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Return unit vectors (n, 384): the mean of the tokens of ids and mask (n, t)."""
    ids, mask = batch
    with torch.autocast("cpu", torch.bfloat16):
        states = model(input_ids=ids, attention_mask=mask).last_hidden_state
    real = mask.unsqueeze(-1)
    return functional.normalize((states.float() * real).sum(1) / real.sum(1), dim=-1)


def _freeze(model: "BertModel") -> None:
    """Leave the embeddings and the lowest layers out of learning, and switch dropout off."""
    model.embeddings.requires_grad_(False)
    for layer in model.encoder.layer[:FROZEN_LAYERS]:
        layer.requires_grad_(False)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
