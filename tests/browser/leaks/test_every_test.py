"""Every test with a browser is looked through, and fails by what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor
from tests.browser.leaks.test_planted import in_file, in_log, in_mail, in_table
from tests.browser.leaks.watching import Watched, searched
from tests.matching.making import mobile
from tests.people import make_officer
from tests.suspects.making import fictitious_id


# Not in Redis nor in the database's log: tests that run beside it share those.
@pytest.mark.parametrize(
    ("plant", "leak"),
    [
        (in_table, mobile(1)),
        (in_file, fictitious_id(1)),
        (in_log, "王某甲"),
        (in_mail, mobile(2)),
    ],
)
def test_a_test_that_leaves_somebody_in_the_clear_fails(
    watched: Watched,
    visitor: Visitor,
    data_dir: Path,
    plant: Callable[[Visitor, Path, str], str],
    leak: str,
) -> None:
    def work() -> str:
        visitor.sign_in(make_officer("visitor"))
        with searched(watched):
            return plant(visitor, data_dir, f"… {leak} …")

    with pytest.raises(pytest.fail.Exception, match=f"'{leak}'"):
        work()


def test_no_test_with_a_browser_is_left_out(request: pytest.FixtureRequest) -> None:
    with_browser = [
        item
        for item in request.session.items
        if isinstance(item, pytest.Function) and "browser" in item.fixturenames
    ]
    assert {
        item.nodeid
        for item in with_browser
        if not {"visitor", "nothing_in_the_clear"} <= {*item.fixturenames}
    } == set()
