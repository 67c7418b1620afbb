"""Build a glossary from a corpus: the only place that knows the order of the stages, and the only one that writes."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from align.anchors import make_anchors
from align.calibration import read_calibration
from align.concepts import build_concepts
from align.constraints import hold_together
from align.documents import Document, read_documents
from align.encoder import get_encoder
from align.extract import Candidate, reduce_all
from align.fingerprints import fingerprint_inputs
from align.languages import LANGUAGES
from align.linkmodel import get_link_models
from align.links import find_links
from align.mentioncache import MentionCache
from align.rebuild import continue_glossary
from align.standings import apply_standings
from align.variants import group_variants
from align.vectors import CachedEncoder
from glossary.changes import Changes, compare
from glossary.curation import Action
from glossary.errors import InputError
from glossary.history import Author, insert_entry, list_build_changes, make_time
from glossary.judgements import find_live
from glossary.model import AdministrativeStatus, ConceptStatus, Glossary, Judgement, SourceDocument, TermReference
from glossary.outlines import outline
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
    """What a build made. `aligned` counts the concepts of two languages or more.

    `processed` counts the documents that were worked through, `reused` those that an earlier build had worked through.
    `changes` is what differs from the glossary that stood in the store; None if there was none.
    """

    concepts: int
    aligned: int
    terms: int
    documents: tuple[Document, ...]
    seconds: float
    processed: int = 0
    reused: int = 0
    changes: Changes | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the report by the names of its fields; of the documents only what a list of them shows."""
        documents = [
            {"id": d.id, "file": d.file, "language": d.language, "title": d.title, "left_out": len(d.left_out)}
            for d in self.documents
        ]
        return {field.name: getattr(self, field.name) for field in fields(self)} | {"documents": documents}


@dataclass(frozen=True, slots=True)
class Made:
    """A glossary made of documents, and of how many of them the work was new or already done."""

    glossary: Glossary
    processed: int
    reused: int


def build(folder: Path, location: str, config: BuildConfig, report: Callable[[Progress], None]) -> BuildReport:
    """Read the corpus in a folder, build its glossary and write it to a store in one transaction.

    What is in the store already gives the ids and what people decided. Raises InputError for a corpus that can't be
    used, ModelError for the encoder, StoreError for the store. Whatever fails, the store keeps the glossary it had.
    """
    started = time.monotonic()
    # The store is opened first: a store that can't be written should not cost a whole build to find out.
    with Store.create(location) as store:
        report(Progress("read", 0, 1))
        documents = tuple(read_documents(folder, config.languages))
        report(Progress("read", 1, 1))
        approved = [c for c in store.iterate_outlines() if c.status is ConceptStatus.APPROVED]
        judgements = [*find_live(store.find_judgements()), *hold_together(approved)]
        inputs = _fingerprint(documents, config, judgements)
        changes: Changes | None = Changes(is_same=True)
        processed, reused = 0, len(documents)
        if store.inputs != inputs:
            terms = [t for c in approved for t, s in c.terms if s is not AdministrativeStatus.REJECTED]
            made = make_glossary(documents, config, report, judgements, terms)
            processed, reused = made.processed, made.reused
            report(Progress("write", 0, 1))
            changes = _write(made.glossary, store, judgements, inputs)
            report(Progress("write", 1, 1))
        counts = Counter(len({term.language for term, _ in concept.terms}) > 1 for concept in store.iterate_outlines())
        return BuildReport(
            concepts=counts.total(),
            aligned=counts[True],
            terms=sum(language.terms for language in store.count_languages()),
            documents=documents,
            seconds=time.monotonic() - started,
            processed=processed,
            reused=reused,
            changes=changes,
        )


def _fingerprint(documents: Sequence[Document], config: BuildConfig, judgements: Sequence[Judgement]) -> str:
    """Return the digest of all that the glossary of documents follows from."""
    # A model that can't be had should be found out before the corpus is read through.
    model = get_encoder(config.encoder)
    return fingerprint_inputs(documents, judgements, read_calibration(model), model.fingerprint)


def _write(new: Glossary, store: Store, judgements: Sequence[Judgement], inputs: str) -> Changes | None:
    """Write a glossary that goes on where the one in the store stands; return what that changes, None if it is new."""
    before = store.revision
    old = list(store.iterate_outlines())
    continued = continue_glossary(old, new, store.find_concepts_by_id)
    # Once more, as the terms that were kept come from the old glossary.
    glossary = replace(continued.glossary, concepts=apply_standings(continued.glossary.concepts, judgements))
    changes = compare(old, map(outline, glossary.concepts), continued.redirects, is_same=False)
    touched = [*(c.id for c in changes.changed), *(c.id for c in changes.merged), *(c.id for c in changes.gone)]
    recorded = list(list_build_changes(changes, store.find_concepts_by_id(touched), glossary.concepts))
    author = Author("glossalign build", make_time(), f"{len(glossary.documents)} documents")
    store.write_glossary(
        glossary,
        continued.redirects,
        replaces=before,
        inputs=inputs,
        record=lambda connection: insert_entry(connection, Action.BUILD, author, recorded) if recorded else None,
    )
    return replace(changes, is_same=store.revision == before) if before else None


def make_glossary(
    documents: tuple[Document, ...],
    config: BuildConfig,
    report: Callable[[Progress], None],
    judgements: Sequence[Judgement] = (),
    approved: Sequence[TermReference] = (),
) -> Made:
    """Return the glossary of documents that were read, following the judgements of people.

    `approved` are the terms of approved concepts, which pull their variants to themselves.
    """
    model = get_encoder(config.encoder)
    calibration = read_calibration(model)
    encoder = CachedEncoder(model, config.cache, lambda done, total: report(Progress("encode", done, total)))
    cache = MentionCache(config.cache)
    candidates = _extract(documents, cache, report)
    if not candidates:
        raise InputError(
            f"no terms found in {len(documents)} document(s); is there running text in {config.languages}?"
        )
    report(Progress("align", 0, 3))
    groups = group_variants([*candidates, *make_anchors(approved, candidates)])
    report(Progress("align", 1, 3))
    links = find_links(groups, encoder, calibration, get_link_models())
    report(Progress("align", 2, 3))
    concepts, proposals = build_concepts(groups, links, judgements)
    report(Progress("align", 3, 3))
    described = tuple(_describe(document) for document in documents)
    glossary = Glossary(apply_standings(concepts, judgements), described, proposals)
    return Made(glossary, cache.processed, cache.reused)


def _extract(
    documents: tuple[Document, ...], cache: MentionCache, report: Callable[[Progress], None]
) -> list[Candidate]:
    mentions = []
    for done, document in enumerate(documents):
        report(Progress("extract", done, len(documents)))
        mentions += cache.find(document)
    report(Progress("extract", len(documents), len(documents)))
    cache.prune()
    return reduce_all(mentions)


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
