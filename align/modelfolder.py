"""Folders that hold a model: what identifies one, and one that is written once and checked ever after.

A written folder carries a manifest of its files with their sizes and SHA-256 sums. It is made under another name and
renamed when whole, so that whoever looks, in whatever process, sees a whole model or none.
"""

import hashlib
import json
import logging
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from glossary.errors import ModelError

MANIFEST: Final = "manifest.json"
_MEGABYTES: Final = 500

_log = logging.getLogger(__name__)


def fingerprint_folder(folder: Path) -> str:
    """Return the SHA-256 of the names and contents of a model's files, hidden ones left out.

    It takes about 0.8 s a gigabyte.
    """
    return _fingerprint(_describe_files(folder))


def provide_folder(folder: Path, write: Callable[[Path], None], *, thorough: bool) -> str:
    """Return the fingerprint of a written folder; write it first where it is missing or damaged.

    Sizes are compared always, contents too if `thorough`. Raises ModelError where the folder can't be written.
    """
    fault = _find_fault(folder, thorough=thorough)
    if fault is None:
        return _fingerprint(_read_manifest(folder))
    if folder.exists():
        _log.warning("the model in %s is damaged (%s); writing it anew", folder, fault)
    else:
        _log.info("writing the model %s, once", folder)
    partial = folder.with_name(f".{folder.name}-{secrets.token_hex(8)}")
    try:
        partial.mkdir(parents=True)
        write(partial)
        manifest = json.dumps(_describe_files(partial), indent=2, sort_keys=True)
        (partial / MANIFEST).write_text(manifest + "\n", encoding="utf-8")
        _move_into_place(partial, folder, thorough=thorough)
        return _fingerprint(_read_manifest(folder))
    except OSError as error:
        raise ModelError(
            f"can't write the model {str(folder)!r} ({error.strerror or error}); make the folder writable, "
            f"with {_MEGABYTES} MB free, or choose another cache folder"
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _move_into_place(partial: Path, folder: Path, *, thorough: bool) -> None:
    """Rename a whole folder to its name; another process may have done so meanwhile, and its folder is as good."""
    if _find_fault(folder, thorough=thorough) is None:
        return
    discarded = partial.with_name(f"{partial.name}-discarded")
    try:
        folder.rename(discarded)
    except FileNotFoundError:
        pass
    finally:
        shutil.rmtree(discarded, ignore_errors=True)
    try:
        partial.rename(folder)
    except OSError:
        if _find_fault(folder, thorough=thorough) is not None:
            raise


def _find_fault(folder: Path, *, thorough: bool) -> str | None:
    """Return what is wrong with a written folder, or None."""
    try:
        manifest = _read_manifest(folder)
        for name, wanted in manifest.items():
            size = (folder / name).stat().st_size
            if size != wanted["size"]:
                return f"{name} has {size} bytes, not {wanted['size']}"
            if thorough and _hash_file(folder / name) != wanted["sha256"]:
                return f"the content of {name} has changed"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def _read_manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def _describe_files(folder: Path) -> dict[str, Any]:
    """Return the size and SHA-256 of each file, by its path within the folder."""
    return {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": _hash_file(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fingerprint(files: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
