"""A session on an Apache Spark cluster that is sure to end, even if the cluster goes
away.

Spark itself waits for machines for ever, so somebody looks while it works. What
does not end by itself is ended with the Java process that drives the cluster; the
cluster notices that and drops what it was doing.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from cases.engine.errors import EngineError

T = TypeVar("T")

REQUIREMENTS: Final = "requirements-cluster.txt"
_SCHEME: Final = "spark://"
# Spark drives one cluster at a time from a process.
_ONE_AT_A_TIME: Final = threading.Lock()
_LOOK_SECONDS: Final = 0.5
_ANSWER_SECONDS: Final = 5
_STOP_SECONDS: Final = 10
# Without one machine: where the master is gone too, and where it is there and
# others may be using them all.
_GONE_SECONDS: Final = 10
_BUSY_SECONDS: Final = 600
# Less Java memory than this Spark refuses.
_LEAST_MB: Final = 512

_SETTINGS: Final = {
    # No page that shows the work to whoever finds its port.
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # All links are held by this process in the end.
    "spark.driver.maxResultSize": "0",
    # No metastore in the working directory.
    "spark.sql.catalogImplementation": "in-memory",
    # Its fast reader fails on unsigned numbers kept in a dictionary (as of Spark 4.3)
    # when they are asked for as signed; decimals, its own way, take longer by far.
    "spark.sql.parquet.enableVectorizedReader": "false",
}


class Cluster:
    """A session, as `spark`, and the Java process behind it."""

    def __init__(self, master: str, spark: Any) -> None:
        self.spark = spark
        self._master = master
        self._java = spark.sparkContext._jsc.sc()  # noqa: SLF001 - no public way
        self._seen = time.monotonic()

    def run(self, work: Callable[[], T], meanwhile: Callable[[], None]) -> T:
        """Return what `work` returns; `meanwhile` is called twice a second and may
        raise to stop it.

        Raises EngineError (`cluster_lost`).
        """
        self._seen = time.monotonic()
        with ThreadPoolExecutor(1, thread_name_prefix="spark") as pool:
            future = pool.submit(work)
            try:
                while not wait([future], timeout=_LOOK_SECONDS).done:
                    meanwhile()
                    self._require_machines()
                return future.result()
            except BaseException as error:
                told = self._in_our_words(error)
                # The thread waits for Java and cannot be told to stop.
                _end_java()
                if told is error:
                    raise
                raise told from None

    def _require_machines(self) -> None:
        now = time.monotonic()
        if self._has_machines():
            self._seen = now
            return
        patience = _BUSY_SECONDS if answers(self._master) else _GONE_SECONDS
        if now - self._seen > patience:
            raise EngineError("cluster_lost")

    def _has_machines(self) -> bool:
        # This process counts as one of them.
        others: int = self._java.getExecutorMemoryStatus().size() - 1
        return others > 0 or self._master.startswith("local")

    def _in_our_words(self, error: BaseException) -> BaseException:
        """Replace an error of Spark's by one of ours: Spark's asks Java for its text,
        and Java is about to end."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        if not isinstance(error, Py4JError | PySparkException):
            return error
        try:
            text = str(error)
            is_lost = (
                "ExecutorLost" in text
                or self._java.isStopped()
                or not self._has_machines()
                or not answers(self._master)
            )
        except (Py4JError, OSError):
            return EngineError("cluster_lost")
        return EngineError("cluster_lost") if is_lost else RuntimeError(text)


@contextmanager
def connected(master: str, memory_mb: int) -> Iterator[Cluster]:
    """A session of its own; nothing of it is left afterwards, neither here nor there.

    Raises EngineError (`no_spark`, `no_java`, `cluster_lost`).
    """
    _require_programs()
    if not answers(master):
        raise EngineError("cluster_lost")
    with _ONE_AT_A_TIME:
        try:
            cluster = _open(master, memory_mb)
            yield cluster
            cluster.spark.stop()
        finally:
            _end_java()


def answers(master: str) -> bool:
    """False where nobody listens at any of the addresses of a standalone master."""
    if not master.startswith(_SCHEME):
        return True
    for address in master.removeprefix(_SCHEME).split(","):
        host, _, port = address.rpartition(":")
        with suppress(OSError, ValueError):
            place = (host.strip("[]"), int(port))
            socket.create_connection(place, _ANSWER_SECONDS).close()
            return True
    return False


def _require_programs() -> None:
    try:
        import pyspark  # noqa: F401 - whether it is there
    except ImportError:
        raise EngineError("no_spark", requirements=REQUIREMENTS) from None
    if not os.environ.get("JAVA_HOME") and not shutil.which("java"):
        raise EngineError("no_java")


def _open(master: str, memory_mb: int) -> Cluster:
    from pyspark.sql import SparkSession

    # It logs every connection that it closes.
    logging.getLogger("py4j").setLevel(logging.WARNING)
    builder = SparkSession.builder.master(master).appName("CaseDesk")
    builder = builder.config("spark.driver.memory", f"{max(memory_mb, _LEAST_MB)}m")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        return Cluster(master, spark)
    except Exception as error:
        # What Spark says where the master refused it or went away meanwhile.
        raise EngineError("cluster_lost") from error


def _end_java() -> None:
    """End the Java process and let pyspark forget it, so that it starts another."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    gateway = SparkContext._gateway  # noqa: SLF001 - no public way
    if gateway is None:
        return
    process: subprocess.Popen[bytes] = gateway.proc
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with suppress(Exception):
        gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001 - no public way
    SparkContext._active_spark_context = None  # noqa: SLF001 - no public way
    SparkSession._instantiatedSession = None  # noqa: SLF001 - no public way
    SparkSession._activeSession = None  # noqa: SLF001 - no public way
