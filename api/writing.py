"""What all writes have in common: what they may be sent as, what they presuppose, and what they answer."""

from collections.abc import Callable, Coroutine
from email.message import Message
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from align.inflect import inflect_change
from api import access, problems
from api.concept_schemas import WriteAnswer
from api.problems import (
    CONTENT_TOO_LARGE,
    PRECONDITION_FAILED,
    PRECONDITION_REQUIRED,
    UNSUPPORTED_MEDIA_TYPE,
    answer_problem,
)
from api.representations import find_sources
from api.schemas import ConceptDetail
from api.validators import make_concept_etag, matches_concept
from glossary.curation import Change
from glossary.editing import apply_change
from glossary.errors import ConflictError, NotFoundError, UsageError
from glossary.history import Author, HistoryEntry
from glossary.model import Concept
from glossary.store import Store
from glossary.text import shorten

MERGE_PATCH = "application/merge-patch+json"
SENDING = (*access.PROBLEMS, UNSUPPORTED_MEDIA_TYPE, CONTENT_TOO_LARGE, problems.INVALID_REQUEST)
"""What every write may answer with; those of what is there already, with these as well:"""
CHANGING = (*SENDING, problems.NOT_FOUND, PRECONDITION_FAILED, PRECONDITION_REQUIRED, problems.STORE_UNAVAILABLE)


class RefusalError(Exception):
    """Ends a request with an answer of its own."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class ConceptRoute(APIRoute):
    """A route that takes a body in one media type only, and lets its functions refuse a request."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()
        wanted = None if self.body_field is None else str(getattr(self.body_field.field_info, "media_type", ""))

        async def answer_or_refuse(request: Request) -> Response:
            try:
                if wanted is not None:
                    _check_media_type(request, wanted)
                return await answer(request)
            except RefusalError as refusal:
                return refusal.response

        return answer_or_refuse


def read_concept(request: Request, store: Store, concept_id: str) -> Concept:
    """Return the concept of an id; where it was merged into another, lead on to the same address of that one (308)."""
    concept = store.get_concept(concept_id)
    if concept.id != concept_id:
        address = request.url_for(request.scope["route"].name, concept_id=quote(concept.id, safe="")).path
        query = f"?{request.url.query}" if request.url.query else ""
        raise RefusalError(RedirectResponse(address + query, HTTPStatus.PERMANENT_REDIRECT))
    return concept


def read_unchanged(request: Request, store: Store, concept_id: str) -> Concept:
    """Return the concept that a request wants to write, if it is as the request knows it (RFC 9110, 13.1.1)."""
    concept = read_concept(request, store, concept_id)
    field = ", ".join(request.headers.getlist("if-match"))
    if not field:
        detail = "a write needs If-Match with the ETag that GET of the concept gave"
        raise RefusalError(answer_problem(request, PRECONDITION_REQUIRED, detail))
    if not matches_concept(field, concept, find_sources(store, concept)):
        _refuse_stale(request, f"concept {shorten(concept_id)!r} is not as it was; get it again, then repeat the write")
    return concept


def read_other(request: Request, store: Store, concept_id: str, if_match: str | None, field: str) -> Concept:
    """Return a concept that the body of a request names in a field, if it is as the request knows it.

    Raises UsageError where there is none.
    """
    try:
        concept = store.get_concept(concept_id)
    except NotFoundError as error:
        raise UsageError(f"{field}: {error}") from error
    if if_match is not None and not matches_concept(if_match, concept, find_sources(store, concept)):
        _refuse_stale(request, f"concept {shorten(concept.id)!r} is not as it was; get it again, then repeat the write")
    return concept


def write_change(request: Request, store: Store, change: Change, author: Author) -> tuple[Change, HistoryEntry | None]:
    """Write an act, with the forms of new terms, and return it as it was written; an act that changes nothing is none.

    What another one has changed in between answers the request with 412.
    """
    if not change.judgements and all(each.before == each.after for each in change.concepts):
        return change, None
    inflected = inflect_change(change)
    try:
        return inflected, apply_change(store, inflected, author)
    except ConflictError as error:
        if not request.headers.get("if-match"):
            raise
        _refuse_stale(request, str(error))


def answer_write(
    store: Store, response: Response, entry: HistoryEntry | None, concept: Concept | None, other: Concept | None = None
) -> WriteAnswer:
    """Return what a write made, and note the validator of the concept in the head of the answer."""
    shown, etag = _show(store, concept)
    if etag is not None:
        response.headers["ETag"] = etag
    other_shown, other_etag = _show(store, other)
    number = None if entry is None else entry.number
    return WriteAnswer(entry=number, concept=shown, etag=etag, other=other_shown, other_etag=other_etag)


def _show(store: Store, concept: Concept | None) -> tuple[ConceptDetail | None, str | None]:
    if concept is None:
        return None, None
    documents = find_sources(store, concept)
    return ConceptDetail.of(concept, documents), make_concept_etag(concept, documents)


def _refuse_stale(request: Request, detail: str) -> NoReturn:
    raise RefusalError(answer_problem(request, PRECONDITION_FAILED, detail))


def _check_media_type(request: Request, wanted: str) -> None:
    """Refuse a body of another media type than the one that is wanted; a missing body is another's matter."""
    is_empty = request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers
    sent = request.headers.get("content-type")
    if is_empty and sent is None:
        return
    message = Message()
    message["content-type"] = sent or ""
    if sent is None or message.get_content_type() != wanted:
        detail = f"the body is {'of no type' if sent is None else shorten(sent)!r}; send it as {wanted}"
        headers = {"Accept-Patch" if request.method == "PATCH" else "Accept-Post": wanted}
        raise RefusalError(answer_problem(request, UNSUPPORTED_MEDIA_TYPE, detail, headers=headers))
