"""A lineage run from the rows of real files to the pairs it writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.jobs import Job
from cases.engine.errors import Cancelled
from cases.lineage import services, tracing
from cases.lineage.models import LineageRun, Pair, PairWord
from cases.lineage.wording import evidence, proposal
from cases.matching.models import Judgement
from cases.seizures.models import SeizedDataset
from tests.lineage.making import make_set, pair_of, seized, trace
from tests.matching.making import make_dataset, make_file, mobile, take_in_rows
from tests.people import make_case


@given(
    groups=st.lists(
        st.lists(st.integers(0, 12), min_size=1, max_size=8), min_size=2, max_size=4
    )
)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_pairs_are_those_of_naive_sets(
    lead: Officer, groups: list[list[int]]
) -> None:
    case = make_case(lead=lead)
    held = {make_set(case, numbers).pk: set(numbers) for numbers in groups}
    trace(lead, case)
    found = {
        (pair.first_id, pair.second_id): (
            pair.shared.get("mobile"),
            pair.unique_first["mobile"] - pair.shared_total,
            pair.unique_second["mobile"] - pair.shared_total,
            round(pair.share_of_earlier, 9),
            round(pair.share_of_later, 9),
        )
        for pair in Pair.objects.of_case(case)
    }
    assert found == naive(held)


def naive(held: Mapping[int, set[int]]) -> dict[tuple[int, int], tuple[Any, ...]]:
    return {
        (one, other): (
            len(a & b),
            len(a - b),
            len(b - a),
            round(len(a & b) / len(a), 9),
            round(len(a & b) / len(b), 9),
        )
        for (one, a), (other, b) in combinations(held.items(), 2)
        if a & b
    }


def test_the_newest_registration_tells_who_was_first(lead: Officer, case: Case) -> None:
    """The second was obtained nobody knows when, but holds what was registered after
    the first was seized."""
    first = make_set(
        case,
        range(10),
        ["2020-05-01 10:00:00", "2020-06-01 10:00:00"],
        exhibit=seized(case, date(2020, 7, 1)),
    )
    second = make_set(
        case, range(5, 12), ["2020-06-01 10:00:00", "2020-09-01 08:00:00"]
    )
    assert trace(lead, case).state == Job.State.DONE
    pair = pair_of(first, second)
    assert pair.direction == Pair.Direction.FIRST
    text = proposal(pair)
    assert text.startswith(f"“{first.title}” was first. “{first.title}” was seized on")
    assert "2020-07-01" in text
    assert "registrations as late as 2020-09-01, 62 days later" in text
    said = " ".join(line.sentence for line in evidence(pair))
    assert "71.4 % of the identifiers" in said
    assert "3 columns have the same names" in said


def test_without_a_date_nothing_is_claimed(lead: Officer, case: Case) -> None:
    one, other = make_set(case, range(4)), make_set(case, range(4))
    trace(lead, case)
    pair = pair_of(one, other)
    assert pair.direction == Pair.Direction.UNKNOWN
    assert proposal(pair).startswith("Who had it first cannot be told. It is not")


def test_headers_and_values_are_in_no_pair(lead: Officer, case: Case) -> None:
    one = make_set(case, range(4), ["2020-05-01"], obtained_on=date(2020, 6, 1))
    other = make_set(case, range(4), ["2020-05-01"], obtained_on=date(2020, 7, 1))
    trace(lead, case)
    stored = str(pair_of(one, other).evidence)
    assert mobile(1) not in stored
    assert "注册时间" not in stored


def test_a_second_run_gives_the_same_and_keeps_what_was_judged(
    lead: Officer, case: Case
) -> None:
    one = make_set(case, range(4), obtained_on=date(2020, 6, 1))
    other = make_set(case, range(4), obtained_on=date(2020, 7, 1))
    lonely = make_set(case, range(3, 8))
    trace(lead, case)
    pair = pair_of(one, other)
    judge(lead, pair, "confirmed")
    before = figures(case)
    trace(lead, case)
    assert figures(case) == before
    assert pair_of(one, other).judgement == Judgement.CONFIRMED
    SeizedDataset.objects.filter(pk=one.pk).update(obtained_on=date(2020, 8, 1))
    pair = pair_of(one, other)
    trace(lead, case)
    turned = pair_of(one, other)
    assert turned.direction == Pair.Direction.SECOND
    assert turned.version == pair.version + 1
    assert {turned.judgement, turned.words.get().direction} == {"confirmed", "first"}
    assert Pair.objects.of_case(case).filter(second=lonely).count() == 2


def figures(case: Case) -> list[tuple[Any, ...]]:
    names = ("first", "second", "shared", "share", "direction", "evidence", "version")
    return list(Pair.objects.of_case(case).order_by("pk").values_list(*names))


def judge(officer: Officer, pair: Pair, judgement: str, reason: str = "Bank") -> Pair:
    return services.judge(
        officer=officer,
        pair=pair,
        judgement=judgement,
        reason=reason,
        version=pair.version,
    )


def test_a_word_cannot_be_changed_or_removed(lead: Officer, case: Case) -> None:
    one = make_set(case, range(4), obtained_on=date(2020, 6, 1))
    other = make_set(case, range(4), obtained_on=date(2020, 7, 1))
    trace(lead, case)
    judge(lead, pair_of(one, other), "rejected")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PairWord.objects.update(reason="Another")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PairWord.objects.all().delete()


def test_a_run_that_was_killed_is_done_by_another_worker(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_set(case, range(4))
    make_set(case, range(2, 6))
    run = services.start(officer=lead, case=case, wake=False)

    def die(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tracing, "write", die)
        with pytest.raises(KeyboardInterrupt):
            jobs.run(LineageRun, run.pk, tracing.trace_lineage)
    assert not Pair.objects.exists()
    assert run.submitted_at is not None
    LineageRun.objects.update(beat_at=run.submitted_at - 2 * jobs.LEASE)
    jobs.run(LineageRun, run.pk, tracing.trace_lineage)
    run.refresh_from_db()
    assert (run.state, run.pairs, Pair.objects.count()) == ("done", 1, 1)


def test_an_officer_may_stop_it(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_set(case, range(4))
    run = services.start(officer=lead, case=case, wake=False)

    def stop(*_args: Any, **_kwargs: Any) -> None:
        services.cancel(officer=lead, run=run)
        raise Cancelled

    monkeypatch.setattr(tracing, "overlap", stop)
    jobs.run(LineageRun, run.pk, tracing.trace_lineage)
    run.refresh_from_db()
    assert run.state == Job.State.CANCELLED


def test_what_is_not_taken_in_is_left_out_and_named(lead: Officer, case: Case) -> None:
    make_set(case, range(4))
    make_file(make_dataset(case, title="Half"), state=Job.State.RUNNING)
    run = trace(lead, case)
    assert run.state == Job.State.DONE
    assert [(item["title"], item["reason"]) for item in run.left_out] == [
        ("Half", "still_running")
    ]


def test_a_case_without_data_says_so(lead: Officer, case: Case) -> None:
    run = trace(lead, case)
    assert (run.state, run.error_code) == (Job.State.FAILED, "no_data_to_match")


def test_a_file_more_makes_the_comparison_old(lead: Officer, case: Case) -> None:
    dataset = make_set(case, range(4))
    run = trace(lead, case)
    assert services.is_current(run)
    take_in_rows(dataset, f"王某甲,{mobile(9)}")
    assert not services.is_current(run)


def test_sets_of_several_cases_are_compared_for_who_sees_them_all(
    lead: Officer, case: Case
) -> None:
    mine = make_set(case, range(4))
    other_case = make_case(lead=lead)
    theirs = make_set(other_case, range(2, 6))
    run = trace(lead, case, other_case)
    pair = pair_of(mine, theirs)
    assert pair.shared == {"mobile": 2}
    assert list(Pair.objects.visible_to(lead)) == [pair]
    assert list(LineageRun.objects.visible_to(lead)) == [run]


def test_a_case_that_the_officer_does_not_see_is_not_compared(
    lead: Officer, case: Case, outsider: Officer
) -> None:
    hidden = make_case(lead=outsider)
    with pytest.raises(PermissionDenied):
        services.start(officer=lead, case=case, others=[hidden])


def test_who_sees_one_of_the_cases_alone_sees_neither_run_nor_pair(
    lead: Officer, case: Case, outsider: Officer
) -> None:
    other_case = make_case(lead=outsider)
    mine, theirs = make_set(case, range(4)), make_set(other_case, range(4))
    run = LineageRun.objects.create(case=case)
    run.others.add(other_case)
    Pair.objects.create(run=run, first=mine, second=theirs)
    for officer in (lead, outsider):
        assert not LineageRun.objects.visible_to(officer).exists()
        assert not Pair.objects.visible_to(officer).exists()


def test_two_presses_start_one_run(lead: Officer, case: Case) -> None:
    one = services.start(officer=lead, case=case, wake=False)
    assert services.start(officer=lead, case=case, wake=False) == one


def test_a_viewer_may_not_start_one(viewer: Officer, case: Case) -> None:
    with pytest.raises(PermissionDenied):
        services.start(officer=viewer, case=case, wake=False)
