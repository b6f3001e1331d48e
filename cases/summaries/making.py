"""The work of a summary's job: collect, render, seal."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Final, cast

from django.utils import timezone

from cases.common.jobs import Claim
from cases.common.uploads import original_path, seal_stream
from cases.engine.errors import EngineError
from cases.seizures.models import DatasetCount
from cases.summaries.collect import collect
from cases.summaries.facts import Edition, Facts, digest
from cases.summaries.models import Summary

# Pages before the lists begin, and rows of a list to a page, as they turn out.
_FIXED_PAGES: Final = 8
_REPORTS_A_PAGE: Final = 9
_ROWS_A_PAGE: Final = 22


class NoLibrary(EngineError):
    """The system library that lays out the pages (Pango) is not installed."""

    code = "no_layout_library"


def make(claim: Claim) -> None:
    """Make the PDF of a claimed summary, in the name of whoever asked for it.

    Raises EngineError (`not_counted`) where counts of a data set are missing,
    NoLibrary where the pages cannot be laid out, Case.DoesNotExist where
    the case is out of the officer's scope by now.
    """
    summary = cast(Summary, claim.job)
    if DatasetCount.objects.unfinished().filter(dataset__case=summary.case_id).exists():
        raise EngineError("not_counted")
    officer = summary.requested_by
    assert officer is not None  # noqa: S101 - a service always sets it
    as_of = timezone.now()
    facts = collect(officer, summary.case_id, summary.volume)
    edition = Edition(summary.number, summary.language, as_of, officer.unit.name)
    pages = expected_pages(facts)
    with pages_told(lambda page: claim.progress(page, pages)):
        rendered = load_renderer().render(facts, edition)
    name, digests = seal_stream(io.BytesIO(rendered.pdf))
    try:
        claim.finish(
            rendered.pages,
            as_of=as_of,
            facts_sha256=digest(facts),
            sha256=digests.sha256,
            size=digests.size,
            pages=rendered.pages,
            pdf=name,
        )
    except BaseException:
        original_path(name).unlink(missing_ok=True)
        raise


def load_renderer() -> ModuleType:
    """The module that needs Pango: loaded here, so that a machine without it still
    shows every page and says what is missing."""
    try:
        from cases.summaries import render
    except OSError as error:
        raise NoLibrary from error
    return render


def expected_pages(facts: Facts) -> int:
    """About how long the document gets, for the progress bar."""
    files = sum(len(dataset.files) for dataset in facts.datasets)
    rows = 3 * len(facts.suspects) + 2 * len(facts.exhibits) + 4 * files
    reports = len(facts.reports_shown) // _REPORTS_A_PAGE
    return _FIXED_PAGES + reports + rows // _ROWS_A_PAGE


class _PageHandler(logging.Handler):
    """WeasyPrint tells its log when it begins a page. What `tell` raises goes up
    through the layout and ends it."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        if record.args and "Page %d" in record.msg:
            self._tell(int(cast(tuple[int], record.args)[0]))


@contextmanager
def pages_told(tell: Callable[[int], None]) -> Iterator[None]:
    """`tell` hears the number of each page as its layout begins: a long document
    keeps its lease, shows how far it is, and can be stopped."""
    log, handler = logging.getLogger("weasyprint.progress"), _PageHandler(tell)
    level, propagate = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = propagate
