"""Build a glossary from a corpus: the only place that knows the order of the stages, and the only one that writes."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from align.calibration import read_calibration
from align.concepts import build_concepts
from align.documents import Document, read_documents
from align.encoder import get_encoder
from align.extract import Candidate, reduce_mentions
from align.languages import LANGUAGES
from align.links import find_links
from align.mentions import find_mentions
from align.variants import group_variants
from align.vectors import CachedEncoder
from glossary.errors import InputError
from glossary.model import Glossary, SourceDocument
from glossary.store import Store


@dataclass(frozen=True, slots=True)
class BuildConfig:
    """What a build depends on besides its corpus. `encoder` is a name or a path; None means the bundled one."""

    cache: Path
    languages: tuple[str, ...] = LANGUAGES
    encoder: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage has come, in steps of its own."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made. `aligned` counts the concepts of two languages or more."""

    concepts: int
    aligned: int
    terms: int
    documents: tuple[Document, ...]
    seconds: float


def build(folder: Path, location: str, config: BuildConfig, report: Callable[[Progress], None]) -> BuildReport:
    """Read the corpus in a folder, build its glossary and write it to a store in one transaction.

    Raises InputError for a corpus that can't be used, ModelError for the encoder, StoreError for the store. Whatever
    fails, the store keeps the glossary it had.
    """
    started = time.monotonic()
    # The store is opened first: a store that can't be written should not cost a whole build to find out.
    with Store.create(location) as store:
        report(Progress("read", 0, 1))
        documents = tuple(read_documents(folder, config.languages))
        report(Progress("read", 1, 1))
        glossary = make_glossary(documents, config, report)
        report(Progress("write", 0, 1))
        store.write_glossary(glossary)
        report(Progress("write", 1, 1))
    return BuildReport(
        concepts=len(glossary.concepts),
        aligned=sum(len(concept.sections) > 1 for concept in glossary.concepts),
        terms=sum(len(section.terms) for concept in glossary.concepts for section in concept.sections),
        documents=documents,
        seconds=time.monotonic() - started,
    )


def make_glossary(documents: tuple[Document, ...], config: BuildConfig, report: Callable[[Progress], None]) -> Glossary:
    """Return the glossary of documents that were read."""
    # A model that can't be had should be found out before the corpus is read through.
    model = get_encoder(config.encoder)
    calibration = read_calibration(model)
    encoder = CachedEncoder(model, config.cache, lambda done, total: report(Progress("encode", done, total)))
    candidates = _extract(documents, report)
    if not candidates:
        raise InputError(
            f"no terms found in {len(documents)} document(s); is there running text in {config.languages}?"
        )
    report(Progress("align", 0, 3))
    groups = group_variants(candidates)
    report(Progress("align", 1, 3))
    links, synonyms = find_links(groups, encoder, calibration)
    report(Progress("align", 2, 3))
    concepts = build_concepts(groups, links, synonyms)
    report(Progress("align", 3, 3))
    return Glossary(concepts, tuple(_describe(document) for document in documents))


def _extract(documents: tuple[Document, ...], report: Callable[[Progress], None]) -> list[Candidate]:
    mentions = []
    for done, document in enumerate(documents):
        report(Progress("extract", done, len(documents)))
        mentions += find_mentions(document)
    report(Progress("extract", len(documents), len(documents)))
    languages = sorted({mention.language for mention in mentions})
    return [c for tag in languages for c in reduce_mentions(tag, [m for m in mentions if m.language == tag])]


def _describe(document: Document) -> SourceDocument:
    return SourceDocument(
        id=document.id,
        file=document.file,
        language=document.language,
        title=document.title,
        publisher=document.publisher,
        date=document.date,
        url=document.url,
    )
