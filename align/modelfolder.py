"""Folders that hold a model: what identifies one, and whether one is whole.

The bundled model carries a manifest of its files with their sizes and SHA-256 sums. Models from elsewhere have none:
for these, only the loader can tell.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from glossary.errors import ModelError

OTHER_RUNTIMES: Final = ("*.onnx", "onnx/*", "openvino/*", "*.h5", "*.ot", "*.msgpack")
"""What other tools put into the folders of sentence-transformers models, and PyTorch doesn't read."""
MANIFEST: Final = "manifest.json"
OWN_NETWORK: Final = "term_network.py"
"""The file that tells a model of our own kind from those of sentence-transformers."""
CALIBRATION: Final = "calibration.json"
_SILENT: Final = (".md", ".py", ".pyc")
"""The endings of files that are not part of a model: texts about it, and code to run it, which changes more often."""


def fingerprint_folder(folder: Path) -> str:
    """Return the SHA-256 of the names and contents of a model's files, without hidden ones and texts about it.

    It takes about 0.8 s a gigabyte.
    """
    return hashlib.sha256(json.dumps(_describe_files(folder), sort_keys=True).encode()).hexdigest()


def write_manifest(folder: Path) -> None:
    """Write down the size and the SHA-256 of each file of a model."""
    manifest = json.dumps(_describe_files(folder), indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(manifest + "\n", encoding="utf-8")


def check_folder(folder: Path) -> None:
    """Compare a model with its manifest, if it has one.

    Raises ModelError that names the file that is missing, cut short or changed.
    """
    fault = _find_fault(folder) if (folder / OWN_NETWORK).exists() and (folder / MANIFEST).exists() else None
    if fault is not None:
        raise ModelError(f"the model {str(folder)!r} is damaged: {fault}; install it anew")


def _find_fault(folder: Path) -> str | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = _describe_files(folder)
        for name, wanted in manifest.items():
            if name not in found:
                return f"{name} is missing"
            if found[name]["size"] != wanted["size"]:
                return f"{name} has {found[name]['size']} bytes, not {wanted['size']}"
            if found[name]["sha256"] != wanted["sha256"]:
                return f"the content of {name} has changed"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return f"{MANIFEST} can't be read ({type(error).__name__}: {error})"
    return None


def _describe_files(folder: Path) -> dict[str, Any]:
    """Return the size and SHA-256 of each file, by its path within the folder."""
    unused = () if (folder / OWN_NETWORK).exists() else OTHER_RUNTIMES
    return {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": _hash_file(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix not in _SILENT
        and not any(path.relative_to(folder).match(pattern) for pattern in unused)
        and path.name not in (MANIFEST, CALIBRATION)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
