"""What others in the chain of sale had: parts of what Wang had, and some more.

Each hand adds or drops something, as resellers do, so that the share that two of them
have in common tells who can have had it from whom.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

# Where the times of the seeded generator end.
_LAST: Final = datetime(2020, 12, 31)  # noqa: DTZ001 - a clock on a wall, as in the files
_TIME: Final = "注册时间"


def registered_until(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """The same people, the last of whom registered on that day at the latest."""
    earlier = _LAST - datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the file's times have no zone
    time = pl.col(_TIME).str.to_datetime("%Y-%m-%d %H:%M:%S")
    moved = time - timedelta(days=earlier.days)
    return frame.with_columns(moved.dt.strftime("%Y-%m-%d %H:%M:%S").alias(_TIME))


def make(
    csv: pl.DataFrame, xlsx: pl.DataFrame, late: pl.DataFrame
) -> dict[str, tuple[str, bytes]]:
    """csv and xlsx: Wang's people. late: people whom only the downline has."""
    sold_on = pl.concat([csv.slice(15_000, 9_000), xlsx.head(1_000)])
    kept = pl.concat([csv.slice(30_000, 4_000), late])
    return {
        "manager": ("后台导出订单.csv", _csv(csv.head(18_000))),
        "seller2": ("8月一手.csv", _csv(csv.slice(8_000, 12_000).drop("备注"))),
        "zhang": ("分类_快递.txt", _text(sold_on)),
        "other5": ("名单5.csv", _csv(kept.select("姓名", "手机号", _TIME))),
        "other6": ("电话.txt", _text(csv.slice(16_000, 3_000), "姓名", "手机号")),
    }


def _csv(frame: pl.DataFrame) -> bytes:
    return frame.write_csv().encode()


def _text(frame: pl.DataFrame, *columns: str) -> bytes:
    chosen = columns or ("姓名", "手机号", "身份证号", _TIME)
    return frame.select(chosen).write_csv(separator="\t").encode("gb18030")
