"""From facts to the bytes of a PDF; the same facts give the same bytes."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML, Attachment
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cases.summaries import annex, fonts
from cases.summaries.facts import (
    Edition,
    Facts,
    canonical_json,
    digest,
    document_number,
    verification_code,
)
from cases.summaries.wording import GLOSSARY

TEMPLATE = "cases/summaries/document.html"
STYLE = Path(__file__).with_name("document.css")


@dataclass(frozen=True)
class Rendered:
    pdf: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


class LocalFonts(URLFetcher):
    """Gives out the document's own fonts, and refuses every other address: what an
    officer typed into a case must not make the server read a file or a host."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        for path in fonts.files():
            if url == path.as_uri():
                return URLFetcherResponse(
                    url, path.read_bytes(), {"Content-Type": "font/ttf"}
                )
        raise FatalURLFetchingError("A summary loads nothing but its own fonts.")


def html(facts: Facts, edition: Edition) -> str:
    """The document before it is laid out, in the edition's language."""
    with translation.override(edition.language):
        text = render_to_string(
            TEMPLATE,
            {
                "facts": facts,
                "edition": edition,
                "digest": digest(facts),
                "code": verification_code(digest(facts)),
                "document_number": document_number(facts.case.number, edition.number),
                "glossary": GLOSSARY,
                "facts_file": annex.FACTS,
                "links_file": annex.LINKS,
                "data_file": annex.DATA,
            },
        )
    return fonts.spell_out_missing(text)


def render(facts: Facts, edition: Edition) -> Rendered:
    """Lay out and write the PDF: PDF/A-3u (ISO 19005-3), tagged, the facts and the
    list of links embedded as files.

    All dates in it are the edition's `as_of`, and its identifier is made from the
    facts, so that nothing in the file depends on when it was written.
    """
    configuration, fetcher = FontConfiguration(), LocalFonts()
    counters = CounterStyle()
    style = CSS(
        string=STYLE.read_text(),
        base_url=f"{fonts.folder().as_uri()}/",
        font_config=configuration,
        counter_style=counters,
        url_fetcher=fetcher,
    )
    options = {
        "stylesheets": [style],
        "pdf_variant": "pdf/a-3u",
        "pdf_tags": True,
        "pdf_identifier": _identifier(facts, edition),
        "attachments": [
            _attachment(annex.FACTS, canonical_json(facts), edition),
            _attachment(annex.LINKS, annex.links_csv(facts), edition),
            _attachment(annex.DATA, annex.data_csv(facts), edition),
        ],
    }
    source = HTML(string=html(facts, edition), base_url=None, url_fetcher=fetcher)
    document = source.render(
        font_config=configuration, counter_style=counters, **options
    )
    return Rendered(document.write_pdf(**options), len(document.pages))


def _identifier(facts: Facts, edition: Edition) -> bytes:
    name = f"{digest(facts)} {edition}"
    return hashlib.sha256(name.encode()).hexdigest()[:32].encode()


def _attachment(name: str, content: bytes, edition: Edition) -> Attachment:
    written = edition.as_of.astimezone(UTC)
    return Attachment(
        file_obj=io.BytesIO(content),
        name=name,
        created=written,
        modified=written,
        relationship="Data",
    )
