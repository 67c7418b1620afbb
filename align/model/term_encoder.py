"""The bundled encoder as a module of sentence-transformers.

The two files stand alone: `SentenceTransformer(folder, trust_remote_code=True)` works without glossalign, given
onnxruntime. The flag is what sentence-transformers 6 asks for with any module that is not its own.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule

from .term_network import BRANCHES, TermNetwork

_OF_THE_FOLDER = ("modules.json", "manifest.json", "calibration.json")
"""What sentence-transformers writes itself when it saves, and what would not be true of its copy."""


class TermEncoder(InputModule):  # type: ignore[misc] # sentence-transformers is not followed
    """Texts to vectors of unit norm, or zero for a text of which no piece is known."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.network = TermNetwork(folder)
        # What a model without parameters lacks: sentence-transformers asks the first of them for its device.
        self.register_buffer("_anchor", torch.zeros(1), persistent=False)

    @property
    def max_seq_length(self) -> int:
        """The tokens after which texts are cut."""
        return self.network.max_tokens

    @max_seq_length.setter
    def max_seq_length(self, value: int) -> None:
        self.network.max_tokens = value

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        """Return the tokens of both branches: int64 (n, t), padded with -1, under the names of the branches."""
        tokens = self.network.tokenize([(prompt or "") + str(text) for text in inputs])
        return {
            name: torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], True, -1)
            for name, rows in zip(BRANCHES, tokens, strict=True)
        }

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add `sentence_embedding`, float32 (n, d)."""
        tokens = [[row[row >= 0].tolist() for row in features[name].cpu()] for name in BRANCHES]
        features["sentence_embedding"] = torch.from_numpy(self.network.encode_tokens(tokens))
        return features

    def get_embedding_dimension(self) -> int:
        """Return the length of the vectors."""
        return self.network.dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Copy the files of the network and its code."""
        target = Path(output_path)
        for path in sorted(self._folder.iterdir()):
            if path.is_file() and path.name not in _OF_THE_FOLDER and path.parent.resolve() != target.resolve():
                shutil.copyfile(path, target / path.name)

    @classmethod
    def load(cls, model_name_or_path: str, *_: Any, **__: Any) -> "TermEncoder":
        """Load a local folder."""
        return cls(Path(model_name_or_path))
