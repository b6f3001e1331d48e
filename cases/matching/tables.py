"""The lists of this slice."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.common.addresses import object_address
from cases.common.sealing import KIND_LABELS
from cases.common.tables import BadgeColumn, BaseTable, CountColumn, MomentColumn
from cases.matching.models import BrakedValue, FraudLink, MatchRun
from cases.matching.review.buttons import JudgeButtons


class MatchRunTable(BaseTable):
    id = tables.Column(linkify=("cases:run_detail", [tables.A("pk")]), verbose_name="#")
    case = tables.Column(order_by=("case__number",), accessor="case__number")
    state = BadgeColumn()
    links = CountColumn()
    new_links = CountColumn()
    reports_matched = CountColumn()
    reports_searched = CountColumn()
    match_seconds = tables.Column()
    requested_by = tables.Column(order_by=("requested_by__name_sort",))
    created_at = MomentColumn()

    class Meta(BaseTable.Meta):
        model = MatchRun
        fields = [
            "id",
            "case",
            "state",
            "links",
            "new_links",
            "reports_matched",
            "reports_searched",
            "match_seconds",
            "requested_by",
            "created_at",
        ]
        default_columns = [
            "id",
            "case",
            "state",
            "links",
            "new_links",
            "reports_matched",
            "requested_by",
            "created_at",
        ]

    def render_match_seconds(self, value: float) -> str:
        return f"{value:.1f}"


class FraudLinkTable(BaseTable):
    """The review queue. `judged` holds the numbers of the cases in which the
    officer may judge; only there can rows be ticked and judged."""

    tick = tables.Column(
        empty_values=(),
        orderable=False,
        verbose_name=_("Tick"),
        exclude_from_export=True,
    )
    score = tables.Column()
    kind = tables.Column(attrs={"td": {"class": "text-nowrap"}})
    mask = tables.Column(
        linkify=lambda record: object_address("link_detail", record.pk),
        orderable=False,
        attrs={"a": {"class": "number text-nowrap"}},
    )
    dataset = tables.Column(order_by=("dataset__title_sort",))
    report = tables.Column(order_by=("report__number",))
    method = tables.Column(
        accessor="report__method",
        order_by=("report__method",),
        verbose_name=_("Method"),
        attrs={"td": {"class": "method"}},
    )
    province = tables.Column(
        accessor="report__province",
        order_by=("report__province",),
        verbose_name=_("Province"),
    )
    reported_on = tables.DateColumn(
        accessor="report__reported_on",
        format="Y-m-d",
        verbose_name=_("Reported on"),
        attrs={"td": {"class": "text-nowrap"}},
    )
    loss = CountColumn(accessor="report__loss", verbose_name=_("Loss (yuan)"))
    rows = CountColumn()
    judgement = BadgeColumn()
    judge = tables.Column(
        empty_values=(),
        orderable=False,
        verbose_name=_("Judge"),
        exclude_from_export=True,
    )

    def __init__(
        self,
        *args: Any,
        judged: frozenset[int] = frozenset(),
        back: str = "",
        note: str = "",
        **kwargs: Any,
    ) -> None:
        """back: where the buttons lead without JavaScript, if not to the page that
        shows the table. note: what the officer must be told, beside the buttons."""
        super().__init__(*args, **kwargs)
        self.judged, self.back, self.note = judged, back, note
        if not judged:
            self.columns.hide("tick")
            self.columns.hide("judge")

    class Meta(BaseTable.Meta):
        model = FraudLink
        fields = [
            "tick",
            "score",
            "kind",
            "mask",
            "dataset",
            "report",
            "method",
            "province",
            "reported_on",
            "loss",
            "rows",
            "judgement",
            "judge",
        ]
        # What fits beside the menu; the rest is a choice under "Columns".
        default_columns = [
            "tick",
            "score",
            "mask",
            "dataset",
            "report",
            "method",
            "judgement",
            "judge",
        ]
        row_attrs = {"id": lambda record: f"link-{record.pk}", "data-link": "row"}

    def render_tick(self, record: FraudLink) -> SafeString:
        if record.case_id not in self.judged:
            return SafeString("")
        # Number and version: what others judge meanwhile must not be overwritten.
        return format_html(
            '<input class="form-check-input" type="checkbox" form="bulk" name="link"'
            ' value="{}:{}" aria-label="{}">',
            record.pk,
            record.version,
            record.mask,
        )

    def render_mask(self, record: FraudLink) -> SafeString:
        kind = KIND_LABELS[record.kind]
        text = '{}<div class="small text-secondary">{}</div>'
        return format_html(text, record.mask, kind)

    def value_mask(self, record: FraudLink) -> str:
        return record.mask

    def render_judge(self, record: FraudLink) -> SafeString:
        if record.case_id not in self.judged:
            return SafeString("")
        return self._buttons.of(record)

    @cached_property
    def _buttons(self) -> JudgeButtons:
        back = self.back or self.request.get_full_path()
        return JudgeButtons(self.request, back, self.note)


class BrakedTable(BaseTable):
    dataset = tables.Column(verbose_name=_("Data set"))
    rows = CountColumn()
    reports = CountColumn()
    release = tables.Column(
        empty_values=(),
        linkify=("cases:brake_release", [tables.A("pk")]),
        verbose_name="",
    )

    class Meta(BaseTable.Meta):
        model = BrakedValue
        fields = ["kind", "mask", "dataset", "rows", "reports", "release"]
        orderable = False

    def render_release(self) -> str:
        return gettext("Link it …")
