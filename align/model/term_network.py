"""The bundled encoder: two small networks whose vectors are added up, run by ONNX Runtime alone.

`context.onnx` is a transformer with the mean of its tokens, `words.onnx` a convolution over word pieces; each has a
tokenizer of its own, and gives vectors that are centred, weighted and brought into one space. Both compute in 8 bits,
scaled row by row, and without padding, so that the vector of a text does not depend on what it is encoded with.

The code is not part of the model: whoever changes what it computes raises VERSION here and `version` in config.json, so
that vectors kept from before are not mixed with new ones.

With sentence-transformers, PyTorch and transformers a process takes 430 MB and seconds before it has read a weight;
this module needs none of them.
"""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Tokens = list[list[int]]
Vectors = NDArray[np.float32]

BRANCHES = ("context", "words")
VERSION = 1
"""Of what this module computes: it reads models of its own version only."""
_CHUNK = 1024
_LEAST_ROWS = 4
"""Matrix libraries take another way for fewer rows, and round otherwise."""
_MOST_TOKENS = 2048
"""A batch holds no more tokens: what stays in the processor's cache is computed faster."""


class TermNetwork:
    """Texts to vectors of unit norm, or zero for a text of which no piece is known. Threads may share it."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """Load a folder; `threads` 0 takes all cores. Raises whatever a damaged file makes the libraries raise."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config.get("version") != VERSION:
            raise ValueError(f"the model is of version {config.get('version')}, this program reads {VERSION}")
        self.dimension = int(config["dimension"])
        self.max_tokens = int(config["max_seq_length"])
        self._branches = [_Branch(folder, name, threads) for name in BRANCHES]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, float32 (n, d)."""
        chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
        found = [self.encode_tokens(self.tokenize(chunk)) for chunk in chunks]
        return np.concatenate([np.zeros((0, self.dimension), np.float32), *found])

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of texts for each branch; what is longer than `max_tokens` is cut."""
        return [branch.tokenize(texts, self.max_tokens) for branch in self._branches]

    def encode_tokens(self, tokens: Sequence[Tokens]) -> Vectors:
        """Return the vectors, float32 (n, d), of what `tokenize` returned."""
        total = np.zeros((len(tokens[0]), self.dimension), np.float32)
        known = np.zeros(len(total), bool)
        for branch, rows in zip(self._branches, tokens, strict=True):
            known |= np.array([branch.knows(row) for row in rows], bool)
            branch.add(rows, total)
        total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        total[~known] = 0
        return total


class _Branch:
    """One of the networks with its tokenizer. Its graph takes texts of one length."""

    def __init__(self, folder: Path, name: str, threads: int) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / f"{name}_tokenizer.json"))
        special = {"<s>", "</s>", "<unk>", "<pad>"}
        # Stops and dashes are known in every script: only letters and digits tell that a text can be read.
        self._silent = {
            number
            for piece, number in self._tokenizer.get_vocab().items()
            if piece in special or not any(character.isalnum() for character in piece)
        }
        onnxruntime = import_runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Threads that wait by spinning keep cores busy that the caller's own work could use.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # The arena keeps what the largest batch ever took.
        options.enable_cpu_mem_arena = False
        path = str(folder / f"{name}.onnx")
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def tokenize(self, texts: Sequence[str], limit: int) -> Tokens:
        """Return the tokens of texts; of more than `limit` the first and the end token stay."""
        # What stands behind ten characters a token is never seen: a megabyte costs no more than a long text.
        found = self._tokenizer.encode_batch([text.strip()[: limit * 10] for text in texts])
        return [ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]] for ids in (each.ids for each in found)]

    def knows(self, tokens: Sequence[int]) -> bool:
        """Return whether any piece is in the vocabulary."""
        return not self._silent.issuperset(tokens)

    def add(self, tokens: Tokens, total: Vectors) -> None:
        """Add the branch's share of the vectors to `total`, float32 (n, d)."""
        lengths = np.array([len(row) for row in tokens])
        for length in np.unique(lengths):
            for rows in _cut(np.flatnonzero(lengths == length), int(length)):
                batch = np.array([tokens[row] for row in rows], np.int64)
                batch = np.vstack([batch, np.repeat(batch[:1], max(0, _LEAST_ROWS - len(batch)), axis=0)])
                total[rows] += self._session.run(None, {"ids": batch})[0][: len(rows)]


def import_runtime() -> Any:
    """Return the module of ONNX Runtime, with its telemetry switched off."""
    # From its import on, ONNX Runtime would note a device id and what it is used for in the user's cache folder.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime  # noqa: PLC0415 - see above

    return onnxruntime


def _cut(rows: NDArray[np.int64], length: int) -> Iterator[NDArray[np.int64]]:
    step = max(1, _MOST_TOKENS // max(length, 1))
    for start in range(0, len(rows), step):
        yield rows[start : start + step]
