"""Which separator a text is written with; or none, or several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import polars as pl

from cases.engine.readers.header import FIRST_ROWS, header_words

# In the order of preference where several fit equally well: the rarer a separator
# is in ordinary text, the more it says.
SEPARATORS = ("----", "\t", "|", ",", ";")
# Each line has the one of SEPARATORS that gives it the right number of cells.
MIXED = "mixed"

_EVEN = 0.5
# Less than this share of the lines, and others are looked for beside it.
_NEARLY_ALL = 0.9
_MIXED_GAIN = 0.1

# Any other separator has to set free what is worth separating: a number, an
# address. Blanks and colons stand in ordinary text, too.
_RUN = re.compile(r"[^\w\s@.*+()\u4e00-\u9fff]+| +")
_VALUE = re.compile(
    r"\s*(?:\+?[0-9*][0-9* -]{5,}[0-9xX*]|[\w.+-]+@[\w-]+\.[\w.-]+)\s*", re.ASCII
)
_DATE = re.compile(r"\s*(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.]")


def find_separator(lines: list[str]) -> str:
    """The one that parts header words, else the one that occurs most evenly.

    "" if each line is one cell; MIXED where only several together part the lines.
    """
    filled = [line for line in lines if line.strip()]
    best = _of_header(filled) or _most_even(filled) or _unusual(filled)
    longer = _doubled(filled, best)
    return longer or _mixed(filled, best) or best


def _of_header(filled: list[str]) -> str:
    for separator in SEPARATORS:
        if any(_parts_words(line, separator) for line in filled[:FIRST_ROWS]):
            return separator
    return ""


def _parts_words(line: str, separator: str) -> bool:
    cells = line.split(separator)
    return len(cells) > 1 and header_words(cells) > 1


def _most_even(filled: list[str]) -> str:
    best, best_evenness = "", _EVEN
    for separator in SEPARATORS:
        evenness = round(_evenness(filled, separator), 1)
        if evenness > best_evenness:
            best, best_evenness = separator, evenness
    return best


def _evenness(filled: list[str], separator: str) -> float:
    """The share of the lines that have as many of it as most of those that have."""
    counts = Counter(line.count(separator) for line in filled)
    counts.pop(0, None)
    return counts.most_common(1)[0][1] / len(filled) if counts else 0.0


def _unusual(filled: list[str]) -> str:
    """Any other sign, or run of signs, that stands between values."""
    runs = Counter(run for line in filled for run in {*_RUN.findall(line)})
    often = [run for run, lines in runs.items() if lines > len(filled) * _EVEN]
    fitting = [run for run in often if _sets_values_free(filled, run)]
    return max(fitting, key=lambda run: (_evenness(filled, run), len(run)), default="")


def _sets_values_free(filled: list[str], separator: str) -> bool:
    rows = [line.split(separator) for line in filled if separator in line]
    usual = Counter(map(len, rows)).most_common(1)[0][0]
    even = [row for row in rows if len(row) == usual]
    if len(even) <= len(filled) * _EVEN:
        return False
    columns = list(zip(*even, strict=True))
    return any(_are_values(column) for column in columns)


def _are_values(cells: tuple[str, ...]) -> bool:
    found = sum(
        bool(_VALUE.fullmatch(cell)) and not _DATE.match(cell) for cell in cells
    )
    return found > len(cells) * _EVEN


def _doubled(filled: list[str], separator: str) -> str:
    """`||` where `|` always stands twice."""
    if len(separator) != 1 or separator.isspace():
        return ""
    runs = Counter(
        run for line in filled for run in re.findall(rf"{re.escape(separator)}+", line)
    )
    [(run, _count)] = runs.most_common(1) or [("", 0)]
    return run if len(runs) == 1 and len(run) > 1 else ""


def _mixed(filled: list[str], best: str) -> str:
    """MIXED if the separators together part many more lines alike than the best."""
    if best and best not in SEPARATORS:
        return ""
    together = _lines_of_width(filled, SEPARATORS).most_common(1)
    alone = _lines_of_width(filled, [best] if best else []).most_common(1)
    [(_, many)] = together or [(1, 0)]
    [(_, fewer)] = alone or [(1, 0)]
    needed = max(_NEARLY_ALL * len(filled), fewer + _MIXED_GAIN * len(filled))
    return MIXED if many >= needed and fewer < _NEARLY_ALL * len(filled) else ""


def mixed_width(lines: list[str]) -> int:
    """How many cells most of the lines have, by whatever separator."""
    widths = _lines_of_width(lines, SEPARATORS).most_common(1)
    return widths[0][0] if widths else 1


def _lines_of_width(lines: list[str], separators: Sequence[str]) -> Counter[int]:
    return Counter(
        width
        for line in lines
        for width in {line.count(separator) + 1 for separator in separators} - {1}
    )


def split_mixed(line: str, width: int) -> list[str]:
    """By the first separator that gives `width` cells; one cell if none does."""
    for separator in SEPARATORS:
        if line.count(separator) == width - 1:
            return line.split(separator)
    return [line]


def unify(text: bytes, separator: bytes, width: int) -> bytes:
    """Every line with one separator, as `split_mixed` chooses its own.

    Raises UnicodeDecodeError where the text is no UTF-8.
    """
    line = pl.col("line")
    chosen: pl.Expr = line
    for own in reversed(SEPARATORS):
        fits = line.str.count_matches(own, literal=True) == width - 1
        changed = line.str.replace_all(own, separator.decode(), literal=True)
        chosen = pl.when(fits).then(changed).otherwise(chosen)
    lines = pl.DataFrame({"line": text.decode().split("\n")})
    return "\n".join(lines.select(chosen).to_series()).encode()
