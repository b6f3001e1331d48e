"""Missing system packages are installed, or asked for in one sentence."""

from __future__ import annotations

import pytest

from tools import system
from tools.shell import SetupError
from tools.system import Need

ABSENT = Need("libabsent-1.0", lambda: False)
PRESENT = Need("libpresent-1.0", lambda: True)


def want(monkeypatch: pytest.MonkeyPatch, *needs: Need) -> None:
    monkeypatch.setattr(system, "needs", lambda **_: list(needs))


def test_a_complete_system_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    want(monkeypatch, PRESENT)
    monkeypatch.setattr(system, "_privilege", lambda: pytest.fail("looked for rights"))

    system.ensure(for_tests=False)


def test_an_ordinary_user_is_told_the_one_command_to_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    want(monkeypatch, PRESENT, ABSENT)
    monkeypatch.setattr(system, "_privilege", lambda: None)

    with pytest.raises(SetupError) as caught:
        system.ensure(for_tests=False)

    command = "sudo apt-get install -y libabsent-1.0"
    assert str(caught.value).endswith(command)
    assert "libpresent" not in str(caught.value)


def test_what_apt_did_not_bring_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    want(monkeypatch, ABSENT)
    monkeypatch.setattr(system, "_privilege", list)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "_install", lambda _, names: asked.append(names))

    with pytest.raises(SetupError, match="libabsent"):
        system.ensure(for_tests=False)
    assert asked == [["libabsent-1.0"]]


def test_package_lists_are_fetched_when_an_install_without_them_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(system, "succeeds", lambda _: False)
    monkeypatch.setattr(
        system, "run", lambda command, **_: ran.append(" ".join(command))
    )

    system._install(["sudo", "-n"], ["libabsent-1.0"])

    assert [line.startswith("sudo -n env ") for line in ran] == [True, True]
    assert ran[0].endswith(" update")
    assert ran[1].endswith(" install -y --no-install-recommends libabsent-1.0")


def test_only_the_tests_ask_for_a_browser() -> None:
    demo = {need.package for need in system.needs(for_tests=False)}
    tests = {need.package for need in system.needs(for_tests=True)}

    assert tests - demo == {"chromium", "gettext", "git", "libatomic1"}


def test_java_is_asked_for_where_a_cluster_is_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(system, "_privilege", lambda: None)

    with pytest.raises(SetupError, match=r"install -y openjdk-17-jre-headless$"):
        system.ensure_java()
