"""Measure the lookup service beside a bare route: server and load are processes of their own, on one machine.

    python -m benchmarks.service --concepts 100000 [--seconds 15] [--semantic]

The bare route is Starlette's alone, under the same server, and answers a constant JSON of the mean size of our answers.
"""

import argparse
import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.synthetic import make_concepts
from glossary.model import Concept, Proposal, SourceDocument
from glossary.store import Store

_ROUNDS = 3
_TYPOS = "qwxzщъжضظψξ"
_BARE = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

body = b'{"a":"' + b"x" * (int(sys.argv[1]) - 8) + b'"}'

async def answer(request):
    return Response(body, media_type="application/json")

uvicorn.run(Starlette(routes=[Route("/v1/lookup", answer)]), port=int(sys.argv[2]), access_log=False, log_level="error")
"""


@dataclass(frozen=True, slots=True)
class _Source:
    concepts: Iterator[Concept]
    documents: tuple[SourceDocument, ...] = ()
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Server:
    """A server under load; `seconds` is the time from its start to its first answer."""

    port: int
    process: subprocess.Popen[bytes]
    seconds: float

    @property
    def resident(self) -> float:
        """Resident memory in megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


def find_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def run_server(command: Callable[[int], Sequence[str]], path: str) -> Iterator[_Server]:
    """Run a server until the block ends; `path` is an address that it answers once it is ready."""
    port = find_port()
    begun = time.perf_counter()
    environment = {**os.environ, "GLOSSALIGN_ACCESS_LOG": "false", "GLOSSALIGN_LOG_LEVEL": "error"}
    process = subprocess.Popen(command(port), env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60).read()
                break
            except (urllib.error.URLError, ConnectionError):
                if process.poll() is not None:
                    raise SystemExit("the server ended by itself") from None
                time.sleep(0.01)
        yield _Server(port, process, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(30)


def load(server: _Server, targets: Path, seconds: float, rate: float | None = None, connections: int = 16) -> Any:
    """Return what the load generator measured."""
    command = [sys.executable, "-m", "benchmarks.load", str(targets), "--port", str(server.port)]
    command += ["--seconds", str(seconds), "--connections", str(connections)]
    command += [] if rate is None else ["--rate", str(rate)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603
    if set(found["statuses"]) != {"200"} or found["lost"]:
        raise SystemExit(f"not every request was answered: {found}")
    return found


def write_targets(database: Path, folder: Path, count: int) -> dict[str, Path]:
    """Write files of requests: each lookup another form of another term; with its language, and without."""
    chosen = random.Random(3)  # noqa: S311 - not for secrets
    with sqlite3.connect(database) as connection:
        last = connection.execute("SELECT max(number) FROM terms").fetchone()[0]
        rows = []
        for number in chosen.sample(range(1, last + 1), min(count, last)):
            language, text = connection.execute(
                "SELECT language, text FROM terms WHERE number = ?", (number,)
            ).fetchone()
            forms = [form for (form,) in connection.execute("SELECT text FROM forms WHERE term = ?", (number,))]
            rows.append((language, text, chosen.choice([text, *forms])))
    lines = {
        "language": [f"GET /v1/lookup?q={quote(form)}&lang={language}" for language, _, form in rows],
        "any": [f"GET /v1/lookup?q={quote(form)}" for _, _, form in rows],
        "common": [f"GET /v1/lookup?q={quote(rows[int(chosen.paretovariate(0.7)) % len(rows)][2])}" for _ in rows],
        "fuzzy": [
            f"GET /v1/lookup?q={quote(_misspell(text, chosen))}&match=exact,inflected,fuzzy"
            for _, text, _ in rows[:5000]
        ],
        "suggest": [f"GET /v1/suggest?q={quote(text[: chosen.randint(1, 8)])}" for _, text, _ in rows[:5000]],
        "semantic": [f"GET /v1/lookup?q={quote(text)}&match=semantic" for _, text, _ in rows[:2000]],
    }
    paths = {}
    for name, requests in lines.items():
        paths[name] = folder / f"targets-{name}.txt"
        paths[name].write_text("\n".join(requests), encoding="utf-8")
    return paths


def _misspell(text: str, chosen: random.Random) -> str:
    """Return a text with one letter changed, lost, added or two swapped."""
    at = chosen.randrange(len(text))
    letter = chosen.choice(_TYPOS)
    changes = (text[:at] + letter + text[at + 1 :], text[:at] + text[at + 1 :], text[:at] + letter + text[at:])
    swapped = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
    return chosen.choice((*changes, swapped)) or text


def _serve(database: Path) -> Callable[[int], Sequence[str]]:
    program = str(Path(sys.executable).with_name("glossalign"))
    return lambda port: [program, "serve", "--store", str(database), "--port", str(port)]


def _print(name: str, found: Any, extra: str = "") -> None:
    times = ", ".join(f"p{share} {found[f'p{share}_ms']:.2f} ms" for share in (50, 95, 99))
    print(f"{name}: {found['requests_per_second']:,.0f} a second, {times}, {found['bytes']:.0f} bytes{extra}")  # noqa: T201


def compare(database: Path, targets: dict[str, Path], seconds: float) -> None:
    """Print lookups beside the bare route, round by round, and both at four fifths of what ours can do."""
    with run_server(_serve(database), "/healthz") as ours:
        load(ours, targets["language"], seconds)  # what stays in memory comes there
        size = round(load(ours, targets["language"], 2)["bytes"])
        with run_server(lambda port: [sys.executable, "-c", _BARE, str(size), str(port)], "/v1/lookup") as bare:
            for name in ("language", "any", "common"):
                pairs = [
                    (load(bare, targets[name], seconds / 3), load(ours, targets[name], seconds)) for _ in range(_ROUNDS)
                ]
                ratio = statistics.median(b["requests_per_second"] / a["requests_per_second"] for a, b in pairs)
                _print(f"bare ({name})", pairs[-1][0])
                _print(f"lookup ({name})", pairs[-1][1], f"; {ratio:.2f} of bare, median of {_ROUNDS}")
                rate = 0.8 * statistics.median(b["requests_per_second"] for _, b in pairs)
                paced = [
                    (load(bare, targets[name], 5, rate), load(ours, targets[name], 5, rate)) for _ in range(_ROUNDS)
                ]
                delay = statistics.median(b["p99_ms"] / a["p99_ms"] for a, b in paced)
                _print(f"lookup ({name}) at {rate:,.0f}", paced[-1][1], f"; p99 {delay:.1f} times that of bare")
        print(f"resident after lookups: {ours.resident:,.0f} MB")  # noqa: T201


def measure_others(database: Path, targets: dict[str, Path], seconds: float, names: Sequence[str]) -> None:
    """Print the times of lookups that are no plain ones, one after the other."""
    with run_server(_serve(database), "/healthz") as ours:
        for name in names:
            begun = time.perf_counter()
            first = targets[name].read_text(encoding="utf-8").split(maxsplit=2)[1]
            urllib.request.urlopen(f"http://127.0.0.1:{ours.port}{first}", timeout=600).read()
            print(f"{name}: ready after {time.perf_counter() - begun:.1f} s")  # noqa: T201
            _print(name, load(ours, targets[name], seconds, connections=1))
            print(f"resident: {ours.resident:,.0f} MB")  # noqa: T201


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--concepts", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--folder", type=Path, default=Path("build/bench-service"))
    parser.add_argument("--semantic", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    database = options.folder / f"glossary-{options.concepts}.db"
    if not database.exists():
        part = database.with_suffix(".part")
        part.unlink(missing_ok=True)
        with Store.create(part) as store:
            store.write_glossary(_Source(make_concepts(options.concepts)))
        part.rename(database)
    targets = write_targets(database, options.folder, 200_000)
    with run_server(_serve(database), "/v1/languages") as server:
        print(f"started in {server.seconds:.2f} s, resident {server.resident:,.0f} MB")  # noqa: T201
    compare(database, targets, options.seconds)
    names = ["fuzzy", "suggest", *(["semantic"] if options.semantic else [])]
    measure_others(database, targets, options.seconds, names)


if __name__ == "__main__":
    main()
