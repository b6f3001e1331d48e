"""Of all lines what a sample tells of some: how many of the numbers on them stand in a
fraud report.

It is counted over the indexes as a drawn line is counted, and not read off the links:
these change with what arrives and with what officers release, and a sample may be drawn
from a run long after it.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.engine.identifiers import KINDS
from cases.engine.on_rows import OnRows, count_on_rows
from cases.fraud.models import FraudReport
from cases.fraud.tokens import report_tokens
from cases.matching.models import MatchRun
from cases.seizures.models import SeizedFile
from cases.seizures.stores import index_sources


def complete_figure(run: MatchRun, files: Sequence[SeizedFile], kind: str) -> OnRows:
    """The numbers of the kind on all lines of the files, and those that a report names
    which the run could find.

    Raises ValidationError where the index of a file is missing.
    """
    sources = index_sources(files)
    if not all(source.is_whole() for source in sources):
        raise ValidationError(
            _("The index of a file is missing, so its lines cannot be counted.")
        )
    return count_on_rows(sources, KINDS[kind].code, _named(run, kind))


def _named(run: MatchRun, kind: str) -> pl.DataFrame:
    """The tokens of the victims in the reports that were there when the run ended."""
    tokens = report_tokens(kinds=[kind])
    later = FraudReport.objects.filter(created_at__gt=run.finished_at).order_by()
    since = pl.Series(list(later.values_list("pk", flat=True)), dtype=pl.Int64)
    return tokens.filter(~pl.col("row").is_in(since.implode()))
