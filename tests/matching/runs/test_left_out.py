"""What a run cannot search is left out and named; what it has searched is counted."""

from __future__ import annotations

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.jobs import Job
from cases.matching.models import FraudLink
from cases.matching.runs.sources import describe
from cases.seizures.models import SeizedFile
from tests.matching.making import (
    damage_index,
    make_dataset,
    make_file,
    make_report,
    match_now,
    mobile,
)


def test_a_damaged_index_is_left_out_and_what_was_found_in_it_stays(
    lead: Officer, case: Case
) -> None:
    sound = make_dataset(case, f"王某甲,{mobile(1)}", title="Sound")
    make_dataset(case, f"李某乙,{mobile(1)}", f"王某甲,{mobile(2)}", title="Torn")
    make_report(mobile(1))
    match_now(lead, case)
    damage_index(SeizedFile.objects.get(dataset__title="Torn"))
    run = match_now(lead, case)
    assert (run.state, run.links, run.total) == (Job.State.DONE, 1, 1)
    (item,) = run.left_out
    name = SeizedFile.objects.get(dataset__title="Torn").name
    assert describe(item) == (
        f"Torn: {name}: the index of this file is damaged; take it in again"
    )
    assert FraudLink.objects.count() == 2
    assert run.searched == {str(sound.pk): run.searched[str(sound.pk)]}


def test_what_is_not_taken_in_is_left_out_and_named(lead: Officer, case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", title="Good")
    waiting = make_dataset(case, title="Waiting")
    make_file(waiting, state=Job.State.WAITING)
    half = make_dataset(case, f"李某乙,{mobile(2)}", title="Half")
    make_file(half, name="broken.csv", state=Job.State.FAILED)
    make_dataset(case, title="Empty")
    make_report(mobile(1))
    make_report(mobile(2))
    run = match_now(lead, case)
    assert run.links == 2
    assert sorted(describe(item) for item in run.left_out) == [
        "Empty: has no file",
        "Half: broken.csv: this file is not taken in; the others were searched",
        "Waiting: is still being taken in",
    ]


def test_a_run_counts_the_rows_it_has_searched(lead: Officer, case: Case) -> None:
    make_dataset(case, *(f"王某甲,{mobile(n)}" for n in range(20)))
    make_dataset(case, *(f"李某乙,{mobile(n)}" for n in range(5)))
    make_report(mobile(1))
    run = match_now(lead, case)
    assert (run.done, run.total, run.unit) == (25, 25, "rows")
