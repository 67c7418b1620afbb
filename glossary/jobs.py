"""Long work that a process of the service has taken on, told to all of them by rows in the store.

Whoever works on a job renews its heartbeat; a job whose heartbeat has stopped was left by a process that died. In
PostgreSQL heartbeats go on while the job writes to the glossary. In SQLite nobody else can write then: there the lock
on the file is the sign of life, and the heartbeat follows when it is given back.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import OperationalError

from glossary.curation import Action
from glossary.errors import NotFoundError
from glossary.history import make_time
from glossary.schema import HISTORY, JOBS
from glossary.store import Store
from glossary.storedtext import is_storable
from glossary.text import shorten

STALE: Final = timedelta(seconds=60)
"""A job that has been silent for so long is given up."""
KEPT: Final = timedelta(days=7)
"""Ended jobs are removed after that time, when the next one is made."""


class JobState(Enum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


_OPEN = (JobState.QUEUED.value, JobState.RUNNING.value)


@dataclass(frozen=True, slots=True)
class Job:
    """A job: `result` is JSON once it is done, `error` is JSON once it has failed; `progress` counts what is done.

    `who` asked for it; times are RFC 3339 in UTC.
    """

    id: str
    kind: str
    state: JobState
    who: str
    created_at: str
    heartbeat_at: str
    progress: int = 0
    result: str | None = None
    error: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the job waits or is worked on."""
        return self.state.value in _OPEN

    @property
    def is_stale(self) -> bool:
        """Whether nobody seems to work on an open job any more."""
        return self.is_open and self.heartbeat_at < _find_time(-STALE)

    @property
    def note(self) -> str:
        """What the history notes of the acts of the job."""
        return f"job {self.id}"


def create_job(store: Store, kind: str, who: str) -> Job:
    """Write down a new job that waits, and remove those that ended long ago."""
    now = make_time()
    job = Job(secrets.token_hex(8), kind, JobState.QUEUED, who, now, now)
    ended = JOBS.c.state.not_in(_OPEN) & (JOBS.c.heartbeat_at < _find_time(-KEPT))
    row = {"kind": kind, "state": job.state.value, "who": who, "created_at": now, "heartbeat_at": now, "progress": 0}
    with store.transaction("note a job in") as connection:
        connection.execute(delete(JOBS).where(ended))
        connection.execute(insert(JOBS).values(id=job.id, **row))
    return job


def start_job(store: Store, job: Job) -> bool:
    """Note that a job is worked on; False where it no longer waits, as it was given up."""
    chosen = (JOBS.c.id == job.id) & (JOBS.c.state == JobState.QUEUED.value)
    values = {"state": JobState.RUNNING.value, "heartbeat_at": make_time()}
    with store.transaction("note a job in") as connection:
        return connection.execute(update(JOBS).where(chosen).values(values)).rowcount == 1


def note_progress(store: Store, progress: Mapping[str, int]) -> bool:
    """Renew the heartbeats of jobs, by their ids, with how much of each is done; False where that must wait."""
    with store.transaction("note a job in") as connection, _not_waiting(connection) as outcome:
        for identifier, done in progress.items():
            chosen = (JOBS.c.id == identifier) & JOBS.c.state.in_(_OPEN)
            connection.execute(update(JOBS).where(chosen).values(heartbeat_at=make_time(), progress=done))
    return outcome.is_done


def end_job(store: Store, job: Job, progress: int, *, result: str | None = None, error: str | None = None) -> None:
    """Note that a job is done, with its result, or that it has failed, with the reason; both are JSON."""
    state = JobState.DONE if error is None else JobState.FAILED
    values = {"state": state.value, "progress": progress, "result": result, "error": error}
    with store.transaction("note a job in") as connection:
        connection.execute(update(JOBS).where(JOBS.c.id == job.id).values(heartbeat_at=make_time(), **values))


def give_up(store: Store, job: Job, error: str) -> None:
    """End a stale job, if its process doesn't hold the lock: as failed, or as done if its act is in the history."""
    c = JOBS.c
    chosen = (c.id == job.id) & c.state.in_(_OPEN) & (c.heartbeat_at < _find_time(-STALE))
    acted = select(func.count()).where((HISTORY.c.action == Action.IMPORT.value) & (HISTORY.c.note == job.note))
    with store.transaction("note a job in") as connection, _not_waiting(connection):
        failed = connection.execute(update(JOBS).where(chosen).values(state=JobState.FAILED.value, error=error))
        if failed.rowcount and connection.scalar(acted):
            connection.execute(update(JOBS).where(c.id == job.id).values(state=JobState.DONE.value, error=None))


def get_job(store: Store, identifier: str) -> Job:
    """Return the job of that id, or raise NotFoundError."""
    if is_storable(identifier):
        with store.transaction("read") as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.id == identifier)).one_or_none()
        if row is not None:
            return _load(row)
    raise NotFoundError(f"no job {shorten(identifier)!r}; ended jobs are removed after {KEPT.days} days")


def find_jobs(store: Store, limit: int) -> list[Job]:
    """Return the newest jobs first."""
    query = select(JOBS).order_by(JOBS.c.created_at.desc(), JOBS.c.id).limit(limit)
    with store.transaction("read") as connection:
        return [_load(row) for row in connection.execute(query)]


def _load(row: Row[tuple[object, ...]]) -> Job:
    values = row._asdict()
    return Job(**{**values, "state": JobState(values["state"])})


def _find_time(difference: timedelta) -> str:
    return (datetime.now(UTC) + difference).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(slots=True)
class _Outcome:
    is_done: bool = True


@contextmanager
def _not_waiting(connection: Connection) -> Iterator[_Outcome]:
    """Leave a block at once where somebody writes to the file; PostgreSQL locks rows, which takes no time."""
    outcome = _Outcome()
    if connection.dialect.name != "sqlite":
        yield outcome
        return
    waiting = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        yield outcome
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        outcome.is_done = False
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(waiting)}")
