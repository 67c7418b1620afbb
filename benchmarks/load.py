"""A load generator over plain sockets: so light that, beside a server on two cores, it is not what is measured.

Run as a process of its own: it reads one target a line, `METHOD path [body]`, from a file, and prints one JSON object.
At no rate each connection asks again as soon as it is answered (how much can the server do?). At a rate, requests are
due at fixed times, and latency counts from when a request was due, also where the server keeps it waiting.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter, deque
from pathlib import Path
from typing import cast


class _Connection(asyncio.Protocol):
    """One connection: sends a request, and tells when the whole answer is there."""

    def __init__(self, load: "_Load") -> None:
        self._load = load
        self._buffer = bytearray()
        self._due = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._load.take(self)

    def send(self, request: bytes, due: float) -> None:
        """Send a request that was due at a time of the event loop's clock."""
        assert self.transport is not None
        self._due = due
        self._buffer.clear()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self._buffer.lower().find(b"content-length:", 0, head)
        if at < 0:
            raise SystemExit("the answer has no Content-Length; this generator reads no chunks")
        length = int(self._buffer[at + 15 : self._buffer.find(b"\r\n", at)])
        if len(self._buffer) >= head + 4 + length:
            status = int(self._buffer[9:12])
            self._load.note(status, time.perf_counter() - self._due, length)
            self._load.take(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._load.lose()


class _Load:
    """The requests that are still to be sent, and what came of those that were."""

    def __init__(self, requests: list[bytes], seconds: float, rate: float | None) -> None:
        self._requests = requests
        self._end = time.perf_counter() + seconds
        self._rate = rate
        self._free: deque[_Connection] = deque()
        self._waiting: deque[float] = deque()
        self._sent = 0
        self.latencies: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.bytes = 0
        self.lost = 0

    def take(self, connection: _Connection) -> None:
        """Use a connection that is free again."""
        now = time.perf_counter()
        if now >= self._end:
            return
        if self._rate is None:
            self._send(connection, now)
        elif self._waiting:
            self._send(connection, self._waiting.popleft())
        else:
            self._free.append(connection)

    def _send(self, connection: _Connection, due: float) -> None:
        connection.send(self._requests[self._sent % len(self._requests)], due)
        self._sent += 1

    def note(self, status: int, seconds: float, length: int) -> None:
        """Note an answer."""
        self.latencies.append(seconds)
        self.statuses[status] += 1
        self.bytes += length

    def lose(self) -> None:
        """Note a connection that the server closed."""
        if time.perf_counter() < self._end:
            self.lost += 1

    async def run(self) -> None:
        """Send until the time is over."""
        if self._rate is None:
            await asyncio.sleep(max(0.0, self._end - time.perf_counter()))
        else:
            await self._keep_rate(self._rate)
        await asyncio.sleep(0.5)

    async def _keep_rate(self, rate: float) -> None:
        due = time.perf_counter()
        while due < self._end:
            now = time.perf_counter()
            while due <= now:
                if self._free:
                    self._send(self._free.popleft(), due)
                else:
                    self._waiting.append(due)
                due += 1 / rate
            await asyncio.sleep(min(0.002, max(0.0, due - time.perf_counter())))


def make_requests(lines: list[str], host: str) -> list[bytes]:
    """Return the bytes of each request."""
    requests = []
    for line in lines:
        method, path, *rest = line.split(" ", 2)
        body = rest[0].encode() if rest else b""
        extra = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        requests.append(f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{extra}\r\n".encode() + body)
    return requests


async def measure(port: int, requests: list[bytes], seconds: float, rate: float | None, connections: int) -> _Load:
    """Return what came of a load."""
    load = _Load(requests, seconds, rate)
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(load), "127.0.0.1", port)
    await load.run()
    return load


def main() -> None:
    """Run one load and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", type=Path)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    try:
        import uvloop  # noqa: PLC0415 - not on every system
    except ImportError:
        run = asyncio.run
    else:
        run = uvloop.run
    lines = options.targets.read_text(encoding="utf-8").splitlines()
    random.Random(1).shuffle(lines)  # noqa: S311 - not for secrets
    requests = make_requests(lines, f"127.0.0.1:{options.port}")
    load = run(measure(options.port, requests, options.seconds, options.rate, options.connections))
    latencies = sorted(load.latencies)
    if not latencies:
        raise SystemExit("no answer came")
    found = {
        "requests_per_second": len(latencies) / options.seconds,
        "p50_ms": latencies[len(latencies) // 2] * 1000,
        "p95_ms": latencies[int(len(latencies) * 0.95)] * 1000,
        "p99_ms": latencies[int(len(latencies) * 0.99)] * 1000,
        "bytes": load.bytes / len(latencies),
        "statuses": load.statuses,
        "lost": load.lost,
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
