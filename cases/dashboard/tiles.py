"""The provinces as equal tiles, each about where it lies.

A map of real outlines hides Shanghai and Macao and shows empty land; equal tiles
give every province room for its name and its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cases.common.provinces import Province
from cases.dashboard.linked import Linked

P = Province

# Rows from north to south, columns from west to east.
_GRID: Final = (
    (None, None, None, None, None, None, None, P.HEILONGJIANG),
    (None, None, None, None, None, P.INNER_MONGOLIA, None, P.JILIN),
    (P.XINJIANG, None, None, None, None, P.BEIJING, P.HEBEI, P.LIAONING),
    (None, P.GANSU, P.NINGXIA, P.SHAANXI, P.SHANXI, P.TIANJIN, P.SHANDONG, None),
    (P.XIZANG, P.QINGHAI, P.SICHUAN, P.HUBEI, P.HENAN, P.ANHUI, P.JIANGSU, P.SHANGHAI),
    (None, None, P.CHONGQING, P.HUNAN, P.JIANGXI, P.ZHEJIANG, None, None),
    (None, P.YUNNAN, P.GUIZHOU, P.GUANGXI, P.GUANGDONG, P.FUJIAN, None, P.TAIWAN),
    (None, None, None, P.HAINAN, P.MACAO, P.HONG_KONG, None, None),
)
WIDTH: Final = 72
HEIGHT: Final = 52
GAP: Final = 4
# Longer names are drawn narrower, to fit.
_LONG_NAME: Final = 11
COLUMNS: Final = len(_GRID[0])
ROWS: Final = len(_GRID)
# Five shades; the number beside them says the same.
SHADES: Final = 5


@dataclass(frozen=True)
class Tile:
    """One province: its place in the drawing, its figures, its shade (0 to SHADES)."""

    code: str
    name: Any
    x: int
    y: int
    linked: Linked
    shade: int

    @property
    def is_narrowed(self) -> bool:
        return len(str(self.name)) > _LONG_NAME

    @property
    def middle(self) -> int:
        return self.x + (WIDTH - GAP) // 2


def tiles(linked: Mapping[str, Linked]) -> list[Tile]:
    """All provinces, from north to south; linked: by the code of the province."""
    most = max((linked[code].reports for code in linked if code), default=0)
    return [
        Tile(
            province.value,
            province.label,
            column * WIDTH,
            row * HEIGHT,
            found := linked.get(province, Linked()),
            shade(found.reports, most),
        )
        for row, line in enumerate(_GRID)
        for column, province in enumerate(line)
        if province is not None
    ]


def shade(number: int, most: int) -> int:
    """Nothing is 0; anything at all is 1; the most is SHADES."""
    return min(SHADES, 1 + (SHADES * number - 1) // most) if number else 0
