"""Finding the terms in a text."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from api import problems
from api.accepting import choose_media_type
from api.access import CanRead
from api.annotations import (
    MEDIA_TYPES,
    AnnotateAnswer,
    AnnotateRequest,
    AnnotationFormat,
    annotate_text,
    write_answer,
)
from api.deps import Store
from api.problems import CONTENT_TOO_LARGE, NOT_ACCEPTABLE
from api.schemas import Parameters
from glossary.annotate import Annotator

router = APIRouter(prefix="/v1", tags=["annotate"], dependencies=[CanRead])

MAX_TEXT: Final = 2**20
"""Bytes of a text, in UTF-8."""
_OFFERED: Final = {media_type.partition(";")[0]: each for each, media_type in MEDIA_TYPES.items()}


class AnnotateParameters(Parameters):
    """The query parameters of an annotation."""

    format: AnnotationFormat | None = Field(None, description="the format of the answer. Default: what Accept prefers")


def _get_annotator(request: Request) -> Annotator:
    found: Annotator = request.app.state.annotator
    return found


@router.post(
    "/annotate",
    operation_id="annotateText",
    summary="Find the terms in a text",
    response_model=AnnotateAnswer,
    responses={
        200: {
            "content": {
                name: {"schema": {"type": "object" if each is AnnotationFormat.JSONLD else "string"}}
                for name, each in _OFFERED.items()
                if each is not AnnotationFormat.JSON
            }
        },
        **problems.problem_responses(
            CONTENT_TOO_LARGE, NOT_ACCEPTABLE, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE
        ),
    },
)
def annotate(
    body: AnnotateRequest,
    parameters: Annotated[AnnotateParameters, Query()],
    annotator: Annotated[Annotator, Depends(_get_annotator)],
    store: Store,
    request: Request,
) -> Response:
    """Find the terms in a text of up to 1 MiB, in any form, and what they are in other languages.

    Of terms that overlap the longest is taken. Offsets count Unicode code points, or UTF-16 code units where these are
    asked for. As JSON, as W3C Web Annotations (`application/ld+json`), or as a page of HTML with marks, whichever
    `format` names or Accept prefers.
    """
    if len(body.text.encode()) > MAX_TEXT:
        detail = f"the text has more than {MAX_TEXT:,} bytes in UTF-8; send it in parts"
        return problems.answer_problem(request, CONTENT_TOO_LARGE, detail)
    media_type = choose_media_type(request.headers.get("accept", ""), list(_OFFERED))
    chosen = parameters.format or (None if media_type is None else _OFFERED[media_type])
    headers = {"Vary": "Accept"}
    if chosen is None:
        detail = f"the terms come as {', '.join(_OFFERED)}; accept one of them, or name it: ?format=json"
        return problems.answer_problem(request, NOT_ACCEPTABLE, detail, headers=headers)
    annotated = annotate_text(store, annotator, body.text, body.language, body.target, nested=body.nested)
    return Response(write_answer(chosen, annotated, body.offsets), headers=headers, media_type=MEDIA_TYPES[chosen])
