"""Files out of the glossary and into it: export as a stream, import at once or as a job."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, func, select
from starlette.concurrency import run_in_threadpool

from api import problems
from api.access import PROBLEMS, Caller, CanCurate, CanRead, Curator
from api.deps import Store, make_etag
from api.exchange_options import (
    accept_format,
    list_sent_types,
    read_pair,
    read_selection,
    spell_parameter,
)
from api.exchange_schemas import (
    ExportParameters,
    FormatList,
    FormatSummary,
    ImportParameters,
    ImportSummary,
    JobSummary,
)
from api.imports import Import, find_format, plan_import
from api.jobs import Jobs
from api.lookups import find_languages
from api.problems import CONTENT_TOO_LARGE, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE
from api.schemas import NoParameters
from api.streaming import Outlet, WrittenResponse
from api.uploading import SMALL, Upload, receive_upload
from glossary.errors import StoreError
from glossary.formats import FORMATS, Format, get_format
from glossary.formats.content import LanguagePair
from glossary.keys import Scope
from glossary.revisions import read_revision
from glossary.schema import HISTORY
from glossary.snapshots import read_content

_EXPORTS = 8  # each holds a thread, and a snapshot of the store
_RETRY_SECONDS = 10
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncIterator[None]:
    """Keep the jobs of the process, and the number of its exports."""
    app.state.export_slots = threading.Semaphore(_EXPORTS)
    app.state.jobs = jobs = Jobs(app.state.store)
    try:
        yield
    finally:
        await run_in_threadpool(jobs.close)


router = APIRouter(prefix="/v1", tags=["exchange"], lifespan=_open)


def _get_jobs(request: Request) -> Jobs:
    found: Jobs = request.app.state.jobs
    return found


OfJobs = Annotated[Jobs, Depends(_get_jobs)]


@router.get(
    "/formats",
    operation_id="listFormats",
    summary="List the formats of files",
    dependencies=[CanRead],
    responses=problems.problem_responses(problems.INVALID_REQUEST),
)
def list_formats(_: Annotated[NoParameters, Query()]) -> FormatList:
    """List the formats that the glossary can be exported to and imported from, and what each leaves out."""
    return FormatList(formats=[FormatSummary.of(each) for each in FORMATS.values()])


# -- export ------------------------------------------------------------------------------------------------------------


@router.get(
    "/export",
    operation_id="exportGlossary",
    summary="Export the glossary to a file",
    dependencies=[CanRead],
    response_class=Response,
    responses={
        200: {
            "description": "The file, as it is written: whole, or the transfer breaks off",
            "content": {each.media_type.partition(";")[0]: _BINARY for each in FORMATS.values()},
            "headers": {"Content-Disposition": {"schema": {"type": "string"}, "description": "the name of the file"}},
        },
        **problems.problem_responses(NOT_ACCEPTABLE, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
    },
)
def export_glossary(
    parameters: Annotated[ExportParameters, Query()], store: Store, request: Request
) -> WrittenResponse:
    """Export the glossary, or what is chosen of it, in one of the formats that /v1/formats lists.

    All of a file is of one state of the glossary, whatever is written meanwhile.
    """
    chosen = _choose_format(parameters, request)
    known = find_languages(store)
    pair = read_pair(chosen, parameters.source, parameters.target, known, spell_parameter)

    def write(outlet: Outlet, stream: BinaryIO) -> None:
        with store.transaction("read") as connection:
            selection = read_selection(connection, parameters.selection, known, spell_parameter)
            headers = {
                "Content-Type": chosen.media_type,
                "Content-Disposition": f'attachment; filename="{_name_file(chosen, pair)}"',
                "Vary": "Accept",
            }
            if outlet.begin(headers, _make_etag(connection, chosen, parameters)):
                content = read_content(connection, selection, pair)
                chosen.write(replace(content, concepts=outlet.watch(content.concepts)), stream)

    return WrittenResponse(write, request.app.state.export_slots)


def _choose_format(parameters: ExportParameters, request: Request) -> Format:
    """Return the format that a request names or accepts. Raises UsageError, and HTTPException with 406."""
    if parameters.format is not None:
        return get_format(parameters.format)
    has_pair = parameters.source is not None or parameters.target is not None
    accept = ", ".join(request.headers.getlist("accept"))
    found = accept_format(accept, is_bilingual=has_pair)
    if found is None:
        types = dict.fromkeys(
            each.media_type.partition(";")[0] for each in FORMATS.values() if each.is_bilingual == has_pair
        )
        raise HTTPException(
            406, f"no format is of a type that Accept takes; take one of {', '.join(types)}, or format="
        )
    return found


def _make_etag(connection: Connection, chosen: Format, parameters: ExportParameters) -> str:
    """Return the validator of a file: that of the glossary, the format and what is chosen."""
    parts = [chosen.name, parameters.model_dump_json(exclude={"format"})]
    if parameters.changed_since is not None:
        # What changed when is no part of the revision.
        parts.append(str(connection.scalar(select(func.max(HISTORY.c.number)))))
    return make_etag(read_revision(connection), " ".join(parts))


def _name_file(chosen: Format, pair: LanguagePair | None) -> str:
    """Return the name of a file (RFC 6266); tags and extensions are ASCII, so that it needs no RFC 8187."""
    return f"glossary{'' if pair is None else f'-{pair.source}-{pair.target}'}{chosen.extension}"


# -- import ------------------------------------------------------------------------------------------------------------


async def _receive(request: Request) -> AsyncIterator[Upload]:
    """Give the file that is the body of a request; it is closed unless a job has it."""
    upload = await receive_upload(request)
    try:
        yield upload
    finally:
        if not upload.is_taken:
            upload.stream.close()


@router.post(
    "/import",
    operation_id="importFile",
    summary="Import a file into the glossary",
    dependencies=[CanCurate],
    response_model=ImportSummary,
    responses={
        200: {"description": "What the import did, or would do"},
        202: {
            "description": "The import is a job, whose state Location tells",
            "model": JobSummary,
            "headers": {
                "Location": {"schema": {"type": "string"}, "description": "where the job is"},
                "Retry-After": {"schema": {"type": "integer"}, "description": "seconds until it is worth asking"},
            },
        },
        **problems.problem_responses(
            *PROBLEMS, CONTENT_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE
        ),
    },
    openapi_extra={
        "requestBody": {"required": True, "content": dict.fromkeys(list_sent_types(), _BINARY)},
        "parameters": [
            {
                "name": "Prefer",
                "in": "header",
                "required": False,
                "schema": {"type": "string"},
                "description": "respond-async (RFC 7240) asks for a job",
            }
        ],
    },
)
def import_file(
    parameters: Annotated[ImportParameters, Query()],
    caller: Curator,
    upload: Annotated[Upload, Depends(_receive)],
    store: Store,
    jobs: OfJobs,
    request: Request,
) -> Response:
    """Import the file that is the body: all of its concepts, or none.

    The format is that of the Content-Type, where this names one, or what the content is. A file of more than 1 MiB is
    imported by a job, a smaller one if that is asked for.
    """
    if parameters.approve:
        _check_approval(caller)
    found = find_format(upload, parameters)
    if found is None:
        types = ", ".join(list_sent_types())
        detail = (
            "no format that can be imported has this Content-Type; send the file itself as application/octet-stream"
        )
        raise HTTPException(415, f"{detail}, or as one of {types}", {"Accept": types})
    planned = plan_import(store, upload, found, parameters, caller.who)
    prefers_job = _prefers_job(request)
    if not (parameters.is_async or prefers_job or upload.size > SMALL):
        return JSONResponse(planned.run().model_dump(mode="json"))
    answer = _take_on(planned, jobs, request)
    if prefers_job:
        answer.headers["Preference-Applied"] = "respond-async"
    return answer


def _check_approval(caller: Caller) -> None:
    if not caller.scope.includes(Scope.ADMIN):
        challenge = f'Bearer realm="glossalign", error="insufficient_scope", scope="{Scope.ADMIN.value}"'
        detail = f"approve=true needs the scope {Scope.ADMIN.value}, and the key has {caller.scope.value}; leave it out"
        raise HTTPException(HTTPStatus.FORBIDDEN, detail, {"WWW-Authenticate": challenge})


def _take_on(planned: Import, jobs: Jobs, request: Request) -> Response:
    """Answer with the job of an import, or with 503 where it can't be taken on now."""
    if jobs.is_full:
        detail = "as many imports as the server takes on are waiting; send the file again later"
        return _ask_to_retry(request, detail)
    try:
        job = jobs.submit("import", planned.who, planned)
    except StoreError:
        return _ask_to_retry(request, "the glossary is being written to; send the file again later")
    planned.upload.is_taken = True
    headers = {"Location": request.url_for("get_job", job_id=job.id).path, "Retry-After": "1"}
    return JSONResponse(JobSummary.of(job).model_dump(mode="json"), 202, headers)


def _ask_to_retry(request: Request, detail: str) -> Response:
    headers = {"Retry-After": str(_RETRY_SECONDS)}
    return problems.answer_problem(request, problems.STORE_UNAVAILABLE, detail, headers=headers)


def _prefers_job(request: Request) -> bool:
    """Whether a Prefer field asks for an answer at once (RFC 7240, 4.1)."""
    named = [item.partition(";")[0] for line in request.headers.getlist("prefer") for item in line.split(",")]
    return "respond-async" in {name.strip().lower() for name in named}
