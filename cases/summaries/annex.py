"""The files embedded in the PDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from cases.common.exports import FORMULA_STARTS
from cases.summaries.facts import Facts

FACTS: Final = "facts.json"
LINKS: Final = "links.csv"
DATA: Final = "seized-files.csv"

LINK_COLUMNS: Final = (
    "report",
    "reported_on",
    "province",
    "method",
    "loss",
    "data_set",
    "kind",
    "number_masked",
    "rows",
    "first_file",
    "first_row",
    "shared_file",
    "shared_row",
    "match_run",
    "score",
    "confirmed_at",
)
DATA_COLUMNS: Final = (
    "data_set",
    "data_set_record",
    "file",
    "file_record",
    "name",
    "size",
    "sha256",
    "rows_read",
    "rows_stored",
    "rows_rejected",
)


def links_csv(facts: Facts) -> bytes:
    """Every confirmed link, one a line."""
    return _csv(
        LINK_COLUMNS,
        (
            [
                report.number,
                report.reported_on or "",
                report.province,
                report.method,
                "" if report.loss is None else f"{report.loss:.2f}",
                f"D{link.dataset}",
                link.kind,
                link.mask,
                link.rows,
                f"F{link.first_file}" if link.first_file else "",
                link.first_row,
                f"F{link.shared_file}" if link.shared_file else "",
                "" if link.shared_row is None else link.shared_row,
                link.run,
                link.score,
                link.confirmed_at.isoformat() if link.confirmed_at else "",
            ]
            for report in facts.reports
            for link in report.links
        ),
    )


def data_csv(facts: Facts) -> bytes:
    """Every seized file that is taken in, one a line."""
    return _csv(
        DATA_COLUMNS,
        (
            [
                f"D{dataset.number}",
                dataset.record,
                f"F{file.number}",
                file.record,
                file.name,
                file.size,
                file.sha256,
                file.rows_read,
                file.rows_stored,
                file.rows_rejected,
            ]
            for dataset in facts.datasets
            for file in dataset.files
        ),
    )


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs to know it for UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    """Text that no spreadsheet runs as a formula: a name was typed by somebody."""
    is_formula = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value
