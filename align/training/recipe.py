"""The recipe of the bundled encoder, step by step; every step leaves a file, and is passed over where that is there.

It was made on two cores in about three hours. On one GPU of any size the same steps take minutes; nothing but
`torch.set_default_device` would have to change.
"""

import json
import logging
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
from align.training.context_training import ContextTraining
from align.training.guide import Vectors, as_tensors, encode_all, make_guide, start_table
from align.training.learning import Plan
from align.training.noise import inflect
from align.training.packing import Network, encode_context, fuse, pack_context, pack_words, write_folder
from align.training.pairs import Pairs, read_pairs
from align.training.teacher import find_teacher, make_tokenizer, read_pieces, read_teacher
from align.training.tokens import Tokens
from align.training.vocabulary import Vocabulary, add_script, count_pieces, gather_texts, prune
from align.training.words import WordNetwork
from align.training.words_training import learn_language, learn_pairs

if TYPE_CHECKING:
    from transformers import BertModel

_log = logging.getLogger(__name__)


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
"""The plans that were followed."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where the steps leave their files, and the pairs that all of them read."""

    folder: Path
    pairs: Pairs

    @property
    def base(self) -> Path:
        """The folder of the base model."""
        return self.folder / "base"

    def keep(self, name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return the tensors of a step, from its file if it was done before."""
        path = self.folder / f"{name}.pt"
        if not path.exists():
            _log.info("step %s", name)
            unfinished = path.with_suffix(".partial")
            torch.save(make(), unfinished)
            unfinished.replace(path)
        found: dict[str, Any] = torch.load(path, weights_only=True)
        return found


def make_encoder(pairs: Path, folder: Path, target: Path) -> None:
    """Make the encoder from a file of pairs and write it to `target`; `folder` holds what the steps leave behind.

    Raises InputError for the pairs, ModelError where the wheels of the extra `training` are missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    workshop = Workshop(folder, read_pairs(pairs))
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
    tokenizer = make_tokenizer(pieces, table)
    known = np.flatnonzero(pairs.languages != UNKNOWN_LANGUAGE)

    def encode_known() -> dict[str, Any]:
        teacher = WordNetwork(len(weights["table.weight"]), epsilon)  # a few rows more than there are pieces
        teacher.load_state_dict(as_tensors(weights))
        tokens = Tokens(tokenizer, pairs.texts, WORD_TOKENS)
        return {"vectors": torch.from_numpy(encode_all(teacher, tokens, known))}

    vectors = workshop.keep("teacher", encode_known)["vectors"].numpy()
    guide = make_guide(pairs, vectors, known, UNKNOWN_LANGUAGE)
    kept = prune(pieces, count_pieces(tokenizer, texts), TEACHER_SPECIAL, LEAST_WORDS)
    vocabulary = add_script(kept, base.pieces, SCRIPT)
    tokenizer = make_tokenizer(list(vocabulary.pieces), table)
    tokens = Tokens(tokenizer, pairs.texts, WORD_TOKENS)
    network = WordNetwork(len(vocabulary.pieces), epsilon)
    start = {**weights, "table.weight": start_table(weights["table.weight"], vocabulary.rows, seed=0)}
    network.load_state_dict(as_tensors(start))
    unknown = np.flatnonzero(pairs.languages == UNKNOWN_LANGUAGE)
    greek = _after(lambda: learn_language(network, tokens, unknown, guide, GREEK_PLAN), network)
    network.load_state_dict(workshop.keep("greek", greek))
    _learn_pairs(workshop, network, tokenizer, guide)
    return network, pack_words(network, tokenizer, epsilon), guide


def _learn_pairs(workshop: Workshop, network: WordNetwork, tokenizer: Tokenizer, guide: Vectors) -> None:
    pairs = workshop.pairs
    random = np.random.default_rng(3)
    inflected = [inflect(text, str(tag), random) for text, tag in zip(pairs.texts, pairs.languages, strict=True)]
    tokens = Tokens(tokenizer, [*pairs.texts, *inflected], WORD_TOKENS)
    for run in PAIRS_RUNS:
        network.rounds = run.rounds
        before = {name: values.clone() for name, values in network.state_dict().items()}
        learn = partial(learn_pairs, network, tokens, pairs, guide, run.plan)
        after = workshop.keep(run.name, _after(learn, network))
        network.load_state_dict({name: before[name].lerp(after[name], run.kept_share) for name in after})


def _after(learn: Callable[[], None], network: torch.nn.Module) -> Callable[[], dict[str, Any]]:
    def make() -> dict[str, Any]:
        learn()
        found: dict[str, Any] = network.state_dict()
        return found

    return make


def _make_context(workshop: Workshop, vocabulary: Vocabulary, guide: Vectors) -> tuple["BertModel", Tokenizer]:
    """Return the trained transformer and its tokenizer."""
    tokenizer = make_base_tokenizer(vocabulary.pieces)
    model, untouched = (_load_base(workshop.base, vocabulary) for _ in range(2))

    def learn() -> None:
        training = ContextTraining(model, untouched, tokenizer, workshop.pairs, guide, CONTEXT_PLAN)
        training.run(workshop.folder / "context.checkpoint")

    before = {name: values.clone() for name, values in model.state_dict().items()}
    after = workshop.keep("context", _after(learn, model))
    model.load_state_dict({name: before[name].lerp(after[name], CONTEXT_KEPT) for name in after})
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
