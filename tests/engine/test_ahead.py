import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from cases.engine.ahead import ahead


def test_the_items_come_in_their_order() -> None:
    assert list(ahead(iter(range(100)))) == list(range(100))
    assert list(ahead(iter([]))) == []


def test_an_error_comes_in_its_place_and_ends_it() -> None:
    def broken() -> Iterator[int]:
        yield from range(5)
        raise OSError("the disk is gone")

    coming = ahead(broken())
    assert [next(coming) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(OSError, match="the disk is gone"):
        next(coming)


def test_closed_early_it_leaves_no_thread_and_reads_no_further() -> None:
    made: list[int] = []

    def endless() -> Iterator[int]:
        while True:
            made.append(len(made))
            yield made[-1]

    before = threading.active_count()
    with closing(ahead(endless())) as coming:
        assert next(coming) == 0
    assert threading.active_count() == before
    assert len(made) <= 4
