"""Rows of jobs in the store: what every process sees of the work of each."""

import threading

import pytest
from sqlalchemy import update

from glossary import jobs
from glossary.errors import NotFoundError, StoreError
from glossary.history import Author, make_time
from glossary.importing import ImportOptions, import_entries
from glossary.jobs import (
    JobState,
    create_job,
    end_job,
    find_jobs,
    get_job,
    give_up,
    note_progress,
    start_job,
)
from glossary.model import Concept, LanguageSection, Term
from glossary.schema import JOBS
from glossary.store import Store

ERROR = '{"detail":"left"}'


def _age(store: Store, identifier: str, time: str = "2026-01-01T00:00:00Z") -> None:
    with store.transaction("age", writes=True) as connection:
        connection.execute(update(JOBS).where(JOBS.c.id == identifier).values(heartbeat_at=time))


def test_a_job_goes_through_its_states(store: Store) -> None:
    """And another process sees each."""
    job = create_job(store, "import", "ann")
    assert (job.state, job.progress, job.is_open) == (JobState.QUEUED, 0, True)
    assert get_job(store, job.id) == job
    assert start_job(store, job)
    assert note_progress(store, {job.id: 250})
    found = get_job(store, job.id)
    assert (found.state, found.progress, found.who, found.kind) == (JobState.RUNNING, 250, "ann", "import")
    end_job(store, job, 300, result="{}")
    found = get_job(store, job.id)
    assert (found.state, found.progress, found.result, found.error) == (JobState.DONE, 300, "{}", None)
    assert not found.is_open


def test_a_failed_job_keeps_its_reason(store: Store) -> None:
    """And no heartbeat opens it again."""
    job = create_job(store, "import", "ann")
    end_job(store, job, 3, error=ERROR)
    note_progress(store, {job.id: 9})
    found = get_job(store, job.id)
    assert (found.state, found.progress, found.error) == (JobState.FAILED, 3, ERROR)
    assert not start_job(store, job)


def test_an_unknown_job_is_told(store: Store) -> None:
    """With why it may be gone; any text may be asked for."""
    with pytest.raises(NotFoundError, match="no job 'x'; ended jobs are removed after 7 days"):
        get_job(store, "x")
    with pytest.raises(NotFoundError, match="no job"):
        get_job(store, "\ud800")


def test_ended_jobs_are_removed_after_a_week(store: Store) -> None:
    """When the next job is made; those that are open stay."""
    old, open_ = create_job(store, "import", "ann"), create_job(store, "import", "ann")
    end_job(store, old, 1, result="{}")
    _age(store, old.id)
    _age(store, open_.id)
    new = create_job(store, "import", "ann")
    assert {job.id for job in find_jobs(store, 10)} == {open_.id, new.id}
    assert len(find_jobs(store, 1)) == 1


def test_a_silent_job_is_given_up_as_failed(store: Store) -> None:
    """But not one that has been heard of lately."""
    job = create_job(store, "import", "ann")
    start_job(store, job)
    assert not get_job(store, job.id).is_stale
    give_up(store, job, ERROR)
    assert get_job(store, job.id).state is JobState.RUNNING
    _age(store, job.id)
    assert get_job(store, job.id).is_stale
    give_up(store, job, ERROR)
    found = get_job(store, job.id)
    assert (found.state, found.error, found.is_stale) == (JobState.FAILED, ERROR, False)


def test_a_silent_job_whose_act_is_in_the_history_is_done(store: Store) -> None:
    """Its process died between writing the glossary and the job."""
    job = create_job(store, "import", "ann")
    concept = Concept("jaz", (LanguageSection("pl", (Term("jaz"),)),))
    import_entries(store, [concept], Author("ann", make_time(), job.note), ImportOptions())
    _age(store, job.id)
    give_up(store, job, ERROR)
    found = get_job(store, job.id)
    assert (found.state, found.result, found.error) == (JobState.DONE, None, None)


def test_a_job_lives_while_its_process_writes(location: str, store: Store) -> None:
    """In SQLite nobody else can write then, and nobody waits for it; in PostgreSQL heartbeats go on."""
    job = create_job(store, "import", "ann")
    _age(store, job.id)
    with Store.open(location) as other, other.transaction("write", writes=True) as connection:
        renewed = note_progress(store, {job.id: 7})
        give_up(store, job, ERROR)
        found = get_job(store, job.id)
        assert found.state is JobState.QUEUED
        assert renewed is (connection.dialect.name == "postgresql")
        assert found.progress == (7 if renewed else 0)
    assert note_progress(store, {job.id: 8})
    assert get_job(store, job.id).progress == 8


def test_waiting_for_the_store_is_as_before_after_a_heartbeat(location: str) -> None:
    """A connection that did not wait goes back to others, which do."""
    with Store.open(location) as store, Store.open(location) as other:
        job = create_job(store, "import", "ann")
        with other.transaction("write", writes=True):
            note_progress(store, {job.id: 1})
        entered, leave = threading.Event(), threading.Event()

        def hold() -> None:
            with other.transaction("write", writes=True):
                entered.set()
                leave.wait(10)

        thread = threading.Thread(target=hold)
        thread.start()
        assert entered.wait(10)
        threading.Timer(0.3, leave.set).start()
        end_job(store, job, 2, result="{}")
        thread.join()
        assert get_job(store, job.id).state is JobState.DONE


def test_a_fault_of_the_database_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a lock is taken for somebody's work."""
    job = create_job(store, "import", "ann")
    monkeypatch.setattr(jobs, "JOBS", JOBS.to_metadata(type(JOBS.metadata)(), name="nowhere"))
    with pytest.raises(StoreError, match="nowhere"):
        note_progress(store, {job.id: 1})
