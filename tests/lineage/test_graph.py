"""The drawing: by date from left to right, nothing on top of anything else."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from cases.lineage.graph import MOST_EDGES, Line, Place, draw

JAN, FEB, MARCH = (date(2021, month, 1) for month in (1, 2, 3))


def test_data_sets_stand_by_date_and_those_without_one_last() -> None:
    graph = draw([Place(1, MARCH), Place(2, None), Place(3, JAN), Place(4, FEB)], [])
    assert sorted(graph.nodes, key=lambda key: graph.nodes[key].x) == [3, 4, 1, 2]


def test_what_is_of_one_day_stands_one_below_the_other() -> None:
    graph = draw([Place(1, JAN), Place(2, JAN)], [])
    assert graph.nodes[1].x == graph.nodes[2].x
    assert graph.nodes[1].bottom < graph.nodes[2].y


def test_the_larger_the_share_the_wider_the_line() -> None:
    places = [Place(1, JAN), Place(2, FEB), Place(3, MARCH)]
    lines = [Line(7, 1, 2, 0.1, is_told=True), Line(8, 2, 3, 0.9, is_told=True)]
    width = {edge.key: edge.width for edge in draw(places, lines).edges}
    assert width[7] < width[8]


def test_a_line_past_another_data_set_goes_below_it_and_within_the_drawing() -> None:
    places = [Place(1, JAN), Place(2, FEB), Place(3, MARCH)]
    graph = draw(places, [Line(7, 1, 3, 0.5, is_told=True)])
    [edge] = graph.edges
    assert edge.y > graph.nodes[2].bottom
    assert edge.y + edge.width < graph.height


def test_a_line_past_one_of_its_own_day_bends_beside_it_within_the_drawing() -> None:
    places = [Place(1, JAN), Place(2, JAN), Place(3, JAN)]
    graph = draw(places, [Line(7, 1, 3, 1, is_told=False)])
    [edge] = graph.edges
    label = 25  # half of "100 %"
    assert edge.x - label >= graph.nodes[2].right
    furthest = max(int(n) for n in re.findall(r"[ C](\d+) ", edge.path))
    assert graph.nodes[2].right < furthest < graph.width
    assert edge.x + label < graph.width


def test_an_arrow_ends_at_the_later_one() -> None:
    graph = draw([Place(1, JAN), Place(2, FEB)], [Line(7, 1, 2, 0.5, is_told=True)])
    numbers = [int(n) for n in re.findall(r"\d+", graph.edges[0].path)]
    assert numbers[0] == graph.nodes[1].right
    assert numbers[-2] == graph.nodes[2].x


def test_of_many_the_strongest_are_drawn() -> None:
    places = [Place(n, JAN) for n in range(20)]
    lines = [
        Line(at, one, other, at / 200, is_told=False)
        for at, (one, other) in enumerate(combinations(range(20), 2))
    ]
    drawn = {edge.key for edge in draw(places, lines).edges}
    assert drawn == set(range(len(lines) - MOST_EDGES, len(lines)))


@given(
    st.lists(st.sampled_from([JAN, FEB, MARCH, None]), max_size=12).map(
        lambda days: [Place(key, day) for key, day in enumerate(days)]
    )
)
def test_no_two_boxes_overlap_and_all_are_within(places: list[Place]) -> None:
    graph = draw(places, [])
    for one, other in combinations(graph.nodes.values(), 2):
        beside = one.right < other.x or other.right < one.x
        assert beside or one.bottom < other.y or other.bottom < one.y
    for node in graph.nodes.values():
        assert node.right < graph.width
        assert node.bottom < graph.height
