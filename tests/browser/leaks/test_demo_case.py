"""The demo case in a browser; then everything that was written is looked through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from cases.demo import files as demo_files
from cases.demo import load
from cases.demo.files import DemoFiles
from tests.browser.conftest import Visitor
from tests.browser.leaks import day, known
from tests.browser.leaks.known import Place

# The only places where it may be read which case it is and what its suspects are
# called, and why. Nothing of a victim may be read anywhere.
MAY_NAME_THE_CASE: Final = {
    "cases_alias": "the handles of suspects, searched by parts of them",
    "cases_case": "its number, its title, and the facts as officers write them",
    "cases_entry": "the trail says which number a case was given",
    "cases_seizeddataset": "titles that officers give, after the holder's handle",
}


@pytest.fixture
def demo(watched: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DemoFiles:
    """Loaded before there is a worker, whose messages of the load are then thrown
    away: the day need not wait for them."""
    monkeypatch.setattr("casedesk.environment.key_dir", lambda: tmp_path / "keys")
    load.ensure(lambda _text: None)
    return demo_files.make()


def test_nothing_of_a_victim_is_written_in_the_clear(
    watched: Callable[[], list[Place]],
    demo: DemoFiles,
    worker: None,
    visitor: Visitor,
    tmp_path: Path,
) -> None:
    day.pass_day(visitor, demo, tmp_path)
    written = watched()
    places = {place for place, _content in written}
    assert {"cases_entry", "django_session", "address", "log", "redis"} <= places
    assert {"exports", "originals", "stores"} <= {Path(p).parent.name for p in places}
    told = [c for place, c in written if place == "redis, as it was told"]
    assert any(b"make_export" in command for command in told)

    found = known.look_through(known.demo_case(), written)
    in_clear = {p: sorted(f.victims)[:5] for p, f in found.items() if f.victims}
    assert in_clear == {}
    assert {p for p, f in found.items() if f.case} == set(MAY_NAME_THE_CASE)
