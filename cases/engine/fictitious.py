"""Evidently invented people for tests, the demonstration and the benchmark.

Everything comes from the generator that is passed in: the same seed gives the
same people. No county has a code that ends in 0000, so no resident ID made
here was ever issued; 0000 after a mobile's prefix catches the eye.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import polars as pl

from cases.engine.identifiers.mobile import metadata_pattern
from cases.engine.identifiers.resident_id import check_character

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "甲乙丙丁戊己庚辛壬癸"
_PLACES = (
    "江苏省盐城市",
    "湖北省荆州市",
    "湖南省长沙市",
    "江西省南昌市",
    "福建省福州市",
)
_ROADS = ("虚构路", "示例路", "假想街", "样本巷")
_NOTES = ("网贷注册", "快递收货", "刷单返利", "化妆品料", "学生信息")

_FOUR_DIGITS = 10_000
_EIGHT_DIGITS = 100_000_000
_FIRST_DAY = np.datetime64("1950-01-01")
_DAYS_OF_BIRTH = 19_000
_FIRST_SECOND = np.datetime64("2018-01-01T00:00:00", "ms")
_SECONDS = 3 * 365 * 86_400


def mobiles(
    rng: np.random.Generator, n: int, *, distinct: bool = True, plain: bool = False
) -> pl.Series:
    """`138 0000 1234` without blanks; `plain` gives up the 0000 for more numbers.

    Some 400,000 distinct numbers have the 0000; ValueError beyond that.
    """
    prefixes = np.array(_prefixes(), np.int64)
    endings = _EIGHT_DIGITS if plain else _FOUR_DIGITS
    chosen = _chosen(rng, n, len(prefixes) * endings, distinct=distinct)
    numbers = prefixes[chosen // endings] * _EIGHT_DIGITS + chosen % endings
    return pl.Series("mobile", numbers).cast(pl.String)


def resident_ids(rng: np.random.Generator, n: int, *, province: int = 32) -> pl.Series:
    """18 characters with a date that exists and the right check digit."""
    born = pl.Series(_FIRST_DAY + rng.integers(0, _DAYS_OF_BIRTH, n)).dt
    date = born.year().cast(pl.Int64) * 10_000 + born.month().cast(pl.Int64) * 100
    digits = date + born.day().cast(pl.Int64)
    order = pl.Series(rng.integers(1, 1000, n))
    region = province * 10_000
    first = pl.DataFrame({"first": digits * 1000 + order}).select(
        pl.lit(str(region)) + pl.col("first").cast(pl.String)
    )
    value = pl.col(first.columns[0])
    return first.select(
        (value + check_character(value)).alias("resident_id")
    ).to_series()


def names(rng: np.random.Generator, n: int) -> pl.Series:
    """王某甲 and the like."""
    return _combined("name", rng, n, (list(_SURNAMES), ["某"], list(_GIVEN)))


def addresses(rng: np.random.Generator, n: int) -> pl.Series:
    """A street that does not exist in a city that does."""
    houses = [f"{number}号" for number in range(10, 100)]
    blocks = [f"{number}幢" for number in range(1, 10)]
    rooms = [f"{floor}0{door}室" for floor in range(1, 7) for door in range(1, 5)]
    return _combined("address", rng, n, (_PLACES, _ROADS, houses, blocks, rooms))


def times(rng: np.random.Generator, n: int) -> pl.Series:
    """`2020-09-01 12:00:00`, between 2018 and 2020."""
    moments = pl.Series("time", _FIRST_SECOND + 1000 * rng.integers(0, _SECONDS, n))
    return moments.dt.strftime("%Y-%m-%d %H:%M:%S")


def seizure_frame(rng: np.random.Generator, n: int) -> pl.DataFrame:
    """`n` rows of a seized file; as CSV a row takes about 118 bytes.

    The mobiles are `plain` (see `mobiles`) only where the others would not suffice.
    """
    plain = n > len(_prefixes()) * _FOUR_DIGITS
    return pl.DataFrame(
        {
            "姓名": names(rng, n),
            "手机号": mobiles(rng, n, plain=plain),
            "身份证号": resident_ids(rng, n),
            "地址": addresses(rng, n),
            "注册时间": times(rng, n),
            "备注": _combined("note", rng, n, (_NOTES,)),
        }
    )


@cache
def _prefixes() -> tuple[int, ...]:
    """The first three digits after which every number is a mobile."""
    pattern = re.compile(metadata_pattern())
    return tuple(
        prefix
        for prefix in range(130, 200)
        if all(pattern.fullmatch(f"{prefix}{rest}") for rest in ("0" * 8, "9" * 8))
    )


def _chosen(
    rng: np.random.Generator, n: int, total: int, *, distinct: bool
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """`n` numbers below `total`; distinct ones by a step that is prime to it."""
    if not distinct:
        return rng.integers(0, total, n)
    if n > total:
        raise ValueError(f"only {total} distinct numbers of this form")
    step = int(rng.integers(total // 3, total // 2))
    while np.gcd(step, total) != 1:
        step += 1
    # The product stays far below 2^63 for any number of people.
    return (int(rng.integers(0, total)) + step * np.arange(n, dtype=np.int64)) % total


def _combined(
    name: str, rng: np.random.Generator, n: int, parts: Sequence[Sequence[str]]
) -> pl.Series:
    """One choice of each part, joined."""
    chosen = {
        str(place): pl.Series(list(words)).gather(rng.integers(0, len(words), n))
        for place, words in enumerate(parts)
    }
    return pl.DataFrame(chosen).select(pl.concat_str(pl.all()).alias(name)).to_series()
