"""A PostgreSQL server for the tests: on loopback, with its data in a temporary folder, gone when the tests end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "glossalign"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",  # the machine's power is not cut in a test
    "shared_buffers": "64MB",
    "max_connections": "200",
}
# Who runs the server where the tests are run by root, whom it refuses.
_USERS = ("postgres", "nobody")


def find_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL on this machine, or None."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    # Debian keeps them out of the PATH.
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


@contextmanager
def run_server(programs: Path) -> Iterator[str]:
    """Run a server; gives the address of its database, for a URL."""
    user = _find_user()
    folder = Path(tempfile.mkdtemp(prefix="glossalign-postgresql-"))
    data = folder / "data"
    if user is not None:
        shutil.chown(folder, user)
    port = _find_port()

    def run(program: str, *arguments: str) -> None:
        log = folder / "log"
        with log.open("ab") as stream:
            done = subprocess.run(
                [programs / program, *arguments], check=False, stdout=stream, stderr=stream, user=user, cwd=folder
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {log.read_text(errors='replace')[-2000:]}")

    try:
        run(
            "initdb",
            "--pgdata",
            str(data),
            "--auth=trust",
            f"--username={USER}",
            "--encoding=UTF8",
            "--no-locale",
            "-N",
        )
        with (data / "postgresql.conf").open("a") as stream:
            stream.writelines(f"{name} = '{value}'\n" for name, value in (_SETTINGS | {"port": str(port)}).items())
        run("pg_ctl", "start", "--wait", "--pgdata", str(data), "--log", str(folder / "server.log"))
        try:
            yield f"{USER}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate", "--pgdata", str(data))
    finally:
        shutil.rmtree(folder)


def _find_user() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _USERS if name in names)


def _find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
