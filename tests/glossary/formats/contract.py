"""The promise of every format: what is read back is what it says it keeps, and is written again to the same bytes."""

import io

from glossary.formats import Format
from glossary.formats.content import Content, Entry, LanguagePair, Origin, Rejected
from glossary.model import Concept, Glossary, Proposal, SourceDocument

PAIR = LanguagePair("pl", "ru")


def write(chosen: Format, glossary: Glossary) -> bytes:
    """Return a glossary in a format."""
    stream = io.BytesIO()
    pair = PAIR if chosen.is_bilingual else None
    chosen.write(Content(glossary.concepts, glossary.documents, glossary.proposals, pair), stream)
    return stream.getvalue()


def read(chosen: Format, content: bytes) -> Glossary:
    """Return what stands in a file of a format, in which nothing is rejected."""
    assert chosen.read is not None
    entries: list[Entry | Rejected] = list(
        chosen.read(io.BytesIO(content), Origin("test", PAIR if chosen.is_bilingual else None))
    )
    assert [each for each in entries if isinstance(each, Rejected)] == []
    return Glossary(
        tuple(each for each in entries if isinstance(each, Concept)),
        tuple(each for each in entries if isinstance(each, SourceDocument)),
        tuple(each for each in entries if isinstance(each, Proposal)),
    )


def check_round_trip(chosen: Format, glossary: Glossary) -> None:
    """Raise AssertionError unless a glossary survives a format but for what `keep` says it loses."""
    assert chosen.keep is not None
    pair = PAIR if chosen.is_bilingual else None
    assert chosen.keep is not None
    kept = [chosen.keep(concept, pair) for concept in glossary.concepts]
    content = write(chosen, glossary)
    again = read(chosen, content)
    assert again.concepts == tuple(concept for concept in kept if concept is not None)
    assert write(chosen, again) == content
