"""The seized files and the fraud reports of the demo, made by a seeded generator.

The seized files are as messy as real ones: what is damaged, masked, doubled or
out of place is put there on purpose, at places that the seed decides.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
import xlsxwriter

from cases.demo import chain_files, story
from cases.engine import fictitious

CSV_ROWS, XLSX_ROWS, LOAN_ROWS = 62_000, 28_400, 40_000
OVERLAP = 9_000  # rows of the loan platform's file that Wang's CSV has as well
REPORT_COUNT = 20_000
LATE_ROWS = 500  # which a downline has from somebody else, later
EARLY, DELIVERED = date(2020, 6, 10), date(2020, 9, 1)
# Of a hundred numbers looked up by hand, a good ten had reported a fraud.
VICTIM_SHARE = 0.1

# As the reports write them, in the order of GB/T 2260.
PROVINCE_NAMES = """
    北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省
    上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省
    湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省
    云南省 西藏自治区 陕西省 甘肃省 青海省 宁夏回族自治区 新疆维吾尔自治区 台湾省
    香港特别行政区 澳门特别行政区
""".split()  # noqa: SIM905 - one line for each eight, not thirty-four
METHODS = (
    "虚假贷款",
    "刷单返利",
    "冒充电商物流客服",
    "虚假网络投资理财",
    "虚假购物、服务",
    "冒充公检法及政府机关",
    "虚假征信",
    "冒充领导熟人",
    "网络婚恋、交友",
    "中奖",
    "其他",
)
METHOD_WEIGHTS = (0.28, 0.2, 0.14, 0.1, 0.08, 0.06, 0.04, 0.03, 0.03, 0.02, 0.02)


@dataclass(frozen=True)
class DemoFiles:
    """File names with their bytes, ready to be taken in."""

    wang_csv: tuple[str, bytes]
    wang_xlsx: tuple[str, bytes]
    loan_txt: tuple[str, bytes]
    reports_xlsx: tuple[str, bytes]
    # What others in the chain of sale had: by the key of `chain.SETS`.
    chain: dict[str, tuple[str, bytes]]


def make() -> DemoFiles:
    """All files; the same seed gives the same bytes."""
    rng = np.random.default_rng(story.SEED)
    # All people in one go: two would share numbers.
    sizes = (CSV_ROWS, XLSX_ROWS, LOAN_ROWS - OVERLAP, REPORT_COUNT, LATE_ROWS)
    people = fictitious.seizure_frame(rng, sum(sizes))
    csv, xlsx, new, others, late = _cut(people, sizes)
    # Nobody had a record before its person registered.
    csv, new = (chain_files.registered_until(f, EARLY) for f in (csv, new))
    xlsx = chain_files.registered_until(xlsx, DELIVERED)
    loan, wang = pl.concat([csv.head(OVERLAP), new]), pl.concat([csv, xlsx])
    return DemoFiles(
        ("快递料-一手.csv", _messy_csv(rng, csv)),
        ("鲜货2020.xlsx", _workbook(_with_mess(rng, xlsx))),
        ("台子料_0901.txt", _loan_text(loan)),
        ("涉诈警情.xlsx", _workbook(_reports(rng, wang, new, others))),
        chain_files.make(csv, xlsx, late),
    )


def _cut(frame: pl.DataFrame, sizes: tuple[int, ...]) -> list[pl.DataFrame]:
    starts = np.cumsum((0, *sizes))
    return [frame.slice(int(a), n) for a, n in zip(starts, sizes, strict=False)]


def _messy_csv(rng: np.random.Generator, frame: pl.DataFrame) -> bytes:
    """GB18030, with rows doubled, a header repeated, cells missing and blanks."""
    text = _with_mess(rng, frame).write_csv(include_header=True)
    header, *lines = text.splitlines()
    for place in sorted(rng.integers(0, len(lines), 40).tolist(), reverse=True):
        lines.insert(place, lines[place])
    for place in rng.integers(0, len(lines), 12).tolist():
        lines[place] = ",".join(lines[place].split(",")[:3])
    lines.insert(len(lines) // 2, header)
    lines.insert(len(lines) // 3, "")
    return "\r\n".join([header, *lines, ""]).encode("gb18030")


Spoil = Callable[[pl.Expr], pl.Expr]
DIGITS, FULL_WIDTH = list("0123456789"), list("０１２３４５６７８９")


def _cut_out(value: pl.Expr, head: int, hidden: str, tail: int) -> pl.Expr:
    kept = value.str.slice(0, head), value.str.slice(tail)
    return pl.concat_str(kept[0], pl.lit(hidden), kept[1])


# What is done to a mobile number or an ID, and how often in ten thousand.
MOBILE_MESS: tuple[tuple[int, Spoil], ...] = (
    (120, lambda value: pl.concat_str(pl.lit("+86 "), value)),
    (120, lambda value: _cut_out(value, 3, "****", 7)),
    (80, lambda value: _cut_out(value, 3, "-", 3)),
    (60, lambda value: value.str.replace_many(DIGITS, FULL_WIDTH)),
    (40, lambda value: _cut_out(value, 1, ".38E+10", 11)),
    (30, lambda value: value.str.slice(0, 10)),
    (30, lambda _: pl.lit("无")),
)
ID_MESS: tuple[tuple[int, Spoil], ...] = (
    (80, lambda value: _cut_out(value, 15, "000", 18)),
    (60, lambda value: _cut_out(value, 6, "********", 14)),
    (40, lambda value: value.str.to_lowercase()),
    (20, lambda _: pl.lit(None, pl.String)),
)


def _with_mess(rng: np.random.Generator, frame: pl.DataFrame) -> pl.DataFrame:
    draws = pl.DataFrame(
        {
            "_mobile": rng.integers(0, 10_000, frame.height),
            "_id": rng.integers(0, 10_000, frame.height),
        }
    )
    return pl.concat([frame, draws], how="horizontal").select(
        "姓名",
        _spoilt("手机号", "_mobile", MOBILE_MESS),
        _spoilt("身份证号", "_id", ID_MESS),
        pl.exclude("姓名", "手机号", "身份证号", "_mobile", "_id"),
    )


def _spoilt(column: str, draw: str, mess: Sequence[tuple[int, Spoil]]) -> pl.Expr:
    result, start = pl.col(column), 0
    for weight, spoil in mess:
        hit = pl.col(draw).is_between(start, start + weight, closed="left")
        result = pl.when(hit).then(spoil(pl.col(column))).otherwise(result)
        start += weight
    return result.alias(column)


def _loan_text(frame: pl.DataFrame) -> bytes:
    """UTF-8 with `|`, the registration time first, no address: a back end's dump."""
    return (
        frame.select("注册时间", "姓名", "手机号", "身份证号")
        .write_csv(separator="|")
        .encode()
    )


