"""What continuous integration runs fails where anything fails, and says what it ran."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools import cluster, system
from tools.shell import ROOT, SetupError

TEST = "== 3 passed in 2.00s =="
CLUSTER = "== 2 passed in 1.00s =="
MAKE = """#!/bin/sh
case "$1" in
  test) echo "== 1 failed in 0.10s =="; echo "{test}"; exit {test_code} ;;
  test-cluster) echo "{cluster}"; exit {cluster_code} ;;
esac
"""


def run_ci(
    folder: Path, *, has_java: bool = True, test_code: int = 0, cluster_code: int = 0
) -> tuple[int, list[str]]:
    """Its exit code and last lines, with a make and a .venv that only say so."""
    make = MAKE.format(
        test=TEST, cluster=CLUSTER, test_code=test_code, cluster_code=cluster_code
    )
    programs = {"make": make, ".venv/bin/python": f"#!/bin/sh\nexit {1 - has_java}\n"}
    for name, text in programs.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    path = f"{folder}:{os.environ['PATH']}"
    done = subprocess.run(
        [folder / ".ci" / "run"],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()[-4:]


def test_the_commands_of_ci_are_everyone_s_commands() -> None:
    script = ROOT / ".ci" / "run"
    called = re.findall(r"^ *make ([a-z-]+)", script.read_text(), re.MULTILINE)
    assert called == ["test", "test-cluster"]
    assert os.access(script, os.X_OK)


def test_the_end_tells_what_both_came_to(tmp_path: Path) -> None:
    ends = ["make test-cluster:", CLUSTER, "make test:", TEST]
    assert run_ci(tmp_path) == (0, ends)


@pytest.mark.parametrize(("test_code", "cluster_code"), [(2, 0), (0, 2)])
def test_it_fails_where_one_of_them_fails(
    tmp_path: Path, test_code: int, cluster_code: int
) -> None:
    code, end = run_ci(tmp_path, test_code=test_code, cluster_code=cluster_code)
    assert code != 0
    assert "make test:" not in end


def test_without_java_it_says_that_no_cluster_was_tested(tmp_path: Path) -> None:
    code, end = run_ci(tmp_path, has_java=False)
    assert code == 0
    assert "No cluster was tested" in end[1]
    assert CLUSTER not in end
    assert end[-1] == TEST


def test_whoever_asks_for_the_cluster_is_told_which_package_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise SetupError(system.advice(["openjdk-17-jre-headless"]))

    monkeypatch.setattr(system, "ensure_java", refuse)
    assert cluster.main([]) == cluster.main(["java"]) == 1
    assert "sudo apt-get install -y openjdk-17-jre-headless" in capsys.readouterr().out
