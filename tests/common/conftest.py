"""Queues for tests of jobs: one in memory that can be looked into, one that is down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Empty

import pytest
from celery import Celery

from casedesk.celery import app as real
from cases.casefiles.models import Case
from cases.common import jobs
from cases.matching.models import MatchRun

Sent = Callable[[], list[int]]


@pytest.fixture
def job(case: Case) -> MatchRun:
    """A draft; any job would do."""
    return MatchRun.objects.create(case=case, kinds=["mobile"])


@pytest.fixture
def waiting(job: MatchRun) -> MatchRun:
    jobs.submit(job, wake=False)
    return job


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Celery]]:
    """Puts a broker in the place of the real one, with a task that nobody does."""
    monkeypatch.setattr(MatchRun, "task_name", "tests.nothing")

    def at(broker: str) -> Celery:
        app = Celery("tests", broker=broker, set_as_current=False)

        @app.task(name=MatchRun.task_name, shared=False, lazy=False)
        def nothing(pk: int) -> None:
            """Sent, and never done."""

        app.set_current()
        return app

    yield at
    real.set_current()


@pytest.fixture
def sent(queue: Callable[[str], Celery]) -> Sent:
    """The primary keys sent since it was last called; nobody else takes them."""
    app = queue("memory://")

    def take() -> list[int]:
        found: list[int] = []
        with app.connection_for_read() as broker:
            messages = broker.SimpleQueue("celery", no_ack=True)
            while True:
                try:
                    args, _kwargs, _embed = messages.get(block=False).payload
                except Empty:
                    return found
                found.append(args[0])

    take()
    return take


@pytest.fixture
def queue_down(queue: Callable[[str], Celery]) -> None:
    """A broker at a port where nobody listens."""
    queue("redis://127.0.0.1:1")
