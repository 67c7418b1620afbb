"""Answers that are written while they are sent: over a real server, as only there a transfer can break."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import BinaryIO

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import streaming
from api.middleware import BODILESS_KEY
from api.streaming import Outlet, WrittenResponse

Write = Callable[[Outlet, BinaryIO], object]


class _Server:
    """A server whose one answer is written by a function, which tells when it has ended."""

    def __init__(self, write: Write, slots: int = 8) -> None:
        self.ended = threading.Event()
        self._write = write
        free = threading.Semaphore(slots)
        self._app = Starlette(routes=[Route("/", lambda _: WrittenResponse(self._note_end, free))])
        self.port = 0

    def _note_end(self, outlet: Outlet, stream: BinaryIO) -> None:
        try:
            self._write(outlet, stream)
        finally:
            self.ended.set()

    @contextmanager
    def run(self) -> Iterator[None]:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
            server = uvicorn.Server(uvicorn.Config(self._app, log_config=None, lifespan="off"))
            thread = threading.Thread(target=server.run, args=([taken],))
            thread.start()
            try:
                yield
            finally:
                server.should_exit = True
                thread.join(20)
            assert not thread.is_alive()

    @contextmanager
    def ask(self) -> Iterator[http.client.HTTPResponse]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", "/")
            with connection.getresponse() as answer:
                yield answer


def _begin(outlet: Outlet) -> None:
    outlet.begin({"Content-Type": "text/plain"}, '"1"')


def test_an_answer_comes_whole() -> None:
    """However it is cut into parts."""
    parts = [b"x", b"y" * 100_000, b"", b"z" * 7] * 20

    def write(outlet: Outlet, stream: BinaryIO) -> None:
        _begin(outlet)
        stream.writelines(parts)

    server = _Server(write)
    with server.run(), server.ask() as answer:
        assert answer.headers["Content-Type"] == "text/plain"
        assert answer.read() == b"".join(parts)


def test_a_fault_in_the_middle_breaks_the_transfer() -> None:
    """So that no client takes the part for the whole."""

    def write(outlet: Outlet, stream: BinaryIO) -> None:
        _begin(outlet)
        stream.write(b"x" * 1_000_000)
        raise ValueError("the disk is gone")

    server = _Server(write)
    with server.run(), server.ask() as answer:
        assert answer.status == 200
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            answer.read()


def test_a_fault_before_the_first_part_is_answered() -> None:
    """As that of any other route."""

    def write(outlet: Outlet, stream: BinaryIO) -> None:
        _begin(outlet)
        stream.write(b"x")
        raise ValueError("the disk is gone")

    server = _Server(write)
    with server.run(), server.ask() as answer:
        assert (answer.status, answer.read()) == (500, b"Internal Server Error")


def test_a_client_that_goes_away_ends_the_writing() -> None:
    """Even where nothing is sent for a long time, as a file is written elsewhere first."""

    def write(outlet: Outlet, stream: BinaryIO) -> None:
        _begin(outlet)
        stream.write(b"x" * 100_000)
        for _ in outlet.watch(iter(int, 1)):
            time.sleep(0.01)

    server = _Server(write)
    with server.run():
        with server.ask():
            pass
        assert server.ended.wait(20)


def test_a_client_that_does_not_read_is_waited_for_in_flat_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not for ever."""
    monkeypatch.setattr(streaming, "PATIENCE", 1.0)
    written = 0

    def write(outlet: Outlet, stream: BinaryIO) -> None:
        nonlocal written
        _begin(outlet)
        for _ in range(10_000):
            written += stream.write(b"x" * 65536)

    server = _Server(write)
    with server.run(), server.ask() as answer:
        assert answer.read(10) == b"x" * 10
        assert server.ended.wait(20)
        assert written < 64 * 1024 * 1024


def test_more_at_a_time_than_there_are_slots_are_asked_to_wait() -> None:
    """As each holds a state of the store."""
    go_on = threading.Event()

    def write(outlet: Outlet, stream: BinaryIO) -> None:
        _begin(outlet)
        stream.write(b"x" * 100_000)
        stream.flush()
        go_on.wait(20)

    server = _Server(write, slots=1)
    with server.run():
        with server.ask() as first:
            with server.ask() as second:
                assert (second.status, second.headers["Retry-After"]) == (503, "5")
                assert second.headers["Content-Type"] == "application/problem+json"
            go_on.set()
            assert len(first.read()) == 100_000
        with server.ask() as third:
            assert len(third.read()) == 100_000


def test_nothing_is_written_for_a_head() -> None:
    """The middleware says that it is one, as routes see every HEAD as a GET."""
    wanted: list[bool] = []

    async def answer(request: Request) -> Response:
        request.scope.setdefault("state", {})[BODILESS_KEY] = True
        slots = threading.Semaphore()
        return WrittenResponse(lambda outlet, _: wanted.append(outlet.begin({}, '"1"')), slots)

    server = _Server(lambda *_: None)
    server._app = Starlette(routes=[Route("/", answer)])
    with server.run(), server.ask() as found:
        assert (found.status, found.read(), wanted) == (200, b"", [False])
