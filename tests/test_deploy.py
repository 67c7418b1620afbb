"""The files of deploy/: what can be told of them without a container or an init system."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())


def _read_compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def _list_instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, continued lines joined, without comments."""
    lines = [line for line in (DEPLOY / "Dockerfile").read_text("utf-8").splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


@pytest.mark.parametrize("path", [*FILES, ROOT / "docs" / "operation.md"], ids=lambda path: path.name)
def test_every_variable_is_a_setting(path: Path) -> None:
    """Under the name that the settings know it by."""
    names = set(re.findall(r"GLOSSALIGN_([A-Z_]+)", path.read_text("utf-8")))
    assert {name.lower() for name in names} <= Settings.model_fields.keys()


def test_the_service_of_compose_waits_for_its_database() -> None:
    """Both tell whether they are well; the service can be reached from this machine only, and writes nowhere else."""
    services = _read_compose()["services"]
    service, database = services["glossalign"], services["database"]
    assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert database["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert "/readyz" in service["healthcheck"]["test"][-1]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert services["build"]["command"] == ["build", "/corpus"]


def test_compose_hands_on_what_the_example_sets() -> None:
    """Each variable of the one is in the other."""
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    used = set(re.findall(r"\$\{([A-Z_]+)", text))
    example = (DEPLOY / "env.example").read_text("utf-8")
    assert used == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


def test_the_folders_of_the_image_are_all_packages() -> None:
    """And each volume, file and folder that is named is there."""
    packages = {
        name.removesuffix("*")
        for name in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"][
            "find"
        ]["include"]
    }
    copied = {word for name, rest in _list_instructions() if name == "COPY" for word in shlex.split(rest)}
    assert packages <= copied
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8")
    for word in copied - {"./", "--from=build", "/opt/glossalign"}:
        assert (ROOT / word).exists()
        assert f"!{word}\n" in kept
    compose = _read_compose()
    build = compose["services"]["glossalign"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    named = {each.partition(":")[0] for service in compose["services"].values() for each in service["volumes"]}
    assert {name for name in named if name.isalpha()} == compose["volumes"].keys()


def test_the_image_serves_as_nobody_in_particular() -> None:
    """From a second stage, and with a probe."""
    found = _list_instructions()
    stages = [at for at, (name, _) in enumerate(found) if name == "FROM"]
    last = dict(found[stages[-1] :])
    assert len(stages) == 2
    assert last["USER"] == "10001"
    assert last["VOLUME"] == "/var/lib/glossalign"
    assert "/readyz" in last["HEALTHCHECK"]
    assert (last["ENTRYPOINT"], last["CMD"]) == ('["glossalign"]', '["serve"]')


def test_the_dependencies_of_the_image_are_those_of_the_package() -> None:
    """As the line of the Dockerfile lists them."""
    [line] = [rest for name, rest in _list_instructions() if name == "RUN" and "requirements.txt" in rest]
    [script] = [word for word in shlex.split(line.partition(">")[0]) if word.startswith("import os")]
    listed = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"EXTRAS": "postgresql"},
        capture_output=True,
        text=True,
        check=True,
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    expected = [*project["dependencies"], *project["optional-dependencies"]["postgresql"]]
    assert listed.stdout.splitlines() == expected


def test_the_unit_is_one(tmp_path: Path) -> None:
    """As systemd reads it, with a program that is there in the place of the installed one."""
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "glossalign.service"
    text = (DEPLOY / "glossalign.service").read_text("utf-8")
    unit.write_text(text.replace("/opt/glossalign/bin/glossalign", "/bin/true"), "utf-8")
    done = subprocess.run([tool, "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_is_hardened() -> None:
    """It may write to its own folders only."""
    lines = (DEPLOY / "glossalign.service").read_text("utf-8").splitlines()
    for line in ("DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet="):
        assert line in lines
    assert "EnvironmentFile=-/etc/glossalign/glossalign.env" in lines
