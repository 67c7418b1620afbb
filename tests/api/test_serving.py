"""The server as a process: its addresses, a port in use, what it loads."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from api.serving import listen
from glossary.errors import GlossaryError, UsageError
from glossary.keys import Scope, create_key, revoke_key
from glossary.model import Glossary
from glossary.store import Store
from tests.api.conftest import LOCK

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
    lines = server.stderr.read().splitlines()
    assert lines[-1] == "[]"
    told = [" ".join(line.split()) for line in lines[:-1]]
    assert [sum(event in line for line in told) for event in ("] serving [", "] stopping [", "] stopped [")] == [
        1,
        1,
        1,
    ]
    assert [line.split()[1:4] for line in told if "GET /v1/lookup" in line] == [["GET", "/v1/lookup", "200"]]


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


@dataclass(frozen=True, slots=True)
class _Service:
    """A server that runs, the address that it answers at, and what it logs to."""

    process: subprocess.Popen[str]
    site: str
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, _, port = self.site.removeprefix("http://").partition(":")
        return host, int(port)


Serve = Callable[..., AbstractContextManager[_Service]]


@pytest.fixture
def serve(location: str, tmp_path: Path) -> Serve:
    """Return what gives a server over the small glossary, with settings, and ends it by SIGTERM."""
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--store", location, "--port", "0"]
    log = tmp_path / "log"

    @contextmanager
    def run(**settings: str) -> Iterator[_Service]:
        environment = {**os.environ, **{f"GLOSSALIGN_{name.upper()}": value for name, value in settings.items()}}
        with (
            log.open("w", encoding="utf-8") as stream,
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=stream, text=True) as process,
        ):
            try:
                assert process.stdout is not None
                site = process.stdout.readline().strip().rstrip("/")
                _wait_until(lambda: _get(f"{site}/healthz")["status"] == "ok")
                yield _Service(process, site, log)
                process.terminate()
                process.wait(timeout=30)
            finally:
                process.kill()

    return run


def _get(address: str, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urlopen(Request(address, headers=headers), timeout=30) as answer:
        return json.load(answer)


def _wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return
        except (URLError, ConnectionError):
            pass
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def _find_children(pid: int) -> list[int]:
    """Return the processes of workers: those that serve, and not the one that tracks their resources."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _name_worker(site: str) -> str:
    """Return the part of a request's id that all of one process have."""
    with urlopen(f"{site}/healthz", timeout=30) as answer:
        return str(answer.headers["x-request-id"]).partition("-")[0]


def _count_lookups(site: str) -> float:
    """Return how many lookups the workers answered in all."""
    with urlopen(f"{site}/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    name = 'glossalign_http_requests_total{method="GET",route="/v1/lookup",status="200"}'
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="workers are found by /proc")
def test_workers_share_a_store_and_their_metrics_and_are_replaced(serve: Serve, location: str) -> None:
    """Both answer, see what is written within a second, and are counted together; one that is killed comes again."""
    with Store.open(location) as store:
        key, token = create_key(store, "ann", Scope.READ)
    with serve(workers="2", log_format="json", access_log="false") as service:
        site, server = service.site, service.process
        _wait_until(lambda: len(_find_children(server.pid)) == 2)
        _wait_until(lambda: len({_name_worker(site) for _ in range(20)}) == 2)
        for _ in range(20):  # each over a connection of its own
            assert _get(f"{site}/v1/lookup?q=kana%C5%82u+sp%C5%82awnego", token)["hits"][0]["concept"]["id"] == "canal"
        assert _count_lookups(site) == 20
        with Store.create(location) as store:
            store.write_glossary(Glossary((LOCK,)))
            revoke_key(store, key.id)
        time.sleep(1.0)
        assert {len(_get(f"{site}/v1/lookup?q=kana%C5%82u+sp%C5%82awnego")["hits"]) for _ in range(10)} == {0}
        for _ in range(10):
            with pytest.raises(URLError, match="401"):
                _get(f"{site}/readyz", token)
        killed = _find_children(server.pid)[0]
        os.kill(killed, signal.SIGKILL)
        for _ in range(10):
            assert _get(f"{site}/readyz")["status"] == "ready"
        _wait_until(lambda: len(set(_find_children(server.pid)) - {killed}) == 2)
        assert _count_lookups(site) == 30
        _wait_until(lambda: service.log.read_text(encoding="utf-8").count('"worker started"') == 3)
    assert server.returncode == 0
    events = [json.loads(line) for line in service.log.read_text(encoding="utf-8").splitlines()]
    assert events[0]["event"] == "serving"
    assert (events[0]["workers"], events[0]["reads"], events[0]["level"]) == (2, "open", "info")
    assert any(event["event"] == f"Child process [{killed}] died" for event in events)
    assert events[-1]["event"] == "stopped"


def _begin_request(service: _Service) -> socket.socket:
    """Ask for something in part, and tell the server to stop."""
    client = socket.create_connection(service.address, timeout=10)
    client.sendall(
        b"POST /v1/lookup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n"
    )
    client.sendall(b'{"queries"')
    time.sleep(0.3)
    service.process.terminate()
    return client


def test_what_was_asked_is_answered_before_the_end(serve: Serve) -> None:
    """A request that is under way when the server is told to stop is not broken off; no new one is taken."""
    with serve() as service, _begin_request(service) as client:
        time.sleep(0.5)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(service.address, timeout=5)
        client.sendall(b':["x"]}\n')
        answer = b""
        while part := client.recv(65536):
            answer += part
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert service.process.wait(timeout=30) in {0, -signal.SIGTERM}


def test_requests_that_take_too_long_end_with_the_server(serve: Serve) -> None:
    """The server stops when the time for that is over, whoever still waits."""
    with serve(shutdown_seconds="1") as service:
        begun = time.monotonic()
        with _begin_request(service):
            service.process.wait(timeout=30)
        assert 1 < time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("host", "reads", "lines"), [("0.0.0.0", "open", 1), ("0.0.0.0", "key", 0), ("127.0.0.1", "open", 0)]
)
def test_who_can_read_is_said_where_it_is_not_only_this_machine(
    serve: Serve, host: str, reads: str, lines: int
) -> None:
    """One clear line, and only where it is true."""
    with serve(host=host, reads=reads) as service:
        pass
    told = service.log.read_text(encoding="utf-8")
    assert told.count("can read the glossary; reads=key asks for a key") == lines
