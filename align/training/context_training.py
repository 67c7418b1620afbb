"""How the transformer learns: terms and phrases by ranking, and long texts, lest it forget sentences.

The embeddings and the lowest layers stand still: they hold more words than the pairs do, and the embeddings stay
exactly what their 4-bit blocks say.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from align.training.guide import Vectors
from align.training.learning import Plan, Run
from align.training.losses import find_false_negatives, keep_near, rank_symmetrically
from align.training.pairs import BatchSource, Pairs, Rows, check_usable, join_phrases
from align.training.tokens import Tokens, move_to, pad_texts

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
_PHRASE_WORDS = 6


def check_pairs(pairs: Pairs) -> None:
    """Raise InputError where the pairs lack what the batches of `ContextTraining` are drawn from."""
    is_short, is_long = _sort_pairs(pairs)
    check_usable(is_short, f"terms of at most {_TERM_LENGTH} characters nor phrases of at most {_PHRASE_WORDS} words")
    check_usable(is_long, f"phrases of more than {_PHRASE_WORDS} words")


def _sort_pairs(pairs: Pairs) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which pairs are terms or short phrases, and which are long phrases."""
    longest = pairs.lengths()[pairs.rows].max(axis=1)
    words = np.array([text.count(" ") + 1 for text in pairs.texts])[pairs.rows].max(axis=1)
    is_phrase = (longest <= _PHRASE_LENGTH) & (words <= _PHRASE_WORDS)
    is_short = np.where(pairs.is_dictionary, longest <= _TERM_LENGTH, is_phrase)
    return is_short, ~pairs.is_dictionary & (words > _PHRASE_WORDS)


class ContextTraining:
    """Trains a transformer; `base` is an untouched copy of it, and `tokens` are the tokens of the texts of `pairs`."""

    def __init__(
        self, model: "BertModel", base: "BertModel", tokenizer: "Tokenizer", pairs: Pairs, guide: Vectors, plan: Plan
    ) -> None:
        self._model, self._base, self._tokenizer = model, base.eval(), tokenizer
        self._pairs, self._guide, self._plan = pairs, guide, plan
        self._tokens = Tokens(tokenizer, pairs.texts, MAX_TOKENS)

    def _start_draws(self, step: int) -> None:
        """Draw other batches than those before this step; (seed, 0) draws what the seed alone does."""
        is_short, is_long = _sort_pairs(self._pairs)
        seed, size = (self._plan.seed, step), self._plan.batch
        source = BatchSource(self._pairs, is_short, self._pairs.lengths(), seed)
        self._terms = source.draw(size, 1.0, is_family=False)
        self._phrases = source.draw(size, 0.0, is_family=False)
        self._long = join_phrases(self._pairs, is_long, _LONG_TEXTS, seed)

    def run(self, checkpoint: Path, digest: str = "") -> None:
        """Do the steps of the plan that the checkpoint, if it has this digest, has not done yet."""
        _freeze(self._model)
        optimiser = torch.optim.AdamW(
            [parameter for parameter in self._model.parameters() if parameter.requires_grad],
            lr=self._plan.rate,
            weight_decay=0.01,
        )
        run = Run(self._plan, self._model, [optimiser], checkpoint, digest)
        self._start_draws(run.step)
        run.go(self._loss_of)

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
    ids, mask = move_to(model, *batch)
    with torch.autocast(ids.device.type, torch.bfloat16):
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
