"""The mentions of documents that were read before, kept by content in the cache folder.

The mentions of a document are a pure function of its sentences, of the code that reads them and of the dictionaries
behind it, so that a digest of these three names the file. Whatever is wrong with a file, mentions are found anew: a
cache may cost time, never a build.
"""

import logging
import os
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from align.documents import Document
from align.fingerprints import digest, encode, fingerprint_code
from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass
from align.mentions import Mention, find_mentions
from glossary.files import replace_file
from glossary.model import Context

MAX_BYTES: Final = 1 << 30
"""The files together hold at most so much; those that were not used for longest go first."""
LIBRARIES: Final = (
    "modern-greek-inflexion",
    "morfeusz2",
    "natasha",
    "navec",
    "numpy",
    "pymorphy3",
    "pymorphy3-dicts-ru",
    "regex",
    "simplemma",
    "slovnet",
    "threadpoolctl",
    "wordfreq",
)
"""The distributions whose code or data decide what is found in a text."""
SOURCES: Final = ("align/languages/*.py", "align/mentions.py", "align/segments.py", "align/mentioncache.py")
"""Our own files that do so."""
_SUFFIX: Final = ".mentions"
_FAULTS: Final = (zlib.error, LookupError, TypeError, ValueError)  # of JSON, too

_log = logging.getLogger(__name__)


class MentionCache:
    """Finds mentions, and keeps those of each document in a file of its own.

    `processed` and `reused` count the documents that were worked through and those whose mentions were there. Threads
    and processes may share the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "mentions"
        self._writes = True
        self.processed = 0
        self.reused = 0

    def find(self, document: Document) -> list[Mention]:
        """Return what `find_mentions` does."""
        name = _make_name(document)
        file = self._folder / f"{name}{_SUFFIX}"
        mentions = _read(file, name, document.id)
        if mentions is None:
            mentions = find_mentions(document)
            self.processed += 1
            self._write(file, name, mentions)
        else:
            self.reused += 1
        return mentions

    def prune(self, limit: int = MAX_BYTES) -> None:
        """Remove the files that were not used for longest until the others together have at most `limit` bytes."""
        try:
            found = [(file.stat(), file) for file in self._folder.glob(f"*{_SUFFIX}")]
            total = sum(status.st_size for status, _ in found)
            for status, file in sorted(found, key=lambda each: (each[0].st_mtime_ns, each[1].name)):
                if total <= limit:
                    break
                file.unlink(missing_ok=True)
                total -= status.st_size
        except OSError as error:
            _log.warning("can't tidy up %s (%s)", self._folder, error)

    def _write(self, file: Path, name: str, mentions: list[Mention]) -> None:
        if not self._writes:
            return
        try:
            content = zlib.compress(orjson.dumps({"name": name, **_pack(mentions)}))
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(file, lambda stream: stream.write(content))
        except (OSError, orjson.JSONEncodeError) as error:
            _log.warning("can't keep what was found in %s (%s)", self._folder, error)
            self._writes = False


def _read(file: Path, name: str, document: str) -> list[Mention] | None:
    """Return the mentions in a file, or None for one that is missing or not whole."""
    try:
        packed = orjson.loads(zlib.decompress(file.read_bytes()))
        if packed["name"] != name:
            raise ValueError("it is about something else")
        mentions = list(_unpack(packed, document))
        os.utime(file)  # used just now: the last to be removed
    except FileNotFoundError:
        return None
    except _FAULTS as error:
        _log.warning("%s is damaged (%s); finding its mentions anew", file, error)
        return None
    except OSError as error:
        _log.warning("can't read %s (%s); finding its mentions anew", file, error)
        return None
    return mentions


# -- what names a file -------------------------------------------------------------------------------------------------


def _make_name(document: Document) -> str:
    """Return the digest of all that the mentions follow from. The document's own id is not among it."""
    return digest([_fingerprint_code().encode(), *map(encode, document.segments)])


@cache
def _fingerprint_code() -> str:
    return fingerprint_code(SOURCES, LIBRARIES)


# -- what is in it -----------------------------------------------------------------------------------------------------


class _Numbering:
    """Gives equal values one number, in the order they come in."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def number(self, value: Any) -> int:
        return self.numbers.setdefault(value, len(self.numbers))


def _pack(mentions: Iterable[Mention]) -> dict[str, Any]:
    """Return mentions as lists of plain values; what many share stands once and is referred to by its number.

    agreements: [[case, number, gender], ...]; words: [text, lemma, class, relation, governor, start, end, agreements];
    mentions: [language, chain, is_constituent, words, head, start, end, sentence, its start and end there, before].
    """
    sentences, agreements, words = _Numbering(), _Numbering(), _Numbering()
    rows = []
    for mention in mentions:
        numbers = [
            words.number(
                (
                    *(word.text, word.lemma, word.word_class.value, word.relation.value, word.governor),
                    *(word.start, word.end, agreements.number(tuple(sorted(map(tuple, word.agreement))))),
                )
            )
            for word in mention.phrase.words
        ]
        context = mention.context
        rows.append(
            [
                *(mention.language, mention.chain, mention.is_constituent, numbers, mention.phrase.head),
                *(context.start, context.end, sentences.number(context.sentence)),
                *(context.sentence_start, context.sentence_end, mention.before),
            ]
        )
    return {
        "sentences": list(sentences.numbers),
        "agreements": list(agreements.numbers),
        "words": list(words.numbers),
        "mentions": rows,
    }


def _unpack(packed: dict[str, Any], document: str) -> Iterable[Mention]:
    """Yield the mentions that were packed, of the document of that id."""
    sentences = packed["sentences"]
    agreements = [frozenset(Agreement(*values) for values in found) for found in packed["agreements"]]
    classes, relations = {each.value: each for each in WordClass}, {each.value: each for each in Relation}
    words = [
        PhraseWord(text, lemma, classes[cls], relations[relation], governor, start, end, agreements[agreement])
        for text, lemma, cls, relation, governor, start, end, agreement in packed["words"]
    ]
    for language, chain, whole, numbers, head, start, end, sentence, first, last, before in packed["mentions"]:
        phrase = Phrase(tuple(words[number] for number in numbers), head)
        context = Context(document, start, end, sentences[sentence], first, last)
        yield Mention(language, document, chain, whole, phrase, context, before)
