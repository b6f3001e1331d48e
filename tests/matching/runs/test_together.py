"""Identifiers of a report that stand in one row, whichever of their rows it is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.engine.identifiers import KINDS
from cases.engine.index import INDEX_SCHEMA, IndexSource, build
from cases.engine.join.duck import LINKS_SCHEMA
from cases.matching.models import FraudLink
from cases.matching.runs import together
from cases.matching.runs.together import with_rows_together
from cases.seizures.masking import mask_name
from tests.matching.making import (
    add_identifier,
    make_dataset,
    make_report,
    match_now,
    mobile,
    take_in_rows,
)

LINKS = {
    name.replace("source", "first_file"): LINKS_SCHEMA[name] for name in LINKS_SCHEMA
}
ALIPAY = KINDS["alipay"].code
# A token's kind is its own; some share their first half.
TOKENS = [
    (KINDS["mobile"].code, 1, 1),
    (KINDS["mobile"].code, 1, 2),
    (KINDS["email"].code, 1 << 63, 1),
    (ALIPAY, 7 << 60, 1),
]
token = st.sampled_from(TOKENS)
# (file, row) → the tokens in it; and the tokens of each report.
seized = st.dictionaries(
    st.tuples(st.integers(1, 2), st.integers(0, 4)), st.lists(token, max_size=4)
)
reports = st.dictionaries(st.integers(1, 3), st.sets(token))


def told(
    rows: dict[tuple[int, int], list[Any]], named: dict[int, set[Any]]
) -> dict[tuple[int, int, int], tuple[int, int | None, int | None]]:
    """What one would say who looks at every row of every report."""
    said = {}
    for report, tokens in named.items():
        counts = {
            place: sum(kind != ALIPAY for kind, *_ in tokens & {*there})
            for place, there in rows.items()
        }
        for one in tokens:
            _kind, hi, lo = one
            places = sorted(place for place, there in rows.items() if one in there)
            if not places:
                continue
            best = max(places, key=counts.__getitem__)
            file, row = best if counts[best] > 1 else (None, None)
            said[report, hi, lo] = (counts[best], file, row)
    return said


def found(
    rows: dict[tuple[int, int], list[Any]], named: dict[int, set[Any]]
) -> pl.DataFrame:
    links = []
    for report, tokens in named.items():
        for kind, hi, lo in tokens:
            places = sorted(p for p, there in rows.items() if (kind, hi, lo) in there)
            if places:
                file, row = places[0]
                links.append((file, report, kind, hi, lo, len(places), row))
    return pl.DataFrame(links, schema=LINKS, orient="row")


def indexed(rows: dict[tuple[int, int], list[Any]], folder: Path) -> list[IndexSource]:
    sources = []
    for file in (1, 2):
        entries = [
            (*one, row)
            for (of, row), there in rows.items()
            if of == file
            for one in there
        ]
        frame = pl.DataFrame(entries, schema=INDEX_SCHEMA, orient="row")
        build(frame, folder / str(file))
        sources.append(IndexSource(file, folder / str(file)))
    return sources


@given(seized, reports)
def test_the_row_with_most_of_the_reports_identifiers_is_found(
    rows: dict[tuple[int, int], list[Any]], named: dict[int, set[Any]]
) -> None:
    with TemporaryDirectory() as folder:
        links = with_rows_together(found(rows, named), indexed(rows, Path(folder)))
    answer = {
        (report, hi, lo): said
        for report, hi, lo, *said in links.select(
            "report", "hi", "lo", "in_row", "shared_file", "shared_row"
        ).iter_rows()
    }
    assert answer == {which: [*said] for which, said in told(rows, named).items()}


def test_many_rows_are_looked_at_some_reports_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "_AT_ONCE", 3)
    one, _other, mail, _alipay = TOKENS
    rows = {(1, row): [one, mail] if row % 2 else [one] for row in range(6)}
    named = {report: {one, mail} for report in range(1, 9)}
    links = with_rows_together(found(rows, named), indexed(rows, tmp_path))
    assert Counter(links.select("in_row", "shared_file", "shared_row").rows()) == {
        (2, 1, 1): 16
    }


def test_of_a_value_in_more_rows_than_the_brake_lets_through_the_first_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "_MOST", 2)
    one, _other, mail, _alipay = TOKENS
    rows = {(1, 0): [one], (1, 1): [one], (1, 2): [one, mail]}
    links = with_rows_together(found(rows, {1: {one, mail}}), indexed(rows, tmp_path))
    assert links["in_row"].to_list() == [1, 1]


@pytest.fixture
def shared_later(lead: Officer, case: Case) -> FraudLink:
    """A family's mobile number: first the wife's row, then, in another file, that of
    the husband, who is the victim."""
    dataset = make_dataset(case)
    header = "姓名,手机号,邮箱"
    take_in_rows(dataset, f"李某乙,{mobile(1)},b@example.org", header=header)
    take_in_rows(
        dataset,
        "赵某丙,,",
        f"王小明,{mobile(1)},a@example.org",
        f"王小明,{mobile(1)},a@example.org",
        header=header,
    )
    report = make_report(mobile(1), victim_name="王小明")
    add_identifier(report, "email", "a@example.org")
    match_now(lead, case)
    return FraudLink.objects.get(kind="mobile")


def test_a_later_row_that_several_identifiers_share_is_what_the_link_tells(
    shared_later: FraudLink,
) -> None:
    first, later = shared_later.dataset.files.order_by("pk")
    assert (shared_later.rows, shared_later.first_file) == (3, first)
    assert (shared_later.shared_file, shared_later.shared_row) == (later, 1)
    assert {"code": "agree_in_row", "points": 20, "count": 2} in shared_later.reasons
    assert {"code": "name_agrees", "points": 10} in shared_later.reasons
    mail = FraudLink.objects.get(kind="email")
    assert (mail.first_row, mail.shared_file, mail.shared_row) == (1, later, 1)


def test_officers_see_both_rows_places_and_the_shared_one(
    shared_later: FraudLink, client: Client, lead: Officer
) -> None:
    client.force_login(lead)
    page = client.get(f"/links/{shared_later.pk}/").content.decode()
    first, later = shared_later.dataset.files.order_by("pk")
    assert f"{first.name} · line 2" in page
    assert f"{later.name} · line 3" in page
    assert page.count(mask_name("王小明")) == 2
    assert mask_name("李某乙") not in page
