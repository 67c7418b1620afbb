"""Put a file that was sent into the glossary, at once or as a job."""

from collections.abc import Callable
from dataclasses import dataclass, field

from align.inflect import inflect_concept_change
from api.exchange_options import find_sent_format, get_readable, read_pair, spell_parameter
from api.exchange_schemas import MAX_LISTED, ImportParameters, ImportSummary
from api.uploading import Upload
from glossary.formats import Format
from glossary.formats.content import LanguagePair, Origin, Rejected
from glossary.history import Author, make_time
from glossary.importing import ImportOptions, import_entries
from glossary.model import ConceptStatus
from glossary.store import Store

_NAME = "the body"
_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Import:
    """An import that can be made: a file, what it is, and what is to become of it. Whoever has it closes it."""

    store: Store
    upload: Upload
    found: Format
    pair: LanguagePair | None
    parameters: ImportParameters
    who: str

    def run(self, report: Callable[[int], object] = lambda _done: None, note: str | None = None) -> ImportSummary:
        """Import the file in one transaction, and tell what that did; `note` is noted in the history.

        `report` is told the number of entries done from time to time; what it raises ends the import, and nothing is
        written then.
        """
        shown = _FirstRejected()
        asked = self.parameters
        options = ImportOptions(
            mode=asked.mode,
            status=ConceptStatus.APPROVED if asked.approve else None,
            is_trial=asked.dry_run,
            name=_NAME,
            take_rejected=shown.add if asked.skip_bad else None,
            complete=inflect_concept_change,
            report=report,
        )
        assert self.found.read is not None
        entries = self.found.read(self.upload.stream, Origin(_NAME, self.pair))
        made = import_entries(self.store, entries, Author(self.who, make_time(), note), options)
        return ImportSummary.of(made, self.found, shown.entries, is_trial=asked.dry_run)

    def close(self) -> None:
        """Let go of the file."""
        self.upload.stream.close()


def find_format(upload: Upload, parameters: ImportParameters) -> Format | None:
    """Return the format of a file that was sent; None where it is sent as something that no format is.

    Raises UsageError for a format that can't be told, or can't be read.
    """
    if parameters.format is not None:
        return get_readable(parameters.format)
    head = upload.stream.read(_HEAD)
    upload.stream.seek(0)
    has_pair = parameters.source is not None or parameters.target is not None
    return find_sent_format(upload.media_type, head, is_bilingual=has_pair)


def plan_import(store: Store, upload: Upload, found: Format, parameters: ImportParameters, who: str) -> Import:
    """Return the import of a file in that format. Raises UsageError for languages that it can't be of."""
    pair = read_pair(found, parameters.source, parameters.target, None, spell_parameter)
    return Import(store, upload, found, pair, parameters, who)


@dataclass(slots=True)
class _FirstRejected:
    """The first entries that were passed over."""

    entries: list[Rejected] = field(default_factory=list)

    def add(self, rejected: Rejected) -> None:
        if len(self.entries) < MAX_LISTED:
            self.entries.append(rejected)
