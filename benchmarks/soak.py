"""Run a service for a while under reads and writes, kill a worker in the middle, and tell what was lost: nothing.

    python -m benchmarks.soak --minutes 10 [--store postgresql://…]

Writers count in the notes of concepts, several of them in each, by PATCH with If-Match: where a write was acknowledged,
and lost, or where two writers overwrote one another, a note has not the number of acknowledged writes.
"""

import argparse
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from benchmarks.service import find_port
from benchmarks.synthetic import make_concepts
from glossary.model import Concept, Glossary
from glossary.store import Store

_CONCEPTS = 2000
_COUNTED = 4
_WRITERS = 2  # of each counted concept
_READERS = 4
_PROGRAM = str(Path(sys.executable).with_name("glossalign"))


class _Client:
    """One connection to the service, which is opened anew when it breaks."""

    def __init__(self, port: int, key: str = "") -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, str, bytes]:
        """Return status, validator and body of an answer; status 0 where the connection broke."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        sent = {**self._headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        try:
            self._connection.request(method, path, data, sent)
            answer = self._connection.getresponse()
            return answer.status, answer.headers.get("ETag", ""), answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            return 0, "", b""


class _Tally:
    """What readers and writers have met."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.reads: Counter[int] = Counter()
        self.writes: Counter[int] = Counter()
        self.acknowledged: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.faults: list[str] = []
        self.stop = threading.Event()

    def note_fault(self, text: str) -> None:
        """Keep what an answer was that should not have been."""
        with self.lock:
            self.faults.append(text[:300])


def _read(port: int, concepts: Sequence[Concept], tally: _Tally, seed: int) -> None:
    """Ask for this and that until told to stop."""
    chosen = random.Random(seed)  # noqa: S311 - not for secrets
    client = _Client(port)
    while not tally.stop.is_set():
        concept = chosen.choice(concepts)
        section = chosen.choice(concept.sections)
        term = section.terms[0]
        form = quote(chosen.choice(term.forms).text)
        text = {"text": f"{term.text} " * 20, "language": section.language}
        method, path, body = chosen.choice(
            [
                ("GET", f"/v1/lookup?q={form}", None),
                ("GET", f"/v1/lookup?q={form}x&match=exact,inflected,fuzzy", None),
                ("GET", f"/v1/suggest?q={quote(term.text[:4])}", None),
                ("GET", f"/v1/concepts/{concept.id}", None),
                ("GET", "/v1/concepts?limit=20", None),
                ("POST", "/v1/annotate", text),
                ("POST", "/v1/check", {"source": text, "target": {"text": "x", "language": "ru"}}),
            ]
        )
        status, _, answer = client.ask(method, path, body)
        with tally.lock:
            tally.reads[status] += 1
        if status not in (0, 200):
            tally.note_fault(f"{method} {path}: {status} {answer!r}")


def _write(port: int, key: str, concept: str, tally: _Tally) -> None:
    """Count in the note of a concept until told to stop."""
    client = _Client(port, key)
    while not tally.stop.is_set():
        status, validator, answer = client.ask("GET", f"/v1/concepts/{concept}")
        if status != 200:
            continue
        note = json.loads(answer)["note"]
        status, _, answer = client.ask(
            *("PATCH", f"/v1/concepts/{concept}", {"note": str(int(note or 0) + 1)}),
            **{"If-Match": validator, "Content-Type": "application/merge-patch+json"},
        )
        with tally.lock:
            tally.writes[status] += 1
            tally.acknowledged[concept] += status == 200
            tally.unknown[concept] += status == 0
        if status not in (0, 200, 412):
            tally.note_fault(f"PATCH {concept}: {status} {answer!r}")


def _list_workers(process: int) -> list[int]:
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()))


def _measure_memory(process: int) -> float:
    """Return the resident memory of a service and its workers in megabytes."""
    total = 0
    for pid in (process, *_list_workers(process)):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        _, _, resident = status.partition("VmRSS:")  # a worker that was killed has none until it is buried
        total += int(resident.split()[0]) if resident else 0
    return total / 1024


def _wait(port: int) -> None:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the service did not start")


def _run(process: int, port: int, key: str, concepts: Sequence[Concept], minutes: float) -> _Tally:
    """Let readers and writers work, kill a worker after half of the time, and print memory now and then."""
    tally = _Tally()
    counted = [concept.id for concept in concepts[:_COUNTED]]
    threads = [threading.Thread(target=_read, args=(port, concepts, tally, seed)) for seed in range(_READERS)]
    threads += [threading.Thread(target=_write, args=(port, key, c, tally)) for c in counted for _ in range(_WRITERS)]
    for thread in threads:
        thread.start()
    steps = 10
    for step in range(1, steps + 1):
        time.sleep(minutes * 60 / steps)
        if step == steps // 2:
            os.kill(_list_workers(process)[-1], signal.SIGKILL)
        print(  # noqa: T201
            f"{step * minutes / steps:.1f} min: {_measure_memory(process):,.0f} MB, {sum(tally.reads.values()):,} reads"
        )
    tally.stop.set()
    for thread in threads:
        thread.join()
    return tally


def main() -> None:
    """Run the benchmark; exit with 1 if anything was lost or failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--store")
    options = parser.parse_args()
    concepts = tuple(make_concepts(_CONCEPTS))
    with tempfile.TemporaryDirectory() as folder:
        location = options.store or str(Path(folder, "glossary.db"))
        with Store.create(location) as store:
            store.write_glossary(Glossary(concepts))
        made = [_PROGRAM, "key", "create", "soak", "--scope", "curate", "--store", location, "--json"]
        key = json.loads(subprocess.run(made, check=True, capture_output=True).stdout)["token"]  # noqa: S603
        port = find_port()
        command = [_PROGRAM, "serve", "--store", location, "--port", str(port), "--workers", "2"]
        environment = {**os.environ, "GLOSSALIGN_ACCESS_LOG": "false", "GLOSSALIGN_LOG_LEVEL": "error"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as service:  # noqa: S603
            try:
                _wait(port)
                tally = _run(service.pid, port, key, concepts, options.minutes)
            finally:
                service.terminate()
        with Store.open(location) as store:
            notes = {name: int(store.get_concept(name).note or 0) for name in tally.acknowledged}
    lost = [
        name for name, count in tally.acknowledged.items() if not count <= notes[name] <= count + tally.unknown[name]
    ]
    print(f"reads by status {dict(tally.reads)}, writes by status {dict(tally.writes)}")  # noqa: T201
    print(f"acknowledged {dict(tally.acknowledged)}, counted {notes}; lost or doubled: {lost or 'none'}")  # noqa: T201
    for fault in tally.faults[:10]:
        print(fault)  # noqa: T201
    raise SystemExit(bool(lost or tally.faults))


if __name__ == "__main__":
    main()