def _workbook(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    # The creation date is fixed, so that the same seed gives the same bytes.
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": datetime(2021, 1, 30)})  # noqa: DTZ001 - nor has a workbook's
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, frame.columns)
    for place, row in enumerate(frame.iter_rows(), start=1):
        sheet.write_row(place, 0, row)
    book.close()
    return out.getvalue()


def _reports(
    rng: np.random.Generator,
    wang: pl.DataFrame,
    loan: pl.DataFrame,
    others: pl.DataFrame,
) -> pl.DataFrame:
    """A tenth of Wang's people, some of the loan platform's, and the rest of the
    country; the five reports that the press described first."""
    share = round(wang.height * VICTIM_SHARE)
    victims = pl.concat(
        [wang.sample(share, seed=story.SEED), loan.sample(1_500, seed=story.SEED)]
    )
    people = pl.concat([victims, others.head(REPORT_COUNT - victims.height)])
    people = people[rng.permutation(REPORT_COUNT).tolist()]
    provinces = rng.choice(PROVINCE_NAMES, REPORT_COUNT)
    frame = pl.DataFrame(
        {
            "案件编号": [f"SIM{2_021_000_000 + i}" for i in range(REPORT_COUNT)],
            "受理单位": [f"{province}某公安局" for province in provinces],
            "发案地": provinces,
            "报案日期": _dates(rng, REPORT_COUNT),
            "诈骗手法": rng.choice(METHODS, REPORT_COUNT, p=METHOD_WEIGHTS),
            "损失金额": np.round(rng.lognormal(9.2, 1.1, REPORT_COUNT), 2),
            "受害人": people["姓名"],
            "受害人手机": people["手机号"],
            "受害人身份证": people["身份证号"],
            "简要案情": ["接到陌生来电后转账。"] * REPORT_COUNT,
        }
    )
    return _told(frame)


def _dates(rng: np.random.Generator, n: int) -> list[str]:
    """Most after the data were sold, one in seven from the years before."""
    recent = np.datetime64("2020-09-01") + rng.integers(0, 200, n)
    early = np.datetime64("2009-08-01") + rng.integers(0, 4000, n)
    days = np.where(rng.random(n) < 1 / 7, early, recent)
    return [str(day) for day in days]


def _told(frame: pl.DataFrame) -> pl.DataFrame:
    """Put the described reports over the first rows; their numbers stay invented."""
    told = pl.DataFrame(
        {
            "案件编号": [r.number for r in story.REPORTS],
            "受理单位": [r.unit for r in story.REPORTS],
            "发案地": [r.province for r in story.REPORTS],
            "报案日期": [r.reported_on for r in story.REPORTS],
            "诈骗手法": [r.method for r in story.REPORTS],
            "损失金额": [float(r.loss) for r in story.REPORTS],
            "受害人": [r.victim for r in story.REPORTS],
            "简要案情": [r.narrative for r in story.REPORTS],
        }
    )
    head = frame.head(told.height).with_columns(*told.get_columns())
    return pl.concat([head, frame.tail(frame.height - told.height)])
