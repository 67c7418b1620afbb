"""Jobs of a process: one after the other, ended when the process ends, seen by all others."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from pydantic import BaseModel
from sqlalchemy import update

from api.jobs import MAX_WAITING, Jobs
from glossary.errors import InputError, StoreError
from glossary.jobs import Job, JobState, create_job, get_job
from glossary.keys import Scope
from glossary.schema import JOBS
from glossary.store import Store
from tests.api.exchange_client import make_app, open_client


class _Result(BaseModel):
    done: int


class _Work:
    """Counts to three, waiting for a sign before each; may fail."""

    def __init__(self, fault: Exception | None = None, *, waits: bool = False) -> None:
        self.begun, self.go_on, self.closed = threading.Event(), threading.Event(), threading.Event()
        self.note = ""
        self._fault = fault
        if not waits:
            self.go_on.set()

    def run(self, report: Callable[[int], object], note: str) -> _Result:
        self.note = note
        self.begun.set()
        for done in range(1, 4):
            report(done)
            assert self.go_on.wait(20)
        report(3)
        if self._fault is not None:
            raise self._fault
        return _Result(done=3)

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    """Give the store."""
    with Store.open(location) as found:
        yield found


@pytest.fixture
def jobs(store: Store) -> Iterator[Jobs]:
    """Give the jobs of a process."""
    found = Jobs(store, beat_seconds=0.05, grace_seconds=0.2)
    yield found
    found.close()


def _submit(jobs: Jobs, work: _Work) -> Job:
    return jobs.submit("import", "ann", work)


def _detail(job: Job) -> str:
    assert job.error is not None
    found: str = orjson.loads(job.error)["detail"]
    return found


def test_jobs_are_done_one_after_the_other(jobs: Jobs, store: Store) -> None:
    """And closed, whose results all processes see."""
    first, second = _Work(waits=True), _Work()
    ids = [_submit(jobs, first).id, _submit(jobs, second).id]
    assert first.begun.wait(20)
    assert [jobs.get(each).state for each in ids] == [JobState.RUNNING, JobState.QUEUED]
    assert jobs.get(ids[0]).progress == 1
    assert not second.begun.is_set()
    first.go_on.set()
    assert second.closed.wait(20)
    assert first.closed.is_set()
    jobs.close()
    for each in ids:
        found = get_job(store, each)
        assert (found.state, found.progress, found.result) == (JobState.DONE, 3, '{"done":3}')
    assert first.note == f"job {ids[0]}"


@pytest.mark.parametrize(
    ("fault", "status", "detail"),
    [
        (InputError("line 3 makes no sense"), 422, "line 3 makes no sense"),
        (StoreError("cannot write '/secret/place'"), 503, "the server's log says why; ask for it again"),
        (ValueError("secret"), 500, "the server's log says why"),
    ],
)
def test_a_fault_ends_a_job_and_no_other(fault: Exception, status: int, detail: str, jobs: Jobs) -> None:
    """It is told as an answer would; what only the operator should know stands in the log."""
    bad, good = _Work(fault), _Work()
    ids = [_submit(jobs, bad).id, _submit(jobs, good).id]
    assert good.closed.wait(20)
    assert bad.closed.is_set()
    jobs.close()
    failed, done = map(jobs.get, ids)
    assert (failed.state, _detail(failed)) == (JobState.FAILED, detail)
    assert failed.error is not None
    assert orjson.loads(failed.error)["status"] == status
    assert done.state is JobState.DONE


def test_heartbeats_go_on(jobs: Jobs, store: Store) -> None:
    """For jobs that wait, too."""
    first, second = _Work(waits=True), _Work()
    ids = [_submit(jobs, first).id, _submit(jobs, second).id]
    assert first.begun.wait(20)
    with store.transaction("age", writes=True) as connection:
        connection.execute(update(JOBS).values(heartbeat_at="2026-01-01T00:00:00Z"))
    assert _wait_until(lambda: not any(get_job(store, each).is_stale for each in ids))
    first.go_on.set()


def _wait_until(holds: Callable[[], bool]) -> bool:
    pause = threading.Event()
    return any(holds() or pause.wait(0.05) for _ in range(200))


def test_closing_lets_the_running_job_end(store: Store) -> None:
    """For a while."""
    jobs = Jobs(store, grace_seconds=20)
    work = _Work(waits=True)
    job = _submit(jobs, work)
    assert work.begun.wait(20)
    threading.Timer(0.2, work.go_on.set).start()
    jobs.close()
    assert get_job(store, job.id).state is JobState.DONE


def test_closing_fails_what_can_not_end(store: Store) -> None:
    """The running job at the next entry, those that wait at once; nothing more is taken on."""
    jobs = Jobs(store, grace_seconds=0.1)
    running, waiting = _Work(waits=True), _Work()
    ids = [_submit(jobs, running).id, _submit(jobs, waiting).id]
    assert running.begun.wait(20)
    threading.Timer(0.5, running.go_on.set).start()
    jobs.close()
    for each in ids:
        found = get_job(store, each)
        assert found.state is JobState.FAILED
        assert _detail(found).startswith("the server was stopped before the job was done; nothing was written")
    assert running.closed.is_set()
    assert waiting.closed.is_set()
    assert not waiting.begun.is_set()
    assert jobs.is_full


def test_only_so_many_jobs_wait(jobs: Jobs) -> None:
    """As each has a file."""
    works = [_Work(waits=True) for _ in range(MAX_WAITING + 1)]
    _submit(jobs, works[0])
    assert works[0].begun.wait(20)
    for work in works[1:]:
        assert not jobs.is_full
        _submit(jobs, work)
    assert jobs.is_full
    for work in works:
        work.go_on.set()
    assert works[-1].closed.wait(20)
    assert not jobs.is_full


def test_a_job_that_was_given_up_is_not_begun(jobs: Jobs, store: Store) -> None:
    """Or it would be done after a client was told that it failed."""
    first, second = _Work(waits=True), _Work()
    _submit(jobs, first)
    job = _submit(jobs, second)
    with store.transaction("fail", writes=True) as connection:
        connection.execute(update(JOBS).where(JOBS.c.id == job.id).values(state="failed", error='{"detail":"left"}'))
    first.go_on.set()
    assert second.closed.wait(20)
    assert not second.begun.is_set()
    assert jobs.get(job.id).state is JobState.FAILED


def test_a_job_of_a_dead_process_is_told_as_failed(jobs: Jobs, store: Store) -> None:
    """In the list as well."""
    job = create_job(store, "import", "ann")
    assert jobs.get(job.id).state is JobState.QUEUED
    with store.transaction("age", writes=True) as connection:
        connection.execute(update(JOBS).values(heartbeat_at="2026-01-01T00:00:00Z"))
    [found] = jobs.find_newest(10)
    assert found.state is JobState.FAILED
    assert _detail(found).startswith("the process that worked on the job ended before it was done")


def test_jobs_are_told_to_curators(location: str, tmp_path: Path, store: Store) -> None:
    """One by one and as a list; an open one says when to ask again."""
    job = create_job(store, "import", "ann")
    app = make_app(location, tmp_path)
    with open_client(app, location, Scope.CURATE) as client:
        answer = client.get(f"/v1/jobs/{job.id}")
        assert answer.json() == {
            "id": job.id,
            "kind": "import",
            "state": "queued",
            "who": "ann",
            "created_at": job.created_at,
            "heartbeat_at": job.heartbeat_at,
            "progress": 0,
            "report": None,
            "error": None,
        }
        assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("2", "no-store")
        assert client.get("/v1/jobs?limit=1").json() == {"jobs": [answer.json()]}
        missing = client.get("/v1/jobs/x")
        assert (missing.status_code, missing.json()["detail"].startswith("no job 'x'")) == (404, True)
        assert client.get("/v1/jobs?limit=0").status_code == 422
    with open_client(app, location, None) as client:
        assert client.get(f"/v1/jobs/{job.id}").status_code == 401


_IMPORTING = """
import sys, time
from api.jobs import Jobs
from glossary.history import Author, make_time
from glossary.importing import ImportOptions, import_entries
from glossary.model import Concept, LanguageSection, Term
from glossary.store import Store

store = Store.open(sys.argv[1])

class Work:
    def run(self, report, note):
        def entries():
            for n in range(1000):
                if n == 600:
                    print("half", flush=True)
                    time.sleep(60)
                yield Concept(f"new{n}", (LanguageSection("pl", (Term(f"jaz {n}"),)),))
        return import_entries(store, entries(), Author("ann", make_time(), note), ImportOptions(report=report))
    def close(self): pass

print(Jobs(store).submit("import", "ann", Work()).id, flush=True)
time.sleep(60)
"""


def test_a_killed_process_leaves_nothing_half_done(
    jobs: Jobs, store: Store, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in the glossary nor among the jobs."""
    command = [sys.executable, "-c", _IMPORTING, location]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        identifier = process.stdout.readline().strip()
        assert process.stdout.readline() == "half\n"
        monkeypatch.setattr("glossary.jobs.STALE", timedelta(seconds=-2))
        assert jobs.get(identifier).state is JobState.RUNNING  # it has the lock
        process.kill()
    found = jobs.get(identifier)
    assert (found.state, _detail(found)[:11]) == (JobState.FAILED, "the process")
    assert store.count_concepts() == 5
