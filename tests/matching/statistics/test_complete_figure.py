"""The figure of all lines beside a sample: what the sample says once it is of all
lines, whatever came after the run."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.engine.join import Brakes
from cases.matching import brakes
from cases.matching.models import FraudLink, MatchRun
from cases.matching.statistics.models import DrawnSample
from cases.seizures.models import SeizedFile
from cases.seizures.stores import index_sources
from tests.matching.making import add_identifier, make_report, match_now
from tests.matching.statistics.test_samples import sample_of, world
from tests.seizures.making import as_text, make_dataset, people, taken_in


def drawn_whole(lead: Officer, run: MatchRun) -> tuple[int, int]:
    """Hits and numbers of a sample of all lines, which is what the complete figure
    says."""
    sample = sample_of(lead, run, size=500)
    assert sample.population <= 500
    assert (sample.all_hits, sample.all_numbers) == (sample.hits, sample.numbers)
    return sample.hits, sample.numbers


def test_a_number_twice_on_a_line_counts_once_of_the_sample_and_of_all_lines(
    lead: Officer, case: Case
) -> None:
    """As where the sender of a parcel is its receiver too."""
    one, two = people(2)["手机号"]
    lines = f"发件人电话,收件人电话\n{one},{one}\n{one},{two}\n{two},{two}\n"
    taken_in(lead, make_dataset(lead, case), lines.encode())
    make_report(one)
    assert drawn_whole(lead, match_now(lead, case)) == (2, 4)


def test_what_comes_after_a_run_is_not_in_its_complete_figure(
    lead: Officer, case: Case
) -> None:
    seized = people(10)
    dataset = make_dataset(lead, case)
    taken_in(lead, dataset, as_text(seized))
    report = make_report(seized["手机号"][0])
    run = match_now(lead, case)
    taken_in(lead, dataset, as_text(seized[:9]), "more.csv")
    make_report(seized["手机号"][1])
    match_now(lead, case)
    assert drawn_whole(lead, run) == (1, 10)
    # A report that was there is looked up with the numbers that it has today.
    add_identifier(report, "mobile", seized["手机号"][2])
    assert drawn_whole(lead, run) == (2, 10)


def test_a_release_and_its_end_change_no_complete_figure(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.engine.join.duck.Brakes", lambda: Brakes(rows=2))
    seized = people(4)
    lines = as_text(seized) + 2 * as_text(seized[:1]).split(b"\n", 1)[1]
    taken_in(lead, make_dataset(lead, case), lines)
    make_report(seized["手机号"][0])
    held_back = match_now(lead, case)
    value = held_back.braked.get()
    word = brakes.release(officer=lead, value=value, reason="A victim's own")
    released = match_now(lead, case)
    assert (released.links, released.braked.count()) == (1, 0)
    brakes.brake_again(officer=lead, word=word, reason="Everybody's")
    match_now(lead, case)
    assert not FraudLink.objects.exists()
    for run in (held_back, released):
        assert drawn_whole(lead, run) == (3, 6)


def test_without_an_index_the_lines_cannot_be_counted_and_it_is_said(
    lead: Officer, case: Case, as_lead: Client
) -> None:
    run = world(lead, case)
    file = SeizedFile.objects.filter(dataset__title="Loans").get()
    (source,) = index_sources([file])
    source.bucket(0).unlink()
    address = reverse("cases:run_sample_create", args=[run.pk])
    asked = {"kind": "mobile", "size": 5, "seed": 1, "strata": "none"}
    page = as_lead.post(address, asked).content.decode()
    assert "The index of a file is missing" in page
    assert not DrawnSample.objects.exists()
