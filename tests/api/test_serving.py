"""The server as a process: its addresses, a port in use, what it loads."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from api.serving import listen
from glossary.errors import GlossaryError, UsageError

# The modules that only semantic lookups need are told on standard error when the server ends.
_SERVER = """
import sys
from api.cli import run
status = run(sys.argv[1:])
print(sorted({"torch", "faiss", "sentence_transformers", "transformers"} & set(sys.modules)), file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture
def server(location: str) -> Iterator[subprocess.Popen[str]]:
    """Give a server on a free port over the small glossary."""
    command = [sys.executable, "-c", _SERVER, "serve", "--store", location, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_serve_prints_two_addresses_that_answer_without_loading_an_encoder(server: subprocess.Popen[str]) -> None:
    """The page and a lookup are printed once they answer; text lookups never load torch; Ctrl-C ends the server."""
    assert server.stdout is not None
    assert server.stderr is not None
    page, lookup = server.stdout.readline().strip(), server.stdout.readline().strip()
    with urlopen(page, timeout=30) as answer:
        assert b"kana\xc5\x82 sp\xc5\x82awny" in answer.read()
    with urlopen(lookup, timeout=30) as answer:
        assert json.load(answer)["hits"][0]["concept"]["id"] == "canal"
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=30) == 130
    assert server.stderr.read() == "[]\n"


def test_a_port_in_use_is_one_line_and_status_1(location: str) -> None:
    """Who starts a second server learns the port and the remedy."""
    with listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-c", _SERVER, "serve", "--store", location, "--port", port],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == (
        f"glossalign: error: port {port} of 127.0.0.1 is in use; "
        "take another by --port or GLOSSALIGN_PORT (0 finds a free one)"
    )


def test_listen_names_a_host_without_an_address() -> None:
    """A host that can't be is wrong usage."""
    with pytest.raises(UsageError, match=r"^--host 'no\.such\.host\.invalid' has no address"):
        listen("no.such.host.invalid", 0)


def test_listen_names_an_address_of_another_machine() -> None:
    """An address that isn't ours is a failure with a remedy."""
    with pytest.raises(GlossaryError, match=r"^can't listen at 192\.0\.2\.1, port 0: .*; try --host 127\.0\.0\.1"):
        listen("192.0.2.1", 0)


def test_a_connection_waits_before_the_server_runs() -> None:
    """The socket takes connections from the start, so that an address that was printed never refuses one."""
    with listen("127.0.0.1", 0) as taken, socket.create_connection(taken.getsockname()[:2], timeout=5) as client:
        assert client.getpeername()[1] == taken.getsockname()[1]
        assert os.get_inheritable(taken.fileno()) is False
