"""The jobs of all processes: how far each has come, and what it did."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api import problems
from api.access import PROBLEMS, CanCurate
from api.exchange_schemas import JobList, JobParameters, JobSummary
from api.routes.exchange import OfJobs
from api.schemas import NoParameters

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], dependencies=[CanCurate])
_RETRY_SECONDS = 2


@router.get(
    "",
    operation_id="listJobs",
    summary="List jobs",
    responses=problems.problem_responses(*PROBLEMS, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
)
def list_jobs(parameters: Annotated[JobParameters, Query()], jobs: OfJobs, response: Response) -> JobList:
    """List the newest jobs; those that ended more than a week ago are removed."""
    response.headers["Cache-Control"] = "no-store"
    return JobList(jobs=[JobSummary.of(job) for job in jobs.find_newest(parameters.limit)])


@router.get(
    "/{job_id}",
    operation_id="getJob",
    summary="Get a job",
    responses=problems.problem_responses(
        *PROBLEMS, problems.NOT_FOUND, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE
    ),
)
def get_job(
    job_id: Annotated[str, Path(max_length=100, description="the id of a job")],
    _: Annotated[NoParameters, Query()],
    jobs: OfJobs,
    response: Response,
) -> JobSummary:
    """Get a job: how far it has come, its report once it is done, and what was wrong if it failed."""
    job = jobs.get(job_id)
    response.headers["Cache-Control"] = "no-store"
    if job.is_open:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return JobSummary.of(job)
