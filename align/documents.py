"""Read a folder or a manifest of text files into documents and sentences with offsets into the original text."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.chrome import find_address, has_sentences, is_credit, judge_block, judge_places, trim
from align.identification import Identified, get_script, identify
from align.manifest import MANIFEST_NAME, Entry, read_manifest, read_text
from align.markdown import read_markdown
from align.markup import Block, Page, find_lines, read_plain
from align.segments import LeftOut, LeftOutReason, Segment
from align.sentences import split_sentences
from align.webpage import read_html
from glossary.errors import InputError, UsageError

__all__ = ["Document", "LeftOut", "LeftOutReason", "Segment", "make_document", "read_documents"]

MAX_LINE = 1_000_000  # code points; HTML is exempt, as pages are often written in one line
_READERS: Mapping[str, Callable[[str], Page]] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}
_LONGEST_TITLE = 200

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """One text of the corpus. `text` is the file as given; `segments` are its sentences in order."""

    id: str
    file: str
    language: str
    title: str
    text: str
    segments: tuple[Segment, ...]
    left_out: tuple[LeftOut, ...] = ()
    publisher: str | None = None
    date: str | None = None
    url: str | None = None


def make_document(identifier: str, language: str, sentences: Sequence[str]) -> Document:
    """Return sentences as a document, each a segment and a line of its own."""
    segments, start = [], 0
    for sentence in sentences:
        segments.append(Segment(sentence, language, start))
        start += len(sentence) + 1
    return Document(identifier, identifier, language, identifier, "\n".join(sentences), tuple(segments))


def read_documents(folder: Path, languages: Sequence[str]) -> list[Document]:
    """Return the documents of a corpus in a stable order.

    `folder` is a folder, a manifest, or a single file. A folder with a corpus.toml consists of the files that this
    names, any other of every .txt, .md, .html and .htm file below it that is not hidden. `text` is the file without
    its byte order mark, and offsets count code points of that. Raises InputError where nothing can be read.
    """
    if not languages:
        raise UsageError(f"no languages to read {str(folder)!r} in; name at least one")
    root, entries = _find_entries(folder, languages)
    ids = _get_ids([entry.file for entry in entries])
    documents = [_read_document(root, entry, name, languages) for entry, name in zip(entries, ids, strict=True)]
    if not any(document.segments for document in documents):
        known = ", ".join(languages)
        raise InputError(f"{folder}: no running text in {known}; check the files, and the languages asked for")
    return documents


def _find_entries(folder: Path, languages: Sequence[str]) -> tuple[Path, list[Entry]]:
    """Return the folder that file names are relative to, and what is to be read."""
    if folder.is_file() and folder.suffix.lower() == ".toml":
        return folder.parent, read_manifest(folder, languages)
    if folder.is_file():
        if folder.suffix.lower() not in _READERS:
            raise InputError(f"{folder}: files of the kind {folder.suffix!r} can't be read; {_readable()}")
        return folder.parent, [Entry(folder.name)]
    if not folder.is_dir():
        raise InputError(f"{folder}: no such file or folder; check the path")
    if (folder / MANIFEST_NAME).is_file():
        entries = read_manifest(folder / MANIFEST_NAME, languages)
        for entry in entries:
            if Path(entry.file).suffix.lower() not in _READERS:
                raise InputError(f"{folder / MANIFEST_NAME}: file {entry.file!r} can't be read; {_readable()}")
        return folder, entries
    files = sorted(
        relative.as_posix()
        for relative in (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        if relative.suffix.lower() in _READERS and not any(part.startswith(".") for part in relative.parts)
    )
    if not files:
        raise InputError(f"{folder}: nothing to read in the folder; {_readable()}")
    return folder, [Entry(file) for file in files]


def _readable() -> str:
    return f"put {', '.join(_READERS)} files there"


def _get_ids(files: Sequence[str]) -> list[str]:
    """Return the file names without their endings; with them where two would be the same."""
    stems = [str(Path(file).with_suffix("").as_posix()) for file in files]
    often = Counter(stems)
    return [stem if often[stem] == 1 else file for stem, file in zip(stems, files, strict=True)]


def _read_document(root: Path, entry: Entry, name: str, languages: Sequence[str]) -> Document:
    path = root / entry.file
    text = read_text(path)
    suffix = path.suffix.lower()
    if suffix not in (".html", ".htm"):
        _check_lines(path, text)
    page = _READERS[suffix](text)
    blocks = [part for block in page.blocks for part in trim(block)]
    is_prose = has_sentences(blocks)
    reasons = [judge_block(block, is_prose=is_prose) for block in blocks]
    identified = [
        Identified(None, None) if reason else identify(block.text, languages)
        for block, reason in zip(blocks, reasons, strict=True)
    ]
    language = entry.language or _get_majority(blocks, identified, languages)
    spoken = [_get_language(found, language, languages, entry.language is not None) for found in identified]
    reasons = [
        reason or (None if tag else LeftOutReason.OTHER_LANGUAGE) for reason, tag in zip(reasons, spoken, strict=True)
    ]
    reasons = judge_places(blocks, reasons)
    segments, left_out = _cut(text, blocks, reasons, [tag or language for tag in spoken])
    if not segments:
        _logger.warning("%s: no running text in %s", path, ", ".join(languages))
    return Document(
        name,
        entry.file,
        language,
        entry.title or page.title or _get_title(segments, path),
        text,
        tuple(segments),
        tuple(left_out),
        entry.publisher or page.publisher,
        entry.date or page.date,
        entry.url or page.url or next(filter(None, (find_address(block.text) for block in blocks)), None),
    )


def _check_lines(path: Path, text: str) -> None:
    if len(text) <= MAX_LINE:
        return
    for start, end in find_lines(text):
        if end - start > MAX_LINE:
            number = text.count("\n", 0, start) + 1
            raise InputError(
                f"{path}, line {number}: {end - start} characters, more than {MAX_LINE}; break it into paragraphs"
            )


def _get_majority(blocks: Sequence[Block], identified: Sequence[Identified], languages: Sequence[str]) -> str:
    """Return the language of most of a text; among those asked for if any of it is in one of them."""
    letters: Counter[str] = Counter()
    for block, found in zip(blocks, identified, strict=True):
        if found.language:
            letters[found.language] += len(block.text)
        elif found.script:  # too short to tell, so the first language of its script is as good as any
            likely = next((tag for tag in languages if get_script(tag) == found.script), None)
            if likely:
                letters[likely] += 1
    asked = [tag for tag in languages if letters[tag]]
    return max(asked or sorted(letters) or [languages[0]], key=lambda tag: letters[tag])


def _get_language(found: Identified, language: str, languages: Sequence[str], is_given: bool) -> str | None:
    """Return the language to read a block in; None for one that is not to be read.

    Where a person has said what the language is, a caption in another one is not theirs.
    """
    own = language if language in languages else None
    if found.script is None or found.language == language:
        return own
    if found.language is None:
        if found.script == get_script(language):
            return own
        others = [tag for tag in languages if get_script(tag) == found.script]
        return others[0] if len(others) == 1 and not is_given else None
    return found.language if found.language in languages and not is_given else None


def _cut(
    text: str, blocks: Sequence[Block], reasons: Sequence[LeftOutReason | None], spoken: Sequence[str]
) -> tuple[list[Segment], list[LeftOut]]:
    """Return the sentences of the blocks without a reason, and the others."""
    segments: list[Segment] = []
    left_out: list[LeftOut] = []
    for block, reason, language in zip(blocks, reasons, spoken, strict=True):
        if reason is not None:
            left_out.append(LeftOut(block.start, block.end, text[block.start : block.end], reason))
            continue
        for start, end in split_sentences(block.text, language):
            part = block.cut(start, end)
            if is_credit(part.text):
                left_out.append(LeftOut(part.start, part.end, text[part.start : part.end], LeftOutReason.CHROME))
            else:
                segments.append(Segment(part.text, language, part.start, part.positions))
    return segments, left_out


def _get_title(segments: Sequence[Segment], path: Path) -> str:
    """Return the first sentence, shortened; the name of the file for a text without one."""
    if not segments:
        return path.stem
    title = " ".join(segments[0].text.split())
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
