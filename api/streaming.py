"""Send a file to a client while it is written: from a thread, in flat memory, at the pace of the client."""

import io
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

import anyio
from anyio import from_thread, to_thread
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.middleware import BODILESS_KEY, ETAG_KEY
from api.problems import OVERLOADED, answer_problem

if TYPE_CHECKING:
    from typing_extensions import Buffer

_LOG = logging.getLogger(__name__)
PATIENCE: Final = 60.0
"""Seconds that a client may leave a part of an answer unread; a snapshot of the store is held for it meanwhile."""
_RETRY_SECONDS = 5
_CHUNK = 64 * 1024
_QUEUED = 2
_T = TypeVar("_T")


class _GoneError(Exception):
    """Ends the writing of a file that nobody waits for any more."""


class Outlet(io.RawIOBase):
    """Where the thread writes to: first the head of the answer, then its body."""

    def __init__(self, chunks: MemoryObjectSendStream[bytes], scope: Scope) -> None:
        self._chunks, self._scope = chunks, scope
        self.headers: Mapping[str, str] = {}
        self.is_stopped = False
        self._is_ended = False

    def begin(self, headers: Mapping[str, str], etag: str) -> bool:
        """Set the head, which is sent with the first part of the body; False where no body is wanted."""
        self.headers = headers
        state = self._scope.setdefault("state", {})
        state[ETAG_KEY] = etag
        # The field is compared again where the head is sent, and the status set there; here it only saves the work.
        held = {tag.strip() for line in Headers(scope=self._scope).getlist("if-none-match") for tag in line.split(",")}
        return not (state.get(BODILESS_KEY) or held & {"*", etag, f"W/{etag}"})

    def watch(self, items: Iterable[_T]) -> Iterator[_T]:
        """Yield items as long as the client is there: a file may be written long before its first part is sent."""
        for item in items:
            if self.is_stopped:
                raise _GoneError
            yield item

    def writable(self) -> bool:
        """Return True, which this is for."""
        return True

    def write(self, data: "Buffer", /) -> int:
        """Hand a part of the body over, and wait while the client has enough of them unread."""
        if self._is_ended:
            return memoryview(data).nbytes
        if self.is_stopped:
            raise _GoneError
        part = bytes(data)
        try:
            from_thread.run(self._chunks.send, part)
        except anyio.BrokenResourceError as error:
            raise _GoneError from error
        return len(part)

    def end(self) -> None:
        """Send nothing more: after a fault, what is left in a buffer before this is dropped."""
        self._is_ended = True


class WrittenResponse(Response):
    """An answer that a function writes in a thread of its own.

    The head is sent with the first part, so that a fault before that is answered as any other. A fault later breaks
    the transfer, so that no client takes what it has for the whole. `slots` is taken as long as the answer is made.
    """

    def __init__(self, write: Callable[[Outlet, BinaryIO], object], slots: threading.Semaphore) -> None:
        self._write, self._slots = write, slots
        self._fault: BaseException | None = None
        self.status_code = 200
        self.background = None
        self.init_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._slots.acquire(blocking=False):
            detail = "as many exports as the server makes at a time are under way; ask again in a moment"
            headers = {"Retry-After": str(_RETRY_SECONDS)}
            await answer_problem(Request(scope), OVERLOADED, detail, headers=headers)(scope, receive, send)
            return
        try:
            await self._answer(scope, receive, send)
        finally:
            self._slots.release()  # only here, as the thread has ended only here
        if self._fault is not None:
            raise self._fault

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        sender, receiver = anyio.create_memory_object_stream[bytes](_QUEUED)
        outlet = Outlet(sender, scope)
        with sender, receiver:
            async with anyio.create_task_group() as group:
                group.start_soon(self._watch_client, outlet, receive, group.cancel_scope)
                group.start_soon(self._run, outlet, sender)
                try:
                    await self._send(outlet, receiver, send)
                finally:
                    outlet.is_stopped = True
                    group.cancel_scope.cancel()

    async def _watch_client(self, outlet: Outlet, receive: Receive, scope: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        outlet.is_stopped = True
        scope.cancel()

    async def _run(self, outlet: Outlet, sender: MemoryObjectSendStream[bytes]) -> None:
        async with sender:
            await to_thread.run_sync(self._write_all, outlet, limiter=anyio.CapacityLimiter(1))

    def _write_all(self, outlet: Outlet) -> None:
        stream = io.BufferedWriter(outlet, _CHUNK)
        try:
            self._write(outlet, stream)
            stream.flush()
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is sent
            if not outlet.is_stopped:
                self._fault = error
        finally:
            outlet.end()
            stream.detach()

    async def _send(self, outlet: Outlet, receiver: MemoryObjectReceiveStream[bytes], send: Send) -> None:
        """Send head and parts as they come; what isn't ended here is broken off."""
        is_begun = False
        try:
            async with receiver:
                async for chunk in receiver:
                    with anyio.fail_after(PATIENCE):
                        if not is_begun:
                            await self._begin(outlet, send)
                            is_begun = True
                        await send({"type": "http.response.body", "body": chunk, "more_body": True})
            if self._fault is None:
                if not is_begun:
                    await self._begin(outlet, send)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:  # TimeoutError is one
            outlet.is_stopped = True
            _LOG.warning("an export was broken off: the client has gone, or does not read")

    async def _begin(self, outlet: Outlet, send: Send) -> None:
        self.init_headers(outlet.headers)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
