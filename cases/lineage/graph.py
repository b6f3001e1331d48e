"""Where everything stands in the drawing: data sets from left to right by date.

It adds nothing that the table beside it does not say. Direction is an arrow and share
is a width with its figure beside it, so no colour is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH, HEIGHT = 172, 82
GAP_X, GAP_Y = 84, 34
MARGIN: Final = 16
# An edge that crosses other columns runs below them.
_DIP, _DIP_MORE = 46, 26
_THIN, _THICK = 1.5, 11.0
# An edge past a box of its own column bends out beside it, and its label stands beyond.
_BEND, _BESIDE = 28, 48
# Half of what the longest label takes: a share that officers have rejected.
_HALF_LABEL: Final = 66
# More edges than these could not be told apart.
MOST_EDGES: Final = 60


@dataclass(frozen=True)
class Place:
    """A data set that is to be drawn. `day`: when its holder had it, None if that is
    not known."""

    key: int
    day: date | None


@dataclass(frozen=True)
class Line:
    """A pair; `start` is the earlier one where `is_told`. share: 0 to 1."""

    key: int
    start: int
    end: int
    share: float
    is_told: bool


@dataclass(frozen=True)
class Node:
    key: int
    x: int
    y: int

    @property
    def right(self) -> int:
        return self.x + WIDTH

    @property
    def bottom(self) -> int:
        return self.y + HEIGHT

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + WIDTH // 2, self.y + HEIGHT // 2


@dataclass(frozen=True)
class Edge:
    """`path` is the `d` of an SVG path; the label stands at (x, y)."""

    key: int
    path: str
    width: float
    x: int
    y: int


@dataclass(frozen=True)
class Graph:
    nodes: dict[int, Node]
    edges: list[Edge]
    width: int
    height: int


def draw(places: Iterable[Place], lines: Sequence[Line]) -> Graph:
    """Columns by date, those of no date last; the strongest MOST_EDGES lines."""
    drawn = sorted(lines, key=lambda line: -line.share)[:MOST_EDGES]
    columns = _columns(places)
    nodes = {
        place.key: Node(
            place.key,
            MARGIN + column * (WIDTH + GAP_X),
            MARGIN + row * (HEIGHT + GAP_Y),
        )
        for column, members in enumerate(columns)
        for row, place in enumerate(members)
    }
    base = max((node.bottom for node in nodes.values()), default=0)
    spans = {line.key: _span(nodes, line) for line in drawn}
    edges = [_edge(nodes, line, base) for line in drawn]
    furthest = max(spans.values(), default=0)
    dip = _depth(furthest) * 3 // 4 if furthest > 1 else 0
    right = max((node.right for node in nodes.values()), default=0) + MARGIN
    width = max([right, *(edge.x + _HALF_LABEL for edge in edges)])
    return Graph(nodes, edges, width, base + MARGIN + dip)


def _columns(places: Iterable[Place]) -> list[list[Place]]:
    by_day: dict[date | None, list[Place]] = {}
    for place in sorted(places, key=lambda p: (p.day is None, p.day or date.max)):
        by_day.setdefault(place.day, []).append(place)
    return list(by_day.values())


def _span(nodes: dict[int, Node], line: Line) -> int:
    """How many columns the edge goes to the right; negative: to the left."""
    return (nodes[line.end].x - nodes[line.start].x) // (WIDTH + GAP_X)


def _depth(span: int) -> int:
    return 2 * (_DIP + _DIP_MORE * (abs(span) - 2))


def _edge(nodes: dict[int, Node], line: Line, base: int) -> Edge:
    start, end = nodes[line.start], nodes[line.end]
    if start.x > end.x:
        # An edge without a direction may be drawn from either end.
        start, end = end, start
    span = abs(_span(nodes, line))
    width = round(_THIN + (_THICK - _THIN) * line.share, 1)
    if span == 0:
        path, x, y = _down(start, end)
    elif span == 1:
        path, x, y = _across(start, end)
    else:
        path, x, y = _below(start, end, base, _depth(span))
    return Edge(line.key, path, width, x, y)


def _down(start: Node, end: Node) -> tuple[str, int, int]:
    if start.y > end.y:
        start, end = end, start
    x, y1, y2 = start.middle[0], start.bottom, end.y
    if y2 - y1 <= GAP_Y:
        return f"M{x} {y1}V{y2}", x + 8, (y1 + y2) // 2 + 4
    out = start.right + _BEND
    path = (
        f"M{start.right} {start.middle[1]}C{out} {start.middle[1]}"
        f" {out} {end.middle[1]} {end.right} {end.middle[1]}"
    )
    return path, start.right + _BESIDE, (start.middle[1] + end.middle[1]) // 2


def _across(start: Node, end: Node) -> tuple[str, int, int]:
    x1, y1, x2, y2 = start.right, start.middle[1], end.x, end.middle[1]
    half = (x1 + x2) // 2
    path = f"M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}"
    return path, half, (y1 + y2) // 2 - 10


def _below(start: Node, end: Node, base: int, depth: int) -> tuple[str, int, int]:
    """A curve from the lower side of one box to that of the other, below everything
    between them."""
    x1, x2 = start.middle[0] + 20, end.middle[0] - 20
    low = base + depth
    path = f"M{x1} {start.bottom}C{x1} {low} {x2} {low} {x2} {end.bottom}"
    # The lowest point of such a curve lies at three quarters of its control points'
    # depth.
    bottom = (start.bottom + 3 * low + 3 * low + end.bottom) // 8
    return path, (x1 + x2) // 2, bottom - 8
