"""How the word network learns: first the words of a language that the teacher doesn't know, then pairs of all."""

from collections.abc import Iterator

import numpy as np
import torch
from torch.nn import functional

from align.training.guide import Vectors
from align.training.learning import Plan, Run
from align.training.losses import find_false_negatives, keep_near, rank_symmetrically
from align.training.pairs import BatchSource, Pairs, Rows, check_usable
from align.training.tokens import Tokens, move_to
from align.training.words import WordNetwork

_LONGEST = 24
_LONGEST_IN_FAMILY = 12


def check_tokens(pairs: Pairs, tokens: Tokens) -> None:
    """Raise InputError where `learn_pairs` would find no pair short enough."""
    check_usable(_measure(pairs, tokens) <= _LONGEST_IN_FAMILY, f"pairs of at most {_LONGEST_IN_FAMILY} tokens a text")


def learn_language(network: WordNetwork, tokens: Tokens, texts: Rows, guide: Vectors, plan: Plan) -> None:
    """Learn the embeddings of a new language's pieces: its texts shall lie where their translations do.

    `texts` are the numbers of that language's texts; all else in the network stands still.
    """
    if not len(texts):
        return
    for name, parameter in network.named_parameters():
        parameter.requires_grad = name == "table.weight"
    optimiser = torch.optim.SparseAdam([network.table.weight], lr=plan.table_rate)
    batches = _batch_by_length(texts, tokens, plan)

    def loss_of(_: int) -> torch.Tensor:
        batch = next(batches)
        (wanted,) = move_to(network, torch.from_numpy(guide[batch].astype(np.float32)))
        vectors = _encode(network, tokens, batch)
        excluded = find_false_negatives(guide[batch], guide[batch], plan.alike)
        logits = (vectors @ wanted.T * plan.scale).masked_fill(excluded.to(vectors.device), -1e4)
        ranking = functional.cross_entropy(logits, torch.arange(len(batch), device=logits.device))
        return ranking + plan.nearness * keep_near(vectors, wanted)

    Run(plan, network, [optimiser]).go(loss_of)
    network.requires_grad_(True)


def learn_pairs(network: WordNetwork, tokens: Tokens, pairs: Pairs, guide: Vectors, plan: Plan) -> None:
    """Learn from pairs of all languages, without leaving the guide far behind.

    `tokens` are those of the texts and, for a plan with noise, of the same texts inflected (noise.py) behind them.
    """
    dense = [parameter for name, parameter in network.named_parameters() if name != "table.weight"]
    optimisers = [
        torch.optim.SparseAdam([network.table.weight], lr=plan.table_rate),
        torch.optim.AdamW(dense, lr=plan.rate, weight_decay=0.0),
    ]
    count = len(pairs.texts)
    lengths, longest = tokens.lengths[:count], _measure(pairs, tokens)
    plain = BatchSource(pairs, longest <= _LONGEST, lengths, plan.seed)
    families = BatchSource(pairs, longest <= _LONGEST_IN_FAMILY, lengths, plan.seed + 1)
    random = np.random.default_rng(plan.seed)
    sources = (plain.draw(plan.batch, 0.6, is_family=False), families.draw(plan.batch, 0.6, is_family=True))

    def loss_of(step: int) -> torch.Tensor:
        one, other = next(sources[step % 2]).T
        excluded = find_false_negatives(guide[one], guide[other], plan.alike)
        taken = [side + count * (random.random(len(side)) < plan.noise) for side in (one, other)]
        vectors = [_encode(network, tokens, side) for side in taken]
        wanted = move_to(network, *(torch.from_numpy(guide[side].astype(np.float32)) for side in (one, other)))
        near = keep_near(vectors[0], wanted[0]) + keep_near(vectors[1], wanted[1])
        return rank_symmetrically(vectors[0], vectors[1], plan.scale, excluded) + plan.nearness * near

    Run(plan, network, optimisers).go(loss_of)


def _measure(pairs: Pairs, tokens: Tokens) -> Rows:
    """Return the tokens of the longer text of each pair."""
    longest: Rows = tokens.lengths[pairs.rows].max(axis=1)
    return longest


def _encode(network: WordNetwork, tokens: Tokens, texts: Rows) -> torch.Tensor:
    ids, mask = move_to(network, *tokens.pad(texts))
    with torch.autocast(ids.device.type, torch.bfloat16):
        vectors: torch.Tensor = network(ids, mask)
    return vectors.float()


def _batch_by_length(texts: Rows, tokens: Tokens, plan: Plan) -> Iterator[Rows]:
    random = np.random.default_rng(plan.seed)
    while True:
        order = random.permutation(texts)
        key = tokens.lengths[order] + random.random(len(order)) * 2
        order = order[np.argsort(key, kind="stable")]
        batches = [order[start : start + plan.batch] for start in range(0, len(order), plan.batch)]
        for number in random.permutation(len(batches)).tolist():
            yield batches[number]
