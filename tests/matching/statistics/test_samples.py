"""A sample of seized lines, drawn by a seed, beside the figure of all lines."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from cases.common.installation import keys_in_use
from cases.engine.keys import RECORDS, TOKEN
from cases.matching import services
from cases.matching.models import FraudLink, MatchRun
from cases.matching.statistics.drawing import allot, draw
from cases.matching.statistics.models import DrawnLine, DrawnSample
from cases.matching.statistics.samples import draw_sample
from cases.rotation.services import rotate
from cases.seizures.models import SeizedFile
from tests.matching.making import make_report, match_now
from tests.people import signed_in
from tests.seizures.making import as_text, make_dataset, people, taken_in


def test_a_draw_is_what_its_description_says() -> None:
    expected: list[int] = []
    k = 0
    while len(expected) < 5:
        number = int(hashlib.sha256(f"7:loans:{k}".encode()).hexdigest(), 16) % 9
        expected += [number] if number not in expected else []
        k += 1
    assert draw({"loans": 9}, 5, 7) == [("loans", line) for line in expected]


@given(
    strata=st.dictionaries(st.text("abc", max_size=3), st.integers(0, 60), max_size=5),
    size=st.integers(0, 80),
    seed=st.integers(0, 2**31),
)
def test_each_line_is_drawn_once_and_each_stratum_has_its_share(
    strata: dict[str, int], size: int, seed: int
) -> None:
    drawn = draw(strata, size, seed)
    total = sum(strata.values())
    assert len(drawn) == len(set(drawn)) == min(size, total)
    assert all(0 <= line < strata[name] for name, line in drawn)
    for name, share in allot(strata, size).items():
        assert sum(1 for stratum, _line in drawn if stratum == name) == share
        if size < total:
            assert abs(share - size * strata[name] / total) < 1


def world(lead: Officer, case: Case) -> MatchRun:
    """45 lines in two data sets, one with a doubled and a masked number; reports name
    every fourth of the 40 people."""
    seized = people(40)
    doubled = as_text(seized[:3]).split(b"\n", 1)[1]
    masked = "王某甲,138****0001,,\r\n".encode()
    taken_in(
        lead,
        make_dataset(lead, case, title="Loans", sector="loan"),
        as_text(seized[:30]) + doubled + masked,
    )
    taken_in(
        lead,
        make_dataset(lead, case, title="Parcels", sector="express"),
        as_text(seized[30:]) + masked.replace(b"138", b"139"),
    )
    for number in seized["手机号"][::4]:
        make_report(number)
    return match_now(lead, case)


@pytest.fixture
def run(lead: Officer, case: Case) -> MatchRun:
    return world(lead, case)


def sample_of(officer: Officer, run: MatchRun, **given: Any) -> DrawnSample:
    asked = {"kind": "mobile", "size": 20, "seed": 4711, "strata": "none", **given}
    return draw_sample(officer=officer, run=run, **asked)


def drawn(sample: DrawnSample) -> list[tuple[Any, ...]]:
    fields = ("stratum", "file", "row", "masks", "hits", "reports")
    return list(sample.lines.values_list(*fields))


def test_a_sample_of_all_lines_gives_the_complete_figure(
    lead: Officer, run: MatchRun
) -> None:
    sample = sample_of(lead, run, size=100)
    # Line 0 is doubled and stands in a report.
    assert (sample.population, sample.lines.count()) == (45, 45)
    assert (sample.numbers, sample.hits) == (43, 11)
    assert (sample.all_numbers, sample.all_hits) == (43, 11)
    assert sample.agrees


def test_landlines_are_drawn_from_a_column_of_mobiles_as_well(
    lead: Officer, case: Case
) -> None:
    landlines = [f"0515-8623000{n}" for n in range(4)]
    lines = "".join(f"王某甲,{number},,\r\n" for number in landlines)
    content = as_text(people(10)) + lines.encode()
    taken_in(lead, make_dataset(lead, case), content)
    make_report(landlines[0], kind="landline")
    sample = sample_of(lead, match_now(lead, case), kind="landline", size=50)
    assert (sample.numbers, sample.hits) == (4, 1)
    assert (sample.all_numbers, sample.all_hits) == (4, 1)


def test_the_same_seed_draws_the_same_lines_and_another_one_others(
    lead: Officer, colleague: Officer, run: MatchRun
) -> None:
    first = drawn(sample_of(lead, run))
    assert len(first) == 20
    assert drawn(sample_of(colleague, run)) == first
    assert drawn(sample_of(lead, run, seed=4712)) != first


@pytest.mark.parametrize("kind", [TOKEN, RECORDS])
def test_a_change_of_the_keys_changes_no_sample(
    lead: Officer, case: Case, key_file: Path, kind: str
) -> None:
    with keys_in_use():
        run = world(lead, case)
        before = drawn(sample_of(lead, run))
    rotate(kind)
    with keys_in_use():
        assert drawn(sample_of(lead, run)) == before
    assert any(hits for *_rest, hits, _reports in before)


@pytest.mark.parametrize(
    ("strata", "shares"), [("dataset", [15, 5]), ("sector", [15, 5])]
)
def test_strata_get_lines_in_proportion(
    lead: Officer, run: MatchRun, as_lead: Client, strata: str, shares: list[int]
) -> None:
    sample = sample_of(lead, run, strata=strata)
    files = list(sample.lines.values_list("file__dataset__title", flat=True))
    assert [files.count("Loans"), files.count("Parcels")] == shares
    page = as_lead.get(sample.get_absolute_url()).content.decode()
    assert f": {shares[0]}</div>" in page


@pytest.mark.parametrize(
    ("hits", "all_hits", "agrees"), [(10, 150, True), (10, 300, False)]
)
def test_the_page_says_whether_the_complete_figure_lies_in_the_interval(
    lead: Officer,
    as_lead: Client,
    run: MatchRun,
    hits: int,
    all_hits: int,
    agrees: bool,
) -> None:
    # 10 of 100: between 5.5 and 17.4 %.
    sample = DrawnSample.objects.create(
        run=run,
        kind="mobile",
        size=100,
        seed=1,
        population=1_000,
        numbers=100,
        hits=hits,
        all_numbers=1_000,
        all_hits=all_hits,
        officer=lead,
    )
    assert sample.agrees is agrees
    page = as_lead.get(sample.get_absolute_url()).content.decode()
    assert "10 of 100 numbers stand in a report; 95 % interval 5.52 to 17.44 %" in page
    assert ("lies in the sample" in page) is agrees
    assert ("lies outside the sample" in page) is not agrees
    listed = reverse("cases:run_statistics", args=[run.pk])
    row = as_lead.get(listed).content.decode().split('id="samples"')[1]
    assert ("within" in row) is agrees


def test_the_list_shows_masks_and_leads_to_the_reports(
    as_lead: Client, run: MatchRun
) -> None:
    address = reverse("cases:run_sample_create", args=[run.pk])
    assert 'name="seed"' in as_lead.get(address).content.decode()
    asked = {"kind": "mobile", "size": 45, "seed": 1, "strata": "none"}
    page = as_lead.post(address, asked, follow=True).content.decode()
    sample = DrawnSample.objects.get()
    for number in people(40)["手机号"]:
        assert number not in page
    report = sample.lines.exclude(hits=0)[0].reports[0]
    assert reverse("cases:report_detail", args=[report]) in page
    assert "no valid number" in page
    entry = Entry.objects.get(action=Action.RUN, object_type="drawnsample")
    assert (entry.object_id, entry.case_id) == (sample.pk, run.case_id)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"size": 0}, "at least 1 line"),
        ({"size": 501}, "at most 500"),
        ({"seed": -1}, "whole number from 0"),
        ({"strata": "colour"}, "not a valid choice"),
        ({"kind": "shoe"}, "no such kind"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    lead: Officer, run: MatchRun, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        sample_of(lead, run, **given)
    assert not DrawnSample.objects.exists()


def test_a_narrowed_run_or_a_file_read_anew_cannot_be_drawn_from(
    lead: Officer, as_lead: Client, run: MatchRun, case: Case
) -> None:
    narrowed = match_now(lead, case, kinds=("mobile",))
    with pytest.raises(ValidationError, match="all reports and all kinds"):
        sample_of(lead, narrowed)
    SeizedFile.objects.filter(dataset__title="Loans").update(store="1-again")
    address = reverse("cases:run_sample_create", args=[run.pk])
    asked = {"kind": "mobile", "size": 5, "seed": 1, "strata": "none"}
    page = as_lead.post(address, asked).content.decode()
    assert "A file was read anew since this run." in page


def test_a_viewer_sees_a_sample_and_draws_none(
    lead: Officer, viewer: Officer, outsider: Officer, run: MatchRun
) -> None:
    sample = sample_of(lead, run)
    with pytest.raises(PermissionDenied):
        sample_of(viewer, run)
    page = sample.get_absolute_url()
    assert signed_in(viewer).get(page).status_code == 200
    assert signed_in(outsider).get(page).status_code == 404


@pytest.mark.parametrize("model", [DrawnSample, DrawnLine])
def test_the_database_refuses_to_change_a_sample(
    lead: Officer, run: MatchRun, model: Any
) -> None:
    sample_of(lead, run)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(hits=9)


def test_a_judged_link_of_a_number_held_back_since_counts_once(
    lead: Officer, case: Case
) -> None:
    seized = people(10)
    taken_in(lead, make_dataset(lead, case), as_text(seized))
    for _ in range(100):
        make_report(seized["手机号"][0])
    match_now(lead, case)
    judged = FraudLink.objects.all()[0]
    services.judge(officer=lead, link=judged, judgement="unsure", reason="", version=1)
    make_report(seized["手机号"][0])
    run = match_now(lead, case)
    assert (FraudLink.objects.get(), run.braked.count()) == (judged, 1)
    sample = sample_of(lead, run, size=100)
    assert (sample.hits, sample.all_hits) == (1, 1)
