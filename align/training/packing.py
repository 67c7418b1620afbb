"""Put two trained networks into one folder that sentence-transformers loads."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from align.encoder import BUNDLED
from align.model.term_network import VERSION
from align.modelfolder import write_manifest
from align.training.context_training import encode
from align.training.networks import build_context, build_words
from align.training.teacher import save_compact
from align.training.tokens import pad_texts
from align.training.words import WordNetwork

if TYPE_CHECKING:
    from transformers import BertModel

Vectors = NDArray[np.float32]

MAX_TOKENS: Final = 128
_BATCH: Final = 64
_CODE: Final = ("term_encoder.py", "term_network.py")
_MODULES: Final = [{"idx": 0, "name": "0", "path": "", "type": "term_encoder.TermEncoder"}]


@dataclass(frozen=True, slots=True)
class Network:
    """A trained network: its tensors, its tokenizer, the epsilon of its norms, and its heads, if it has any."""

    weights: Mapping[str, NDArray[Any]]
    tokenizer: Tokenizer
    epsilon: float
    heads: int = 0


def pack_words(network: WordNetwork, tokenizer: Tokenizer, epsilon: float) -> Network:
    """Return the word network as arrays."""
    return Network(_as_arrays(network), tokenizer, epsilon)


def pack_context(model: "BertModel", tokenizer: Tokenizer, texts: Sequence[str]) -> Network:
    """Return the transformer as arrays, with the peaks of what its matrices are multiplied with on texts."""
    peaks: dict[str, NDArray[np.float32]] = {}

    def watch(name: str, module: torch.nn.Module) -> None:
        def note(_: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            found = inputs[0].detach().float().abs().flatten(0, -2).amax(0).cpu().numpy()
            peaks[name] = np.maximum(peaks.get(name, found), found)

        hooks.append(module.register_forward_pre_hook(note))

    hooks: list[torch.utils.hooks.RemovableHandle] = []
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Linear):
            watch(f"{name}.peaks", module)
    encode_context(model, tokenizer, texts)
    for hook in hooks:
        hook.remove()
    config = model.config
    return Network(_as_arrays(model) | peaks, tokenizer, config.layer_norm_eps, config.num_attention_heads)


def encode_context(model: "BertModel", tokenizer: Tokenizer, texts: Sequence[str]) -> Vectors:
    """Return the transformer's vectors of texts, float32 (n, 384), of unit norm."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    found = np.zeros((len(texts), model.config.hidden_size), np.float32)
    model.eval()
    with torch.inference_mode():
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            batch = pad_texts(tokenizer, [texts[row] for row in rows], MAX_TOKENS)
            found[rows] = encode(model, batch).cpu().numpy()
    return found


def _as_arrays(module: torch.nn.Module) -> dict[str, NDArray[np.float32]]:
    return {name: values.detach().float().cpu().numpy() for name, values in module.state_dict().items()}


@dataclass(frozen=True, slots=True)
class Fusion:
    """How two spaces become one: a centre (k,) and a projection (k, d) for each."""

    context_centre: Vectors
    context_projection: Vectors
    words_centre: Vectors
    words_projection: Vectors


def fuse(context: Vectors, words: Vectors, languages: NDArray[np.str_], share: float, dimension: int) -> Fusion:
    """Return the fusion of two spaces, from the vectors (n, 384) and (n, 512) of the same texts.

    Both are centred, made unit, and weighted so that the cosine of the whole is `share` times that of the context
    network plus the rest of the other's. The joint space is cut to its `dimension` main directions.
    """
    centres = [_mean_of_languages(vectors, languages) for vectors in (context, words)]
    weights = np.sqrt([share, 1 - share])
    parts = [
        weight * _unit(vectors - centre)
        for vectors, centre, weight in zip((context, words), centres, weights, strict=True)
    ]
    joined = np.hstack(parts).astype(np.float64)
    _, directions = np.linalg.eigh(joined.T @ joined)
    projection = directions[:, ::-1][:, :dimension]
    # The sign of a direction is free: the same data shall give the same matrix.
    projection = projection * np.sign(projection[np.abs(projection).argmax(axis=0), np.arange(dimension)])
    split = context.shape[1]
    return Fusion(
        centres[0],
        (weights[0] * projection[:split]).astype(np.float32),
        centres[1],
        (weights[1] * projection[split:]).astype(np.float32),
    )


def write_folder(folder: Path, context: Network, words: Network, fusion: Fusion) -> None:
    """Write the files of the folder but for its calibration and its card."""
    folder.mkdir(parents=True, exist_ok=True)
    graphs = {
        "context": build_context(
            context.weights, context.heads, context.epsilon, fusion.context_centre, fusion.context_projection
        ),
        "words": build_words(words.weights, words.epsilon, fusion.words_centre, fusion.words_projection),
    }
    for name, network in (("context", context), ("words", words)):
        onnx.save(graphs[name], folder / f"{name}.onnx")
        save_compact(network.tokenizer, folder / f"{name}_tokenizer.json")
    for file in _CODE:
        if folder.resolve() != BUNDLED:
            shutil.copyfile(BUNDLED / file, folder / file)
    config = {"dimension": fusion.context_projection.shape[1], "max_seq_length": MAX_TOKENS, "version": VERSION}
    for file, content in (("config.json", config), ("modules.json", _MODULES)):
        (folder / file).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    write_manifest(folder)


def _mean_of_languages(vectors: Vectors, languages: NDArray[np.str_]) -> Vectors:
    means = [vectors[languages == language].mean(axis=0) for language in np.unique(languages)]
    mean: Vectors = np.mean(means, axis=0).astype(np.float32)
    return mean


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit
