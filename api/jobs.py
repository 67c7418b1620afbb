"""Work that is too long for a client to wait for: one thread of the process does it, one job after the other."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeVar

import orjson
from pydantic import BaseModel

from api.problems import INTERNAL, INVALID_REQUEST, STORE_UNAVAILABLE, ProblemKind
from glossary.errors import GlossaryError, InputError, StoreError, UsageError
from glossary.jobs import Job, create_job, end_job, find_jobs, get_job, give_up, note_progress, start_job
from glossary.store import Store

_LOG = logging.getLogger(__name__)
MAX_WAITING: Final = 4
"""Jobs that wait; each has a file on the disk."""
_BEAT_SECONDS: Final = 5.0
_GRACE_SECONDS: Final = 10.0
"""What a running job gets to end when the process ends, before it is stopped."""
_STOP_SECONDS: Final = 10.0
_WRITE_SECONDS: Final = 120.0
_LEFT = "the process that worked on the job ended before it was done; nothing was written: ask for it again"
_T = TypeVar("_T")
_STOPPED = "the server was stopped before the job was done; nothing was written: ask for it again"


class Work(Protocol):
    """What a job does."""

    def run(self, report: Callable[[int], object], note: str) -> BaseModel:
        """Do it in one transaction, noting its name in the history, and return the result.

        `report` is told how much is done from time to time; what it raises ends the work.
        """

    def close(self) -> None:
        """Let go of what the work needs; called once, whether it was done or not."""


class _StoppedError(Exception):
    """Ends the work of a job when the process ends."""


@dataclass(slots=True)
class _Task:
    job: Job
    work: Work
    progress: int = 0


class Jobs:
    """The jobs of a process, and a view of those of all. Close it before the store."""

    def __init__(
        self, store: Store, beat_seconds: float = _BEAT_SECONDS, grace_seconds: float = _GRACE_SECONDS
    ) -> None:
        self._store, self._beat_seconds, self._grace_seconds = store, beat_seconds, grace_seconds
        self._waiting: deque[_Task] = deque()
        self._running: _Task | None = None
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        self._stopping = threading.Event()
        self._ended = threading.Event()

    @property
    def is_full(self) -> bool:
        """Whether no further job can be taken on now."""
        return self._closing.is_set() or len(self._waiting) >= MAX_WAITING

    def submit(self, kind: str, who: str, work: Work) -> Job:
        """Take work on, which is closed when it is done, and return its job. On StoreError, nothing is taken on."""
        task = _Task(create_job(self._store, kind, who), work)
        with self._changed:
            self._waiting.append(task)
            if not self._threads:
                self._threads = [
                    threading.Thread(target=target, name=f"glossalign-{target.__name__.strip('_')}", daemon=True)
                    for target in (self._work, self._beat)
                ]
                for thread in self._threads:
                    thread.start()
            self._changed.notify_all()
        return task.job

    def get(self, identifier: str) -> Job:
        """Return a job of any process; raise NotFoundError. One whose process died is ended first."""
        return self._look_after(get_job(self._store, identifier))

    def find_newest(self, limit: int) -> list[Job]:
        """Return the newest jobs of all processes first."""
        return [self._look_after(job) for job in find_jobs(self._store, limit)]

    def close(self) -> None:
        """End the jobs: the running one when it is done, or as failed after a while; those that wait as failed."""
        with self._changed:
            self._closing.set()
            self._changed.notify_all()
        if self._threads:
            worker, beater = self._threads
            worker.join(self._grace_seconds)
            self._stopping.set()
            worker.join(_STOP_SECONDS)
            self._ended.set()
            beater.join(_STOP_SECONDS)

    def _look_after(self, job: Job) -> Job:
        """Return the job as it is: with the progress that only this process knows, or given up if it was left."""
        with self._changed:
            own = {task.job.id: task for task in self._list_tasks()}
        if job.id in own:
            return replace(job, progress=max(job.progress, own[job.id].progress)) if job.is_open else job
        if job.is_stale:
            give_up(self._store, job, _make_problem(INTERNAL, _LEFT))
            return get_job(self._store, job.id)
        return job

    def _list_tasks(self) -> list[_Task]:
        return [*self._waiting] if self._running is None else [self._running, *self._waiting]

    # -- the worker ----------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing.is_set())
                if not self._waiting:
                    return
                self._running = task = self._waiting.popleft()
            try:
                self._do(task)
            except Exception:  # noqa: BLE001 - the thread must go on; the job is given up when it is stale
                _LOG.exception("job %s", task.job.id)
            finally:
                task.work.close()
                with self._changed:
                    self._running = None

    def _do(self, task: _Task) -> None:
        result, error = None, None
        try:
            if self._closing.is_set():
                raise _StoppedError
            if not _persist(lambda: start_job(self._store, task.job)):
                return  # others have given it up, and told so
            result = task.work.run(lambda done: self._note(task, done), task.job.note).model_dump_json()
        except _StoppedError:
            error = _make_problem(INTERNAL, _STOPPED)
        except (UsageError, InputError) as fault:
            error = _make_problem(INVALID_REQUEST, str(fault))
        except GlossaryError as fault:
            _LOG.error("job %s: %s", task.job.id, fault)
            kind = STORE_UNAVAILABLE if isinstance(fault, StoreError) else INTERNAL
            error = _make_problem(kind, "the server's log says why; ask for it again")
        except Exception:  # noqa: BLE001 - whatever it is, the job has ended
            _LOG.exception("job %s", task.job.id)
            error = _make_problem(INTERNAL, "the server's log says why")
        _persist(lambda: end_job(self._store, task.job, task.progress, result=result, error=error))
        self._renew()

    def _note(self, task: _Task, done: int) -> None:
        task.progress = done
        if self._stopping.is_set():
            raise _StoppedError

    def _beat(self) -> None:
        while not self._ended.wait(self._beat_seconds):
            self._renew()

    def _renew(self) -> None:
        """Tell the others that the jobs of this process live, if that is possible now."""
        with self._changed:
            progress = {task.job.id: task.progress for task in self._list_tasks()}
        if progress:
            try:
                note_progress(self._store, progress)
            except StoreError as fault:
                _LOG.warning("the heartbeat of jobs: %s", fault)


def _persist(act: Callable[[], _T]) -> _T:
    """Write to the store, and try again for a while where others are writing."""
    until = time.monotonic() + _WRITE_SECONDS
    while True:
        try:
            return act()
        except StoreError:
            if time.monotonic() > until:
                raise
            time.sleep(1)


def _make_problem(kind: ProblemKind, detail: str) -> str:
    return orjson.dumps({"type": kind.type, "title": kind.title, "status": int(kind.status), "detail": detail}).decode()
