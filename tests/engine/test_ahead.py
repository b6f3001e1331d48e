"""Work done ahead in another thread keeps its order and its errors."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from cases.engine.ahead import ahead, each


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


def test_closed_early_it_closes_what_it_reads_from() -> None:
    closed = []

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.append(True)

    with closing(ahead(endless())) as coming:
        next(coming)
    assert closed == [True]


def test_each_result_stands_in_the_place_of_its_item() -> None:
    meeting = threading.Barrier(2, timeout=20)

    def slow_at_first(number: int) -> int:
        # Passed only by two calls that run at the same time.
        meeting.wait()
        return number * number

    assert list(each(slow_at_first, range(10))) == [n * n for n in range(10)]
    assert list(each(slow_at_first, [])) == []


def test_an_error_of_one_call_is_raised_in_its_place() -> None:
    def picky(number: int) -> int:
        if number == 3:
            raise OSError("not this one")
        return number

    results = each(picky, range(10))
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(OSError, match="not this one"):
        next(results)
