"""What the PDF says: the figures of the database, in either language, masked."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from cases.access.models import Officer
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.matching.models import FraudLink, Judgement
from cases.matching.score.rules import OUTCOMES
from cases.seizures.models import SeizedDataset
from cases.summaries.collect import collect
from cases.summaries.facts import Edition, Facts, canonical_json, digest
from cases.summaries.models import Volume
from cases.summaries.render import html, render
from cases.summaries.wording import REASONS
from tests.summaries.making import (
    MOBILE,
    NARRATIVE,
    VICTIM,
    fill,
    judge,
    make_dataset,
    make_link,
    make_operation,
    make_report,
    make_run,
    make_suspect,
)

AS_OF = datetime(2021, 5, 1, 2, 0, tzinfo=UTC)


def facts_of(case: Case, officer: Officer, volume: str = "investigation") -> Facts:
    return collect(officer, case.pk, volume)


def pdf_of(facts: Facts, language: str = "zh-hans") -> PdfReader:
    return PdfReader(io.BytesIO(render(facts, edition(language)).pdf))


def edition(language: str) -> Edition:
    return Edition(1, language, AS_OF, "盐城支队")


def text_of(pdf: PdfReader) -> str:
    """The text without the line ends that the layout put in."""
    return "".join(page.extract_text() for page in pdf.pages).replace("\n", "")


def test_rows_read_are_rows_stored_and_rows_rejected(case: Case, lead: Officer) -> None:
    make_dataset(case, (("a.csv", 900, 100), ("b.csv", 50, 0)))
    (dataset,) = facts_of(case, lead).datasets
    assert dataset.rows_read == dataset.rows_stored + dataset.rows_rejected
    for file in dataset.files:
        assert file.rows_read == file.rows_stored + file.rows_rejected
    assert dataset.rows_read == sum(file.rows_read for file in dataset.files) == 1050
    for counts in dataset.identifiers:
        assert counts.valid == counts.duplicates + counts.unique


def test_a_report_with_two_links_is_counted_once(case: Case, lead: Officer) -> None:
    dataset, run = make_dataset(case), make_run(case)
    twice = make_report("A-1", loss=Decimal("100.50"), province="32")
    once = make_report("A-2", loss=Decimal("20.00"), province="34", method="F12")
    for report, mobile in ((twice, "0001"), (twice, "0002"), (once, "0003")):
        judge(make_link(run, dataset, report, f"1380000{mobile}"), lead)
    totals = facts_of(case, lead).totals
    assert (totals.reports, totals.links, totals.loss) == (2, 3, Decimal("120.50"))
    for groups in (totals.by_method, totals.by_province):
        assert sum(group.reports for group in groups) == totals.reports
        assert sum(group.loss for group in groups) == totals.loss


def test_a_rejected_and_an_open_link_are_counted_and_not_listed(
    case: Case, lead: Officer
) -> None:
    facts = facts_of(fill(case, lead), lead)
    assert [report.number for report in facts.reports] == ["A320900-0000"]
    assert (facts.links_rejected, facts.links_open) == (1, 1)
    text = html(facts, edition("en"))
    assert "A320900-0000" in text
    assert "A320900-0001" not in text
    assert "A320900-0002" not in text


def test_a_link_taken_back_is_no_longer_listed(case: Case, lead: Officer) -> None:
    link = make_link(make_run(case), make_dataset(case), make_report())
    judge(link, lead)
    assert facts_of(case, lead).totals.links == 1
    judge(link, lead, Judgement.OPEN)
    assert facts_of(case, lead).totals.links == 0


def test_who_confirmed_a_link_when_and_why_it_was_suggested_is_told(
    case: Case, lead: Officer
) -> None:
    facts = facts_of(fill(case, lead), lead)
    (link,) = facts.reports[0].links
    row = FraudLink.objects.confirmed().get()
    assert link.confirmed_by == lead.name
    assert link.confirmed_at == row.judgements.get().at
    assert (link.run, link.score) == (row.run_id, 45)
    text = html(facts, edition("en"))
    assert "Score 45 of 100: may be given up and issued again (+25)" in text
    assert f"Found by match run {row.run_id}, confirmed by {lead.name}" in text


def test_the_figures_of_the_pdf_are_those_of_the_database(
    case: Case, lead: Officer
) -> None:
    fill(case, lead)
    make_dataset(case, (("快递.xlsx", 1234567, 89),))
    pdf = pdf_of(facts_of(case, lead), "en")
    text = text_of(pdf)
    for row in SeizedDataset.objects.all():
        for figure in (row.rows_read, row.rows_stored, row.rows_rejected):
            assert f"{figure:,}" in text
        for file in row.files.all():
            assert file.sha256 in text
        for figure in row.identifiers["mobile"].values():
            assert f"{figure:,}" in text
    files = list(rows_of(pdf, "seized-files.csv"))
    assert [(f["name"], int(f["rows_stored"])) for f in files] == [
        ("料.csv", 1000),
        ("快递.xlsx", 1234567),
    ]
    (link,) = rows_of(pdf, "links.csv")
    assert (link["report"], link["loss"], link["first_row"]) == (
        "A320900-0000",
        "3500.00",
        "17",
    )


def rows_of(pdf: PdfReader, name: str) -> csv.DictReader[str]:
    content = pdf.attachments[name][0]
    return csv.DictReader(io.StringIO(content.decode("utf-8-sig")))


def test_the_row_that_several_identifiers_share_is_told(
    case: Case, lead: Officer
) -> None:
    fill(case, lead)
    file = case.datasets.get().files.get()
    FraudLink.objects.update(shared_file=file, shared_row=1234)
    pdf = pdf_of(facts_of(case, lead), "en")
    # The layout drops the spaces at the ends of lines.
    assert "standtogetherinF1,row1,234." in text_of(pdf).replace(" ", "")
    (link,) = rows_of(pdf, "links.csv")
    assert (link["shared_file"], link["shared_row"]) == ("F1", "1234")


def test_the_embedded_facts_have_the_digest_that_is_printed(
    case: Case, lead: Officer
) -> None:
    facts = facts_of(fill(case, lead), lead)
    pdf = pdf_of(facts)
    assert pdf.attachments["facts.json"][0] == canonical_json(facts)
    assert digest(facts) in text_of(pdf)
    assert json.loads(canonical_json(facts))["case"]["number"] == case.number


def test_chinese_is_copied_out_of_the_pdf_as_it_was_put_in(
    case: Case, lead: Officer
) -> None:
    case.facts = "犯罪嫌疑人王超（化名，网名SS52098）购买公民个人信息，加价转卖给下线。"
    case.save()
    make_suspect(case, name="欧阳翀", role="负责洽谈、收款，分得一万元")
    text = text_of(pdf_of(facts_of(case, lead)))
    for put_in in (case.facts, "欧阳翀", "负责洽谈、收款，分得一万元"):
        assert put_in in text


def test_headings_are_numbered_as_the_language_does(case: Case, lead: Officer) -> None:
    facts = facts_of(case, lead)
    chinese, english = text_of(pdf_of(facts)), text_of(pdf_of(facts, "en"))
    assert "一、" in chinese
    assert "1、" not in chinese
    assert "1. The case" in english.replace("\u2002", " ")


def test_every_rule_of_the_comparison_has_its_words() -> None:
    assert OUTCOMES.keys() == REASONS.keys()


def test_a_character_that_no_font_has_is_spelled_out(case: Case, lead: Officer) -> None:
    make_suspect(case, name="王\U0002ebf0")
    assert "王〔U+2EBF0〕" in text_of(pdf_of(facts_of(case, lead)))


def test_the_same_facts_give_the_same_bytes(case: Case, lead: Officer) -> None:
    facts = facts_of(fill(case, lead), lead)
    again = facts_of(case, lead)
    assert render(facts, edition("en")).pdf == render(again, edition("en")).pdf


def test_one_changed_figure_gives_another_digest(case: Case, lead: Officer) -> None:
    facts = facts_of(fill(case, lead), lead)
    assert digest(facts) != digest(replace(facts, links_open=facts.links_open + 1))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_number_in_the_clear_and_nothing_of_the_victim_gets_out(
    case: Case, lead: Officer, language: str
) -> None:
    facts = facts_of(fill(case, lead), lead)
    pdf = pdf_of(facts, language)
    attached = b"".join(b"".join(a) for a in pdf.attachments.values()).decode()
    told = text_of(pdf) + attached + html(facts, edition(language))
    assert "138****0000" in told
    for secret in ("13800000000", "13800000001", MOBILE, VICTIM, NARRATIVE):
        assert secret not in told


def test_the_pdf_is_tagged_archivable_and_says_its_language(
    case: Case, lead: Officer
) -> None:
    pdf = pdf_of(facts_of(fill(case, lead), lead))
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-hans"
    metadata = root["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in metadata or "<pdfaid:part>3" in metadata
    assert pdf.metadata is not None
    assert pdf.metadata.title is not None
    assert case.number in pdf.metadata.title


def test_what_an_officer_typed_is_text_and_loads_nothing(
    case: Case, lead: Officer
) -> None:
    case.facts = '<img src="file:///etc/hostname"><b>粗</b>'
    case.save()
    assert '<img src="file:///etc/hostname">' in text_of(pdf_of(facts_of(case, lead)))


def test_the_litigation_volume_has_the_arrests_and_not_the_operation(
    case: Case, lead: Officer, prosecutor: Officer
) -> None:
    fill(case, lead)
    whole = facts_of(case, lead)
    assert whole.operations[0].teams[0].leader == "组长戊"
    casefiles.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    # Whatever a prosecutor asks for.
    facts = facts_of(case, prosecutor, Volume.INVESTIGATION)
    assert facts.volume == Volume.LITIGATION
    assert facts.operations == ()
    assert facts.arrests == whole.arrests != ()
    assert "组长戊" not in str(asdict(facts))
    assert facts == facts_of(case, lead, Volume.LITIGATION)


def test_an_operation_before_its_go_time_is_in_no_summary(
    case: Case, lead: Officer
) -> None:
    make_suspect(case)
    make_operation(case, lead, go_time=datetime(2099, 1, 1, tzinfo=UTC))
    assert facts_of(case, lead).operations == ()


def test_the_stages_of_the_case_are_told_with_their_times(
    lead: Officer, prosecutor: Officer
) -> None:
    case = casefiles.open_case(officer=lead, number="S-1", title="案", stage="filed")
    casefiles.update_case(
        officer=lead, case=case, version=case.version, stage="investigation"
    )
    casefiles.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    stages = [fact.stage for fact in facts_of(case, lead).stages]
    assert stages == ["filed", "investigation", "transferred"]


def test_an_outsider_collects_nothing(case: Case, outsider: Officer) -> None:
    with pytest.raises(Case.DoesNotExist):
        facts_of(case, outsider)
