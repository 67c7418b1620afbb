"""Writing concepts: create, patch, delete, approve, judge their terms, merge, split, move.

Each write is of a concept as the client read it, which If-Match names; each stands in the history and can be undone.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Query, Request, Response
from starlette.exceptions import HTTPException

from api import access, problems
from api.access import Curator, Proposer
from api.concept_edits import find_undecided, make_concept, patch_concept
from api.concept_schemas import (
    ConceptPatch,
    ConceptWrite,
    MergeAct,
    MoveAct,
    SplitAct,
    StandingAct,
    StatusAct,
    WriteAnswer,
    WriteParameters,
)
from api.deps import Store
from api.representations import find_sources
from api.routes.concepts import MERGED, ConceptId
from api.writing import (
    CHANGING,
    MERGE_PATCH,
    SENDING,
    ConceptRoute,
    answer_write,
    read_other,
    read_unchanged,
    write_change,
)
from glossary import curation, store
from glossary.curation import Change
from glossary.errors import ConflictError, NotFoundError, UsageError
from glossary.formats.identity import make_id
from glossary.history import Author, make_time
from glossary.keys import Scope
from glossary.model import AdministrativeStatus, Concept, LanguageSection, Term, TermReference
from glossary.text import shorten

router = APIRouter(prefix="/v1/concepts", tags=["curation"], route_class=ConceptRoute)

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=2000,
        description="the ETag that GET of the concept gave, in any representation; * for whatever it is now",
    ),
]
Parameters = Annotated[WriteParameters, Query()]
_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "the validator of the concept as it is now"}}
_WRITES: dict[int | str, dict[str, Any]] = {
    200: {"headers": _ETAG},
    **MERGED,
    **problems.problem_responses(*CHANGING),
}


@dataclass(frozen=True, slots=True)
class _Write:
    """A request to write: who asks and why, and where the answer goes."""

    request: Request
    response: Response
    store: store.Store
    caller: access.Caller
    note: str | None

    def read(self, concept_id: str) -> Concept:
        """Return the concept to write, if it is as the request knows it."""
        return read_unchanged(self.request, self.store, concept_id)

    def answer(self, made: Change, shown: str, other: str | None = None, note: str | None = None) -> WriteAnswer:
        """Write an act, and return what became of one concept or two; a note of the act goes before that of all."""
        author = Author(self.caller.who, make_time(), note or self.note or None)
        change, entry = write_change(self.request, self.store, made, author)
        second = None if other is None else _find_after(change, other)
        return answer_write(self.store, self.response, entry, _find_after(change, shown), second)


def _begin_proposing(
    request: Request, response: Response, store: Store, caller: Proposer, parameters: Parameters
) -> _Write:
    return _Write(request, response, store, caller, parameters.note)


def _begin_curating(
    request: Request, response: Response, store: Store, caller: Curator, parameters: Parameters, _: IfMatch = None
) -> _Write:
    return _Write(request, response, store, caller, parameters.note)


ProposerWrite = Annotated[_Write, Depends(_begin_proposing)]
CuratorWrite = Annotated[_Write, Depends(_begin_curating)]


@router.post(
    "",
    operation_id="createConcept",
    summary="Put a concept in",
    status_code=201,
    responses={
        201: {
            "headers": {
                "Location": {"schema": {"type": "string"}, "description": "where the concept is"},
                **_ETAG,
            }
        },
        **problems.problem_responses(*SENDING, problems.CONFLICT, problems.STORE_UNAVAILABLE),
    },
)
def create_concept(body: ConceptWrite, write: ProposerWrite) -> WriteAnswer:
    """Put in a concept that no text has given. With the scope propose, it and its terms are mere proposals."""
    made = make_concept(body)
    undecided = find_undecided(made)
    if undecided is not None and not write.caller.scope.includes(Scope.CURATE):
        detail = (
            f"{undecided} is for curators to give, and the key has the scope {write.caller.scope.value}; leave it out"
        )
        raise HTTPException(problems.FORBIDDEN.status, detail)
    _check_free(write.store, made.id)
    answer = write.answer(curation.create(made), made.id)
    write.response.headers["Location"] = write.request.url_for("get_concept", concept_id=made.id).path
    return answer


@router.patch("/{concept_id}", operation_id="patchConcept", summary="Change a concept", responses=_WRITES)
def change_concept(
    concept_id: ConceptId,
    patch: Annotated[ConceptPatch, Body(media_type=MERGE_PATCH)],
    write: CuratorWrite,
) -> WriteAnswer:
    """Change what a merge patch (RFC 7396) of the concept's JSON says: what it leaves out stays as it is.

    A list is replaced whole; the terms in it are known by their text and keep their evidence. What is read-only may
    come back as it is.
    """
    concept = write.read(concept_id)
    patched = patch_concept(concept, find_sources(write.store, concept), patch)
    return write.answer(curation.edit(concept, patched), concept_id)


@router.delete("/{concept_id}", operation_id="deleteConcept", summary="Take a concept out", responses=_WRITES)
def delete_concept(
    concept_id: ConceptId,
    write: CuratorWrite,
) -> WriteAnswer:
    """Take a concept out. A build that finds its terms again proposes them again; to prevent that, reject it."""
    concept = write.read(concept_id)
    return write.answer(curation.delete(concept), concept_id)


@router.post("/{concept_id}/status", operation_id="setConceptStatus", summary="Approve a concept", responses=_WRITES)
def set_status(
    concept_id: ConceptId,
    act: StatusAct,
    write: CuratorWrite,
) -> WriteAnswer:
    """Approve, reject or reopen a concept; builds keep that."""
    concept = write.read(concept_id)
    return write.answer(curation.set_status(concept, act.status), concept_id, note=act.note)


@router.post("/{concept_id}/terms/status", operation_id="setTermStatus", summary="Judge a term", responses=_WRITES)
def set_standing(
    concept_id: ConceptId,
    act: StandingAct,
    write: CuratorWrite,
) -> WriteAnswer:
    """Give a term its standing; builds keep that. What was preferred beside a preferred term is only admitted then."""
    concept = write.read(concept_id)
    _check_has(concept, act.refer())
    reason = act.note or write.note or ""
    made = curation.judge_term(concept, act.refer(), AdministrativeStatus(act.status.value), reason)
    return write.answer(made, concept_id, note=act.note)


@router.post("/{concept_id}/merge", operation_id="mergeConcepts", summary="Make one of two", responses=_WRITES)
def merge_concepts(
    concept_id: ConceptId,
    act: MergeAct,
    write: CuratorWrite,
) -> WriteAnswer:
    """Merge another concept into this one, which keeps its id; the id of the other leads to it for ever."""
    concept = write.read(concept_id)
    other = read_other(write.request, write.store, act.other, act.if_match_other, "other")
    return write.answer(curation.merge(concept, other), concept_id, note=act.note)


@router.post("/{concept_id}/split", operation_id="splitConcept", summary="Make two of one", responses=_WRITES)
def split_concept(
    concept_id: ConceptId,
    act: SplitAct,
    write: CuratorWrite,
) -> WriteAnswer:
    """Take terms out of a concept into a new one, with their evidence; builds never join the two again."""
    concept = write.read(concept_id)
    taken = [term.refer() for term in act.terms]
    for term in taken:
        _check_has(concept, term)
    new_id = act.id or make_id(LanguageSection(term.language, (Term(term.text),)) for term in taken)
    _check_free(write.store, new_id)
    return write.answer(curation.split(concept, taken, new_id), concept_id, new_id, note=act.note)


@router.post("/{concept_id}/move", operation_id="moveTerm", summary="Move a term", responses=_WRITES)
def move_term(
    concept_id: ConceptId,
    act: MoveAct,
    write: CuratorWrite,
) -> WriteAnswer:
    """Move a term to another concept. One that had no other term is gone then, and its id leads to the other."""
    concept = write.read(concept_id)
    target = read_other(write.request, write.store, act.to, act.if_match_other, "to")
    _check_has(concept, act.refer())
    return write.answer(curation.move(concept, act.refer(), target), concept_id, target.id, note=act.note)


def _find_after(change: Change, concept_id: str) -> Concept | None:
    """Return what an act made of a concept."""
    return next((each.after for each in change.concepts if each.id == concept_id), None)


def _check_free(store: Store, concept_id: str) -> None:
    """Raise ConflictError for an id that a concept has, or that leads to one for ever."""
    try:
        found = store.get_concept(concept_id)
    except NotFoundError:
        return
    is_taken = "is taken" if found.id == concept_id else f"leads to concept {shorten(found.id)!r}"
    raise ConflictError(f"the id {shorten(concept_id)!r} {is_taken}; change that concept, or give another id")


def _check_has(concept: Concept, term: TermReference) -> None:
    """Raise UsageError where a concept has no such term: the fault is in the body, not in the address."""
    try:
        curation.find_term(concept, term)
    except NotFoundError as error:
        raise UsageError(str(error)) from error
