"""Take a file that is the body of a request: into memory if it is small, else onto the disk."""

import io
import tempfile
from dataclasses import dataclass
from typing import BinaryIO, Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool

SMALL: Final = 1024 * 1024
"""Bytes of a file that is kept in memory, and worked off while the client waits."""


@dataclass(slots=True)
class Upload:
    """A file that was sent, from its start. Whoever has taken it from the request closes it."""

    stream: BinaryIO
    size: int
    media_type: str
    is_taken: bool = False


async def receive_upload(request: Request) -> Upload:
    """Return the body of a request, whose size is limited before it comes here."""
    stream: BinaryIO = io.BytesIO()
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= SMALL:
                stream.write(chunk)
                continue
            if isinstance(stream, io.BytesIO):
                stream = await run_in_threadpool(_spool, stream.getvalue())
            await run_in_threadpool(stream.write, chunk)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return Upload(stream, size, request.headers.get("content-type", ""))


def _spool(content: bytes) -> BinaryIO:
    # It has no name in the file system, so that nothing is left of it whatever becomes of the process.
    stream = tempfile.TemporaryFile(prefix="glossalign-")  # noqa: SIM115 - it outlasts the request
    stream.write(content)
    return stream
