"""Mentions are found once for each content, and a cache that can't be used costs time only."""

import ast
import logging
import os
import zlib
from collections.abc import Callable
from dataclasses import fields, replace
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from align import mentioncache
from align.documents import Document
from align.languages.phrases import Agreement, Phrase, PhraseWord
from align.mentioncache import LIBRARIES, SOURCES, MentionCache
from align.mentions import Mention
from align.segments import Segment
from glossary.model import Context
from tests.align.factories import make_phrase

SENTENCE = "Most zwodzony i most kolejowy."
PAGE = Segment("Мост.", "ru", 40, (40, 41, 42, 47, 48, 49))
ALIGN = Path(mentioncache.__file__).parent


def _document(name: str = "d1", *, text: str = SENTENCE) -> Document:
    return Document(name, f"{name}.txt", "pl", "O mostach", text, (Segment(text, "pl", 0), PAGE))


def _find(document: Document) -> list[Mention]:
    """Return mentions with every field in use, made without a language module."""
    phrase = make_phrase("Most zwodzony")
    word = replace(phrase.words[0], agreement=frozenset({Agreement("Nom", "Sing", "Masc3"), Agreement("", "", "")}))
    phrase = Phrase((word, phrase.words[1]), 0)
    text = document.segments[0].text
    return [
        Mention("pl", document.id, 1, True, phrase, Context(document.id, 0, 13, text, 0, 13), ""),
        Mention("pl", document.id, 2, False, make_phrase("most"), Context(document.id, 16, 20, text, 16, 20), "i"),
    ]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that fills with the documents that were worked through."""
    worked: list[str] = []

    def find(document: Document) -> list[Mention]:
        worked.append(document.id)
        return _find(document)

    monkeypatch.setattr(mentioncache, "find_mentions", find)
    return worked


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "mentions").iterdir())


def test_mentions_are_found_once(tmp_path: Path, found: list[str]) -> None:
    """A second cache over the folder gives equal mentions without working, and both count."""
    first, second = MentionCache(tmp_path), MentionCache(tmp_path)
    assert first.find(_document()) == _find(_document())
    assert second.find(_document()) == _find(_document())
    assert found == ["d1"]
    assert [(each.processed, each.reused) for each in (first, second)] == [(1, 0), (0, 1)]


def test_content_counts_and_not_the_name(tmp_path: Path, found: list[str]) -> None:
    """A document under another name is the same, and its mentions are its own; any other sentence is another one."""
    cache = MentionCache(tmp_path)
    cache.find(_document())
    assert cache.find(_document("d2")) == _find(_document("d2"))
    assert found == ["d1"]
    document = _document()
    others = [
        _document(text=SENTENCE + " "),
        replace(document, segments=document.segments[:1]),
        replace(document, segments=(replace(document.segments[0], language="ru"), PAGE)),
        replace(document, segments=(replace(document.segments[0], start=7), PAGE)),
        replace(document, segments=(document.segments[0], replace(PAGE, positions=None))),
    ]
    for other in others:
        cache.find(other)
    assert (cache.processed, cache.reused, len(_files(tmp_path))) == (6, 1, 6)


def test_other_code_finds_anew(tmp_path: Path, found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version of the program or its dictionaries found is not taken."""
    MentionCache(tmp_path).find(_document())
    monkeypatch.setattr(mentioncache, "_fingerprint_code", lambda: "another")
    MentionCache(tmp_path).find(_document())
    assert found == ["d1", "d1"]


def _cut(content: bytes) -> bytes:
    return content[:40]


def _empty(_: bytes) -> bytes:
    return b""


def _rename(content: bytes) -> bytes:
    return zlib.compress(zlib.decompress(content).replace(b'"name":"', b'"name":"x'))


def _strip(content: bytes) -> bytes:
    return zlib.compress(zlib.decompress(content).replace(b'"words"', b'"vords"'))


def _misplace(content: bytes) -> bytes:
    return zlib.compress(zlib.decompress(content).replace(b"[0,1]", b"[0,9]"))


@pytest.mark.parametrize("damage", [_cut, _empty, _rename, _strip, _misplace])
def test_a_damaged_file_is_written_anew(
    damage: Callable[[bytes], bytes], tmp_path: Path, found: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A file that is broken or about something else is told of, passed over and replaced."""
    MentionCache(tmp_path).find(_document())
    [file] = _files(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    with caplog.at_level(logging.WARNING):
        assert MentionCache(tmp_path).find(_document()) == _find(_document())
    assert "is damaged" in caplog.text
    assert found == ["d1", "d1"]
    assert file.read_bytes() == whole


def test_a_folder_that_can_not_be_made(tmp_path: Path, found: list[str], caplog: pytest.LogCaptureFixture) -> None:
    """Without a folder everything is found anew, and the fault is told once."""
    (tmp_path / "cache").write_text("a file")
    cache = MentionCache(tmp_path / "cache")
    with caplog.at_level(logging.WARNING):
        assert cache.find(_document()) == _find(_document())
        cache.find(_document("d2", text="Most."))
        cache.prune()
    assert found == ["d1", "d2"]
    assert caplog.text.count("can't keep what was found") == 1


def test_the_oldest_files_go_first(tmp_path: Path, found: list[str]) -> None:
    """Over the limit those go that were not used for longest; using one makes it new."""
    cache = MentionCache(tmp_path)
    texts = ["Most.", "Tama.", "Brama."]
    paths: list[Path] = []
    for age, text in zip((300, 200, 100), texts, strict=True):
        before = set(_files(tmp_path)) if paths else set()
        cache.find(_document(text=text))
        [path] = set(_files(tmp_path)) - before
        os.utime(path, (1e9 - age, 1e9 - age))
        paths.append(path)
    cache.find(_document(text="Most."))
    size = sum(path.stat().st_size for path in paths)
    cache.prune(size)
    assert _files(tmp_path) == sorted(paths)
    cache.prune(size - 1)
    assert _files(tmp_path) == sorted([paths[0], paths[2]])
    cache.prune(0)
    assert _files(tmp_path) == []
    assert len(found) == 3


def test_nothing_of_a_mention_is_forgotten() -> None:
    """A field that is added to what is kept must be packed, too: then name it here. What is derived need not be."""
    names = {kind: [field.name for field in fields(kind) if field.init] for kind in (Mention, Phrase, PhraseWord)}
    assert names == {
        Mention: ["language", "document", "chain", "is_constituent", "phrase", "context", "before"],
        Phrase: ["words", "head"],
        PhraseWord: ["text", "lemma", "word_class", "relation", "governor", "start", "end", "agreement"],
    }


def test_the_fingerprint_covers_the_code_and_its_libraries() -> None:
    """Whatever the language modules import is of the project's files in the digest, or of a library named there."""
    sources = [file for pattern in SOURCES for file in ALIGN.parent.glob(pattern) if file.name != "mentioncache.py"]
    assert ALIGN / "languages" / "polish.py" in sources
    imported = set()
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module)
    own = {name for name in imported if name.split(".")[0] in ("align", "glossary")}
    covered = {"align.documents", "align.mentions", "align.segments", "glossary.model", "glossary.errors"}
    assert {name for name in own if not name.startswith("align.languages")} <= covered
    distributions = packages_distributions()
    libraries = {d for name in imported for d in distributions.get(name.split(".")[0], []) if d != "glossalign"}
    assert libraries <= set(LIBRARIES)
