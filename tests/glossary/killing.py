"""Kill a process that works on a store at random moments, and look at what it left.

The arguments are the place of a store, a folder, the number of kills and a seed.

The process goes through the same steps over and over, and says so after each of them. It is forked from one that has
loaded all it needs, so that it is killed at work and not at loading. What it left must be the state after the last step
that it told of, or after the one it was in.
"""

import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from glossary.backup import restore_backup, write_backup
from glossary.curation import merge
from glossary.editing import apply_change
from glossary.errors import StoreError
from glossary.history import Author
from glossary.importing import ImportMode, ImportOptions, import_entries
from glossary.model import Concept, Glossary, Judgement, TermReference, Verdict
from glossary.store import Store
from tests.glossary.samples import BRIDGE, DOCUMENT

_CONCEPTS = 120
FIRST = Glossary(tuple(replace(BRIDGE, id=f"c{i}") for i in range(_CONCEPTS)), (DOCUMENT,))
SECOND = Glossary(tuple(replace(BRIDGE, id=f"d{i}", note="other") for i in range(_CONCEPTS)), (DOCUMENT,))
ANN = Author("ann", "2026-05-04T10:00:00Z")
_MERGER = merge(*SECOND.concepts[:2])
MERGED = tuple(each for each in (_MERGER.concepts[0].after, *SECOND.concepts[2:]) if each is not None)
IMPORTED = tuple(replace(BRIDGE, id=f"e{i}") for i in range(_CONCEPTS))
JUDGEMENT = Judgement(Verdict.PREFERRED, TermReference("pl", "most zwodzony"))


@dataclass(frozen=True, slots=True)
class State:
    """What a store holds: its concepts and the judgements that stand."""

    concepts: tuple[Concept, ...]
    judgements: tuple[Judgement, ...]


def _judge(location: str, _backup: Path) -> None:
    with Store.open(location) as store:
        store.add_judgement(JUDGEMENT)


def _withdraw(location: str, _backup: Path) -> None:
    with Store.open(location) as store:
        for stored in store.find_judgements():
            store.withdraw_judgement(stored.number)


def _write(glossary: Glossary) -> Callable[[str, Path], None]:
    def write(location: str, _backup: Path) -> None:
        with Store.create(location) as store:
            store.write_glossary(glossary)

    return write


def _back_up(location: str, backup: Path) -> None:
    with Store.open(location) as store:
        write_backup(store, backup)


def _restore(location: str, backup: Path) -> None:
    restore_backup(backup, location, force=True)


def _edit(location: str, _backup: Path) -> None:
    with Store.open(location) as store:
        apply_change(store, merge(*SECOND.concepts[:2]), ANN)


def _import(location: str, _backup: Path) -> None:
    with Store.open(location) as store:
        import_entries(store, IMPORTED, ANN, ImportOptions(ImportMode.ID))


# Each step, and what the store holds after it.
STEPS = (
    (_write(FIRST), State(FIRST.concepts, ())),
    (_back_up, State(FIRST.concepts, ())),
    (_judge, State(FIRST.concepts, (JUDGEMENT,))),
    (_write(SECOND), State(SECOND.concepts, (JUDGEMENT,))),
    (_withdraw, State(SECOND.concepts, ())),
    (_restore, State(FIRST.concepts, ())),
    (_write(SECOND), State(SECOND.concepts, ())),
    (_edit, State(MERGED, ())),
    (_import, State((*MERGED, *IMPORTED), ())),
)


def work(location: str, backup: Path, begin: int, told: int) -> None:
    """Go through the steps from one on, and write a byte into a pipe after each."""
    for number in range(begin, sys.maxsize):
        STEPS[number % len(STEPS)][0](location, backup)
        os.write(told, b".")


def kill_one(location: str, backup: Path, begin: int, seconds: float) -> int:
    """Kill a process that works for so long, from one step on; return how many steps it told of."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            work(location, backup, begin, write)
        finally:
            os._exit(1)
    os.close(write)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WTERMSIG(status) != signal.SIGKILL:
        raise RuntimeError(f"the process ended by itself at step {begin}")
    with os.fdopen(read, "rb") as stream:
        return len(stream.read())


def read_state(location: str) -> State:
    """Return what a store holds; raise for one that contradicts itself."""
    with Store.open(location) as store:
        concepts = tuple(store.iterate_concepts())
        state = State(concepts, tuple(stored.judgement for stored in store.find_judgements()))
        if not concepts or store.find_matches("mosty zwodzone", "pl")[-1].concept != concepts[-1].id:
            raise RuntimeError("terms and concepts disagree")
    if "://" not in location:
        connection = sqlite3.connect(location)
        [(answer,)] = connection.execute("PRAGMA integrity_check").fetchall()
        connection.close()
        if answer != "ok":
            raise RuntimeError(f"damaged: {answer}")
    return state


def check_backup(backup: Path) -> None:
    """Raise unless a backup is whole."""
    if read_state(str(backup)) != STEPS[1][1]:
        raise RuntimeError("half a backup")


def kill_first(location: str, backup: Path, seconds: float) -> bool:
    """Kill a process at the first writing of a store; return whether the store was there then."""
    told = kill_one(location, backup, 0, seconds)
    try:
        found: State | None = read_state(location)
    except StoreError as error:
        if "no glossary" not in str(error):
            raise
        found = None
    before = STEPS[(told - 1) % len(STEPS)][1] if told else None
    if found not in (before, STEPS[told % len(STEPS)][1]):
        raise RuntimeError("half a first glossary")
    STEPS[0][0](location, backup)
    if read_state(location).concepts != FIRST.concepts:
        raise RuntimeError("a store that was killed at its first writing can't be written")
    return found is not None


def run(location: str, folder: Path, rounds: int, seed: int) -> dict[str, int]:
    """Kill that often; return how many kills left the state before the step, and how many the one after it.

    A fifth as many processes more are killed at the first writing of a new file.
    """
    backup = folder / "backup.db"
    chance = random.Random(seed)
    for step, _ in STEPS[:2]:
        step(location, backup)
    started = time.monotonic()
    for step, _ in (*STEPS[2:], *STEPS[:2]):
        step(location, backup)
    length = time.monotonic() - started  # of all steps once
    tally = {"before": 0, "after": 0, "steps": 0, "first": 0}
    begin = 2
    for turn in range(rounds):
        if "://" not in location and turn % 5 == 0:
            new = f"{folder}/new{turn}.db"
            tally["first"] += kill_first(new, folder / f"{turn}.db", chance.uniform(0, length / 3))
        # Beginning with any step, as the killed process took the store to any of them.
        told = kill_one(location, backup, begin, chance.uniform(0, length / 2))
        at = begin + told
        before, after = STEPS[(at - 1) % len(STEPS)][1], STEPS[at % len(STEPS)][1]
        found = read_state(location)
        if found not in (before, after):
            raise RuntimeError(f"between the states before and after step {at % len(STEPS)}: {len(found.concepts)}")
        check_backup(backup)
        tally["steps"] += told
        tally["before" if found == before else "after"] += 1
        begin = at if found == before else at + 1
    return tally


if __name__ == "__main__":
    location, folder, rounds, seed = sys.argv[1:]
    sys.stdout.write(orjson.dumps(run(location, Path(folder), int(rounds), int(seed))).decode() + "\n")
