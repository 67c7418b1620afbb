"""The recipe of the bundled encoder, step by step; every step leaves a file, and is passed over where that still holds.

It was made on two cores in about three hours. `--device cuda` uses a GPU, which was not tried.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from align.training.base import find_weights, write_model
from align.training.base import make_tokenizer as make_base_tokenizer
from align.training.context_training import ContextTraining, check_pairs
from align.training.guide import Vectors, as_tensors, encode_all, make_guide, start_table
from align.training.learning import Plan
from align.training.noise import inflect
from align.training.packing import Network, encode_context, fuse, pack_context, pack_words, write_folder
from align.training.pairs import Pairs, read_pairs
from align.training.teacher import REQUIREMENT, find_teacher, make_tokenizer, read_pieces, read_teacher
from align.training.tokens import Tokens
from align.training.vocabulary import Vocabulary, add_script, count_pieces, gather_texts, prune
from align.training.words import WordNetwork
from align.training.words_training import check_tokens, learn_language, learn_pairs
from align.training.workshop import Step, Workshop

if TYPE_CHECKING:
    from transformers import BertModel


@dataclass(frozen=True, slots=True)
class PairsRun:
    """A run of pairs for the word network.

    What it makes of the weights is averaged with what they were, `kept_share` of the new (Wortsman et al. 2022, "Robust
    fine-tuning"): a run learns its own pairs too well. `rounds` learns with the embeddings rounded to 4 bits.
    """

    name: str
    plan: Plan
    kept_share: float
    rounds: bool = True


UNKNOWN_LANGUAGE: Final = "el"
"""The language of the glossary that the teacher of the word network does not know."""
SCRIPT: Final = "GREEK"
BASE_SPECIAL, TEACHER_SPECIAL = 4, 3
LEAST_CONTEXT, LEAST_WORDS = 6, 5
"""How often a piece must occur to be kept."""
WORD_TOKENS: Final = 64
DIMENSION: Final = 512
CONTEXT_SHARE: Final = 0.5
_SAMPLE: Final = 1500
"""Texts a language from which centres, directions and ranges are measured."""

GREEK_PLAN: Final = Plan(steps=2600, batch=256, rate=0.0, table_rate=1e-2, scale=25.0, alike=0.8, nearness=4.0)
PAIRS_PLAN: Final = Plan(steps=1100, batch=512, rate=5e-4, table_rate=5e-3, scale=25.0, alike=0.9, nearness=0.7)
ROUNDED_PLAN: Final = replace(PAIRS_PLAN, steps=900, nearness=0.5)
PAIRS_RUNS: Final = (
    PairsRun("pairs-1", PAIRS_PLAN, 0.65, rounds=False),
    PairsRun("pairs-2", ROUNDED_PLAN, 0.5),
    PairsRun("pairs-3", replace(ROUNDED_PLAN, steps=420, rate=4e-4, table_rate=4e-3, seed=7), 0.5),
    PairsRun("pairs-4", replace(ROUNDED_PLAN, steps=450, rate=4e-4, table_rate=4e-3, seed=11), 0.5),
    PairsRun("pairs-5", replace(ROUNDED_PLAN, steps=300, rate=4e-4, table_rate=4e-3, seed=13, noise=0.25), 0.5),
)
CONTEXT_PLAN: Final = Plan(steps=720, batch=192, rate=1e-4, scale=25.0, alike=0.85, nearness=2.0)
CONTEXT_KEPT: Final = 0.85
"""The plans nearest to what was run, which went by the clock; the card tells the differences."""


def make_encoder(pairs: Path, folder: Path, target: Path, device: str = "cpu") -> None:
    """Make the encoder from a file of pairs and write it to `target`; `folder` holds what the steps leave behind.

    `device` is one of PyTorch's. Raises InputError for the pairs, ModelError where the wheels of the extra `training`
    are missing.
    """
    torch.empty(0, device=device)  # fails here, and not after hours, where there is no such device
    folder.mkdir(parents=True, exist_ok=True)
    workshop = Workshop(folder, read_pairs(pairs), device)
    check_pairs(workshop.pairs)
    if not (workshop.base / "modules.json").exists():
        workshop.base.mkdir(exist_ok=True)
        write_model(find_weights(), workshop.base)
    content = json.loads((workshop.base / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = [(text, score) for text, score in content["model"]["vocab"]]
    texts = gather_texts(workshop.pairs.texts)
    vocabulary = prune(pieces, count_pieces(make_base_tokenizer(pieces), texts), BASE_SPECIAL, LEAST_CONTEXT)
    network, words, guide = _make_words(workshop, texts, vocabulary)
    model, tokenizer = _make_context(workshop, vocabulary, guide)
    sample = _draw_sample(workshop.pairs)
    texts = [workshop.pairs.texts[row] for row in sample]
    fusion = fuse(
        encode_context(model, tokenizer, texts),
        encode_all(network, Tokens(words.tokenizer, texts, WORD_TOKENS), np.arange(len(texts))),
        workshop.pairs.languages[sample],
        CONTEXT_SHARE,
        DIMENSION,
    )
    write_folder(target, pack_context(model, tokenizer, texts), words, fusion)


def _make_words(workshop: Workshop, texts: list[str], base: Vocabulary) -> tuple[WordNetwork, Network, Vectors]:
    """Return the trained word network, the same as arrays, and the guide: the teacher's vectors of all texts."""
    pairs = workshop.pairs
    weights, epsilon = read_teacher(find_teacher())
    pieces, table = read_pieces(find_teacher())
    known = make_tokenizer(pieces, table)
    kept = prune(pieces, count_pieces(known, texts), TEACHER_SPECIAL, LEAST_WORDS)
    vocabulary = add_script(kept, base.pieces, SCRIPT)
    tokenizer = make_tokenizer(list(vocabulary.pieces), table)
    tokens = Tokens(tokenizer, pairs.texts, WORD_TOKENS)
    check_tokens(pairs, tokens)
    teacher = WordNetwork(len(weights["table.weight"]), epsilon)  # a few rows more than there are pieces
    teacher.load_state_dict(as_tensors(weights))
    guide = _make_guide(workshop, teacher, known)
    network = WordNetwork(len(vocabulary.pieces), epsilon).to(workshop.device)
    start = {**weights, "table.weight": start_table(weights["table.weight"], vocabulary.rows, seed=0)}
    network.load_state_dict(as_tensors(start))
    unknown = np.flatnonzero(pairs.languages == UNKNOWN_LANGUAGE)
    step = workshop.step("greek", (GREEK_PLAN, vocabulary), _plan_teacher(workshop))
    learn = partial(learn_language, network, tokens, unknown, guide, GREEK_PLAN)
    network.load_state_dict(step.keep(_after(learn, network)))
    _learn_pairs(workshop, network, tokenizer, guide, step)
    return network, pack_words(network, tokenizer, epsilon), guide


def _plan_teacher(workshop: Workshop) -> Step:
    return workshop.step("teacher", (REQUIREMENT, WORD_TOKENS))


def _make_guide(workshop: Workshop, teacher: WordNetwork, tokenizer: Tokenizer) -> Vectors:
    pairs = workshop.pairs
    known = np.flatnonzero(pairs.languages != UNKNOWN_LANGUAGE)

    def encode_known() -> dict[str, Any]:
        tokens = Tokens(tokenizer, pairs.texts, WORD_TOKENS)
        return {"vectors": torch.from_numpy(encode_all(teacher.to(workshop.device), tokens, known))}

    vectors = _plan_teacher(workshop).keep(encode_known)["vectors"].cpu().numpy()
    return make_guide(pairs, vectors, known, UNKNOWN_LANGUAGE)


def _learn_pairs(workshop: Workshop, network: WordNetwork, tokenizer: Tokenizer, guide: Vectors, before: Step) -> None:
    pairs = workshop.pairs
    random = np.random.default_rng(3)
    inflected = [inflect(text, str(tag), random) for text, tag in zip(pairs.texts, pairs.languages, strict=True)]
    tokens = Tokens(tokenizer, [*pairs.texts, *inflected], WORD_TOKENS)
    for run in PAIRS_RUNS:
        network.rounds = run.rounds
        before = workshop.step(run.name, run, before)
        _learn_in_part(before, network, partial(learn_pairs, network, tokens, pairs, guide, run.plan), run.kept_share)


def _learn_in_part(step: Step, network: torch.nn.Module, learn: Callable[[], None], kept_share: float) -> None:
    """Do a step, and average what it made of the weights with what they were."""
    before = {name: values.cpu().clone() for name, values in network.state_dict().items()}
    after = step.keep(_after(learn, network))
    network.load_state_dict({name: before[name].lerp(after[name], kept_share) for name in after})


def _after(learn: Callable[[], None], network: torch.nn.Module) -> Callable[[], dict[str, Any]]:
    def make() -> dict[str, Any]:
        learn()
        found: dict[str, Any] = network.state_dict()
        return found

    return make


def _make_context(workshop: Workshop, vocabulary: Vocabulary, guide: Vectors) -> tuple["BertModel", Tokenizer]:
    """Return the trained transformer and its tokenizer."""
    tokenizer = make_base_tokenizer(vocabulary.pieces)
    model, untouched = (_load_base(workshop.base, vocabulary).to(workshop.device) for _ in range(2))
    step = workshop.step("context", (CONTEXT_PLAN, vocabulary), _plan_teacher(workshop))

    def learn() -> None:
        training = ContextTraining(model, untouched, tokenizer, workshop.pairs, guide, CONTEXT_PLAN)
        training.run(step.checkpoint, step.digest)

    _learn_in_part(step, model, learn, CONTEXT_KEPT)
    return model, tokenizer


def _load_base(folder: Path, vocabulary: Vocabulary) -> "BertModel":
    from transformers import BertModel  # noqa: PLC0415 - seconds to import

    model: BertModel = BertModel.from_pretrained(folder, add_pooling_layer=False)
    table = model.embeddings.word_embeddings.weight.detach()[list(vocabulary.rows)]
    model.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(table)
    model.config.vocab_size = len(table)
    return model


def _draw_sample(pairs: Pairs) -> NDArray[np.int64]:
    random = np.random.default_rng(5)
    is_short = pairs.lengths() <= 60
    rows = [np.flatnonzero((pairs.languages == language) & is_short) for language in np.unique(pairs.languages)]
    return np.concatenate([random.choice(some, min(_SAMPLE, len(some)), replace=False) for some in rows])
