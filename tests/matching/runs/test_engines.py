"""One setting says where a match runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from casedesk import given
from cases.engine.errors import EngineError
from cases.engine.join import Limits, spark
from cases.matching.runs.engines import match
from tests.engine.join.test_match import reports_of
from tests.engine.making import MOBILE, make_source

MASTER = "spark://cluster:7077"
PLACES = [(MOBILE, "19900000001", 3)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The masters that were asked; they are lost."""
    masters: list[Any] = []

    def lost(*_question: Any, master: str, **_steering: Any) -> None:
        masters.append(master)
        raise EngineError("cluster_lost")

    monkeypatch.setattr(spark, "match", lost)
    return masters


def links_found(tmp_path: Path, **steering: Any) -> int:
    source = make_source(1, tmp_path / "index", PLACES)
    return match(
        [source], reports_of(PLACES), Limits(tmp_path / "spill"), **steering
    ).links.height


def test_it_runs_here_without_the_setting(tmp_path: Path, asked: list[Any]) -> None:
    assert links_found(tmp_path) == 1
    assert asked == []


def test_it_runs_on_the_cluster_that_is_set(
    tmp_path: Path,
    asked: list[Any],
    settings: Settings,
) -> None:
    settings.CASEDESK_SPARK_MASTER = MASTER
    with pytest.raises(EngineError):
        links_found(tmp_path)
    assert asked == [MASTER]


def test_a_few_reports_for_which_somebody_waits_are_searched_here(
    tmp_path: Path, asked: list[Any], settings: Settings
) -> None:
    settings.CASEDESK_SPARK_MASTER = MASTER
    assert links_found(tmp_path, at_once=True) == 1
    assert asked == []


@pytest.mark.parametrize(
    "address", ["", MASTER, "spark://a:7077,b:7077", "yarn", "local[2]"]
)
def test_the_address_of_a_cluster_is_taken(address: str) -> None:
    assert given.spark_master(address) == address


@pytest.mark.parametrize("address", ["cluster:7077", "spark://cluster", "yes"])
def test_what_is_no_address_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="spark://host:7077"):
        given.spark_master(address)
