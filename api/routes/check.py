"""Checking translations against the glossary."""

from collections.abc import Iterator
from io import BytesIO
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ValidationError

from api import problems
from api.access import CanRead
from api.check_runs import CheckRun, make_run
from api.check_schemas import MAX_FINDINGS, CheckAnswer, CheckParameters, CheckRequest, FindingDetail
from api.deps import Store
from api.lookups import find_languages
from api.problems import CONTENT_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE
from glossary.bilingual import BILINGUAL_FORMATS, read_segments
from glossary.bilingual.content import Origin, Segment
from glossary.errors import InputError, UsageError
from glossary.occurrences import TermFinder
from glossary.text import check_language

router = APIRouter(prefix="/v1", tags=["check"], dependencies=[CanRead])

MAX_TEXT = 2**20
"""Bytes of all texts of a JSON body, in UTF-8."""
MAX_BODY = 16 * 2**20
"""Bytes of a body."""

MAX_SEGMENTS = 100_000
"""Segments of a file."""
_JSON = "application/json"
_FILES = tuple(dict.fromkeys([each.media_type for each in BILINGUAL_FORMATS.values()] + ["text/csv"]))
_SHOWN = 3


async def _read_body(request: Request) -> bytes | None:
    """Return the body of a request, None if it is too large."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


def _get_annotator(request: Request) -> TermFinder:
    found: TermFinder = request.app.state.annotator
    return found


def _describe_body() -> dict[str, Any]:
    """Return the OpenAPI description of the body, which the route reads by itself as it may be a file."""
    files = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in _FILES}
    return {"required": True, "content": {_JSON: {"schema": _inline_schema(CheckRequest)}, **files}}


def _inline_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a model without references, which would point to elsewhere in another document."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def inline(value: Any) -> Any:
        if isinstance(value, list):
            return [inline(each) for each in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return inline(definitions[value["$ref"].rpartition("/")[2]])
        return {name: inline(each) for name, each in value.items()}

    found: dict[str, Any] = inline(schema)
    return found


@router.post(
    "/check",
    operation_id="checkTranslation",
    summary="Check a translation",
    response_model=CheckAnswer,
    responses=problems.problem_responses(
        CONTENT_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE
    ),
    openapi_extra={"requestBody": _describe_body()},
)
def check_translation(
    parameters: Annotated[CheckParameters, Query()],
    body: Annotated[bytes | None, Depends(_read_body)],
    finder: Annotated[TermFinder, Depends(_get_annotator)],
    store: Store,
    request: Request,
) -> Response:
    """Check whether the terms of a source are rendered in its translation by terms of the glossary, in any form.

    The body is one pair of texts, up to 1,000 of them (1 MB of text in UTF-8), or a file of up to 16 MB: XLIFF 1.2 or
    2, TMX 1.4, or a table of two columns. A segment with an empty target is not translated yet and is passed over.
    """
    if body is None:
        return problems.answer_problem(
            request, CONTENT_TOO_LARGE, f"the body has more than {MAX_BODY:,} bytes; split it"
        )
    media_type = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    if media_type != _JSON and media_type not in _FILES:
        expected = ", ".join((_JSON, *_FILES))
        detail = f"Content-Type {media_type[:60]!r} is not taken; send one of {expected}"
        return problems.answer_problem(request, UNSUPPORTED_MEDIA_TYPE, detail, headers={"Accept-Post": expected})
    run = make_run(store, finder, find_languages(store), unit=parameters.offsets)
    try:
        if media_type == _JSON:
            segments = _read_pairs(body, parameters)
            if segments is None:
                detail = f"the texts have more than {MAX_TEXT:,} bytes in UTF-8; split them, or send a file"
                return problems.answer_problem(request, CONTENT_TOO_LARGE, detail)
        else:
            segments = _read_file(body, parameters, run)
        return _answer(run, segments, parameters)
    except InputError as error:  # of what was sent, not of what the operator has
        raise UsageError(str(error)) from error


def _read_pairs(body: bytes, parameters: CheckParameters) -> Iterator[Segment] | None:
    """Return the segments of a JSON body, None if they are too large; raise UsageError for what is wrong with it."""
    if parameters.source is not None or parameters.target is not None:
        raise UsageError("source, target: a JSON body names its languages; leave these parameters out")
    try:
        pairs = CheckRequest.model_validate_json(body).list_pairs()
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)[:_SHOWN]
        raise UsageError("; ".join(_describe_fault(fault["loc"], fault["msg"]) for fault in faults)) from None
    if sum(len(text.text.encode()) for pair in pairs for text in (pair.source, pair.target)) > MAX_TEXT:
        return None
    return (
        Segment(
            *(pair.id or str(number), pair.source.language, pair.source.text),
            *(pair.target.language, pair.target.text),
        )
        for number, pair in enumerate(pairs, 1)
    )


def _describe_fault(location: tuple[int | str, ...], message: str) -> str:
    where = ".".join(str(part)[:60] for part in location[:4]) or "body"
    message = message.removeprefix("Value error, ")
    return f"{where}: {message[:1].lower()}{message[1:]}"


def _read_file(body: bytes, parameters: CheckParameters, run: CheckRun) -> Iterator[Segment]:
    source, target = (None if tag is None else check_language(tag) for tag in (parameters.source, parameters.target))
    entries = read_segments(BytesIO(body), Origin("body", source, target))
    for number, segment in enumerate(run.separate(entries, None)):
        if number == MAX_SEGMENTS:
            raise UsageError(f"the file has more than {MAX_SEGMENTS:,} segments; split it, or use: glossalign check")
        yield segment


def _answer(run: CheckRun, segments: Iterator[Segment], parameters: CheckParameters) -> Response:
    shown: list[FindingDetail] = []
    for finding in run.find(segments):
        if len(shown) < MAX_FINDINGS:
            shown.append(FindingDetail.of(finding).model_copy(update={"file": None}))
    answer = CheckAnswer(
        **dict(run.summarize()),
        findings=shown,
        is_truncated=run.severities.total() > len(shown),
        offsets=parameters.offsets,
    )
    return Response(orjson.dumps(answer.model_dump(mode="json")), media_type=_JSON)
