"""Small things to train: a toy dictionary, its tokenizer, networks with random weights, and what measures them."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import ModelProto
from tokenizers import Tokenizer

from align.model.term_network import import_runtime
from align.training.base import make_tokenizer
from align.training.pairs import Pairs
from align.training.words import WordNetwork, round_to_blocks

if TYPE_CHECKING:
    from transformers import BertModel

LANGUAGES = ("pl", "ru", "ar", "el")
CONCEPTS = (
    ("kot", "кот", "قط", "γάτα"),
    ("pies", "собака", "كلب", "σκύλος"),
    ("dom", "дом", "بيت", "σπίτι"),
    ("woda", "вода", "ماء", "νερό"),
    ("komitet", "комитет", "لجنة", "επιτροπή"),
    ("partia", "партия", "حزب", "κόμμα"),
    ("powietrze", "воздух", "هواء", "αέρας"),
    ("miasto", "город", "مدينة", "πόλη"),
    ("praca", "труд", "عمل", "εργασία"),
    ("wojna", "война", "حرب", "πόλεμος"),
    ("rzeka", "река", "نهر", "ποτάμι"),
    ("ziemia", "земля", "أرض", "γη"),
)
"""Words of one meaning, a column a language."""
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")

Line = tuple[str, str, str, str, bool]


def make_pairs(lines: Iterable[Line]) -> Pairs:
    """Return pairs of lines: language, text, language, text, whether from a dictionary."""
    ids: dict[tuple[str, str], int] = {}
    rows, is_dictionary = [], []
    for *sides, kind in lines:
        one, other = (sides[0], sides[1]), (sides[2], sides[3])
        rows.append([ids.setdefault(one, len(ids)), ids.setdefault(other, len(ids))])
        is_dictionary.append(kind)
    languages = np.array([language for language, _ in ids])
    return Pairs(tuple(text for _, text in ids), languages, np.array(rows, np.int64), np.array(is_dictionary))


def join_words(concepts: Sequence[int], language: int) -> str:
    """Return the words of concepts in the language of a column; the numbers go round."""
    return " ".join(CONCEPTS[concept % len(CONCEPTS)][language] for concept in concepts)


def list_lines() -> list[Line]:
    """Return, for each two languages, every concept as an entry of a dictionary, in a short and in a long phrase."""
    lengths = ((1, True), (2, False), (7, False))
    return [
        (LANGUAGES[a], join_words(concepts, a), LANGUAGES[b], join_words(concepts, b), is_dictionary)
        for a, b in combinations(range(len(LANGUAGES)), 2)
        for length, is_dictionary in lengths
        for concepts in (range(start, start + length) for start in range(len(CONCEPTS)))
    ]


def list_pieces() -> list[tuple[str, float]]:
    """Return the special pieces, the blank, and the words."""
    words = [f"▁{word}" for concept in CONCEPTS for word in concept]
    return [*((name, 0.0) for name in SPECIAL), ("▁", -9.0), *((word, -5.0) for word in words)]


def make_toy_tokenizer() -> Tokenizer:
    """Return a tokenizer that knows the words of the concepts and nothing else."""
    return make_tokenizer(list_pieces())


def make_bert(pieces: int, layers: int = 2, seed: int = 0) -> "BertModel":
    """Return a transformer of width 32 with random weights, its embeddings such as blocks of 4 bits keep."""
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=pieces,
        hidden_size=32,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=140,
        initializer_range=0.1,
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model: BertModel = BertModel(config, add_pooling_layer=False)
    table = model.embeddings.word_embeddings.weight
    table.data = round_to_blocks(table.data)
    return model.eval()


def make_words(pieces: int, seed: int = 0) -> WordNetwork:
    """Return a word network with random weights, its embeddings such as blocks of 4 bits keep."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = WordNetwork(pieces, 1e-12)
    network.table.weight.data = round_to_blocks(network.table.weight.data)
    return network


def run_graph(model: ModelProto, *batches: list[list[int]]) -> NDArray[np.float32]:
    """Return the vectors (n, d) of the ids of all batches, each of texts of one length."""
    options = import_runtime().SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = import_runtime().InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return np.vstack([session.run(None, {"ids": np.array(batch, np.int64)})[0] for batch in batches])


def draw_unit(rows: int, width: int, seed: int = 0) -> NDArray[np.float32]:
    """Return random vectors (n, d) of unit norm."""
    vectors = np.random.default_rng(seed).standard_normal((rows, width)).astype(np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def measure_precision(sources: NDArray[np.float32], targets: NDArray[np.float32]) -> float:
    """Return the share of sources (n, d) whose nearest target is their own."""
    return float(np.mean((sources @ targets.T).argmax(axis=1) == np.arange(len(sources))))


def measure_cosines(some: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosine of each row of one array with that of the other."""
    norms = np.linalg.norm(some, axis=1) * np.linalg.norm(others, axis=1)
    cosines: NDArray[np.float32] = (some * others).sum(axis=1) / norms
    return cosines
