"""What is said of a cluster where there is no Spark; the rest is in tests/cluster."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from cases.engine.errors import EngineError
from cases.engine.join import Limits, cluster, spark
from cases.engine.join.duck import REPORTS_SCHEMA

MASTER = "spark://127.0.0.1:7077"


def code_of_a_match(tmp_path: Path) -> str:
    with pytest.raises(EngineError) as caught:
        spark.match([], REPORTS_SCHEMA.to_frame(), Limits(tmp_path), master=MASTER)
    return caught.value.code


def test_without_spark_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert code_of_a_match(tmp_path) == "no_spark"


def test_without_java_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", sys)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert code_of_a_match(tmp_path) == "no_java"


def test_a_master_answers_where_one_of_its_addresses_does() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert cluster.answers(f"spark://127.0.0.1:{port}")
        assert cluster.answers(f"spark://127.0.0.1:1,127.0.0.1:{port}")
    assert not cluster.answers(f"spark://127.0.0.1:{port}")
