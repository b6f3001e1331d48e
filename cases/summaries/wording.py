"""The words for the codes that the facts hold."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.common.provinces import Province
from cases.common.sealing import KIND_LABELS
from cases.fraud.methods import Method
from cases.lineage.wording import told
from cases.operations.models import Operation, Team
from cases.seizures.models import Exhibit, SeizedDataset
from cases.summaries.facts import BasisFact, ReasonFact
from cases.suspects.models import Suspect

# Reasons of the readers for not storing a row (cases.engine.readers).
REJECTIONS = {
    "above_header": _("text above the header"),
    "around_records": _("text around the records"),
    "cell_count": _("wrong number of cells"),
    "line_too_long": _("line too long"),
    "malformed": _("against the rules of the format"),
    "nul_byte": _("zero bytes in the line"),
    "outside_card": _("line of no card"),
    "record_too_long": _("record too long"),
    "repeated_header": _("header repeated"),
    "too_deep": _("nested too deeply"),
    "undecodable": _("bytes that are no text"),
    "unfinished": _("record without end"),
    "unknown_column": _("unknown column"),
}

# What the rules of the comparison say (cases.matching), put briefly for a table.
REASONS: dict[str, Any] = {
    "lasting_identifier": _("an identifier that stays with one person"),
    "personal_identifier": _("mostly used by one person for years"),
    "portable_identifier": _("may be given up and issued again"),
    "shared_identifier": _("often shared by a household or a firm"),
    "agree_in_row": _("{count} identifiers of the report in the same row"),
    "agree_in_dataset": _("{count} identifiers of the report in the data set"),
    "one_row": _("in one row alone"),
    "few_rows": _("in {rows} rows only"),
    "many_rows": _("in as many as {rows} rows"),
    "released": _("held back as too common and released by an officer"),
    "obtained_same_day": _("data obtained on the day of the report"),
    "may_be_reissued": _("may have been issued anew in the {days} days between"),
    "obtained_shortly_before": _("data obtained {days} days before the report"),
    "obtained_before": _("data obtained long before the report ({days} days)"),
    "obtained_after": _("data obtained {days} days after the report"),
    "content_fits_method": _("kind of data fits the method of the fraud: {content}"),
    "name_agrees": _("the victim's name stands in the row"),
    "name_differs": _("the row carries another name"),
}

LABELS: dict[str, dict[str, Any]] = {
    "stage": dict(Case.Stage.choices),
    "identification": dict(Suspect.Identification.choices),
    "measure": dict(Suspect.Measure.choices),
    "position": dict(Suspect.Position.choices),
    "medium": dict(Exhibit.Medium.choices),
    "info_class": dict(SeizedDataset.InfoClass.choices),
    "source": dict(SeizedDataset.Source.choices),
    "freshness": dict(SeizedDataset.Freshness.choices),
    "sector": dict(SeizedDataset.Sector.choices),
    "method": dict(Method.choices),
    "province": dict(Province.choices),
    "operation": dict(Operation.State.choices),
    # Being caught by a team is not yet arrest in the sense of the law (逮捕).
    "team": {**dict(Team.Status.choices), Team.Status.ARRESTED: _("Target caught")},
    "kind": KIND_LABELS,
    "rejection": REJECTIONS,
}

# Code words of the trade. SPC interpretation of the Criminal Procedure Law (法释
# 〔2021〕1号), art. 115: what electronic evidence says in slang is to be explained.
GLOSSARY: tuple[tuple[str, Any], ...] = (
    ("料", _("“Material”: a batch of citizens' personal data offered for sale.")),
    ("水果", _("“Fruit”: personal data; “selling fruit” means looking for buyers.")),
    ("上线、上家", _("“Upline”: whoever sold the data to the person concerned.")),
    ("下线、下家", _("“Downline”: whoever bought the data from the person concerned.")),
    ("一手料", _("“First-hand material”: data said not to have been sold before.")),
    ("实时料", _("“Real-time material”: data passed on as they arise.")),
    ("隔夜料", _("“Overnight material”: data of the day before.")),
    ("历史料", _("“Historical material”: old data, sold by the ten thousand.")),
    ("快递料", _("“Express material”: recipients' data from parcel delivery.")),
    ("学生料", _("“Student material”: data of students.")),
    ("化妆品料", _("“Cosmetics material”: data of buyers of cosmetics.")),
    ("房产料", _("“Real-estate material”: data of buyers or owners of homes.")),
    (
        "台子料",
        _(
            "“Platform material”: data taken from the back end of a lending platform,"
            " with the time of registration and sometimes the bank card."
        ),
    ),
    ("网贷、WD", _("“Net loan”: online lending.")),
    ("刷单", _("“Order brushing”: fake orders placed to raise a shop's ranking.")),
    ("爬取", _("“Crawling”: copying data out of a leaky back end by program.")),
    ("测试", _("“Test”: a sample of dozens of rows handed over before a deal.")),
)


def label(code: str, of: str) -> str:
    """The word for a code, or the code itself where there is none."""
    return str(LABELS[of].get(code, code))


def basis(fact: BasisFact) -> str:
    """A date on which a direction rests: "“D1” was obtained on 2020-06-01."."""
    return told(dict(fact.values, code=fact.code), f"D{fact.about}", f"D{fact.other}")


def reason(fact: ReasonFact) -> str:
    """A rule's word on a link with its points: "in one row alone (+10)"."""
    values = {name: _value(name, value) for name, value in fact.values}
    text = str(REASONS.get(fact.code, fact.code)).format(**values)
    points = f"{fact.points:+}"
    return gettext("%(reason)s (%(points)s)") % {"reason": text, "points": points}


def _value(name: str, value: str | int) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if name == "content":
        return label(value, "sector" if value in LABELS["sector"] else "source")
    return label(value, name) if name in LABELS else value
