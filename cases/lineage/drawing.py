"""The pairs of a page as a drawing, with what stands beside its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.lineage.facts import had_on
from cases.lineage.graph import (
    HEIGHT,
    MOST_EDGES,
    WIDTH,
    Edge,
    Graph,
    Line,
    Node,
    Place,
    draw,
)
from cases.lineage.models import Pair
from cases.lineage.wording import percent
from cases.matching.models import Judgement
from cases.seizures.models import SeizedDataset

# What fits into a box, counted in Chinese characters; a Latin one is half of one.
_FITS = 10.5


@dataclass(frozen=True)
class Box:
    node: Node
    dataset: SeizedDataset
    title: str
    holder: str
    date: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Arrow:
    edge: Edge
    pair: Pair
    label: str
    said: str

    @property
    def is_rejected(self) -> bool:
        return self.pair.judgement == Judgement.REJECTED

    @property
    def has_head(self) -> bool:
        return self.pair.is_told and not self.is_rejected


@dataclass(frozen=True)
class Drawing:
    boxes: list[Box]
    arrows: list[Arrow]
    width: int
    height: int
    left_out: int

    @property
    def box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def drawing(pairs: Sequence[Pair]) -> Drawing:
    datasets = {each.pk: each for pair in pairs for each in (pair.first, pair.second)}
    by_key = {pair.pk: pair for pair in pairs}
    graph: Graph = draw(
        [Place(pk, _day(dataset)) for pk, dataset in sorted(datasets.items())],
        [
            Line(pair.pk, pair.earlier.pk, pair.later.pk, pair.share, pair.is_told)
            for pair in pairs
        ],
    )
    return Drawing(
        [_box(node, datasets[key]) for key, node in graph.nodes.items()],
        [_arrow(edge, by_key[edge.key]) for edge in graph.edges],
        graph.width,
        graph.height,
        max(0, len(pairs) - MOST_EDGES),
    )


def _day(dataset: SeizedDataset) -> Any:
    had = had_on(dataset)
    return had[1] if had else None


def _box(node: Node, dataset: SeizedDataset) -> Box:
    had = had_on(dataset)
    date = _("no date known")
    if had:
        text = _("obtained %s") if had[0] == "obtained" else _("seized %s")
        date = text % had[1]
    holder = str(dataset.holder) if dataset.holder else _("holder unknown")
    return Box(node, dataset, _cut(dataset.title), _cut(holder), date)


def _arrow(edge: Edge, pair: Pair) -> Arrow:
    said = _("%(pair)s: %(shared)s shared, %(of)s of the first, %(other)s of the other")
    return Arrow(
        edge,
        pair,
        percent(pair.share),
        said
        % {
            "pair": pair,
            "shared": f"{pair.shared_total:,}",
            "of": percent(pair.share_of_earlier),
            "other": percent(pair.share_of_later),
        },
    )


def _cut(text: str) -> str:
    """Cut the name to the width of its box; the whole name is the box's title."""
    room = _FITS
    for place, character in enumerate(text):
        room -= 1 if ord(character) > 0x2E7F else 0.55
        if room < 0:
            return text[: place - 1] + "…"
    return text
