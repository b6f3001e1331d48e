"""A header of two rows: the title over several columns, and under it their own."""

from __future__ import annotations

from cases.engine.readers.header import header_words, holds_data

Row = list[str]


def with_titles(header: Row, above: Row) -> list[str]:
    """The texts of `header`, each after the title in the row `above` it.

    A title stands over its own column and, as merged cells do, over those right of
    it that have none. Over a column without a text of its own it is the whole name,
    and ends there.
    """
    names, title = [], ""
    for place, own in enumerate(header):
        over = above[place].strip() if place < len(above) else ""
        title = over or title
        own = own.strip()
        names.append(
            f"{title} {own}" if title and own and title != own else own or over
        )
        if not own:
            title = ""
    return names


def are_titles(row: Row, header: Row) -> bool:
    """Whether `row` holds titles of the columns in `header`, the row under it.

    One text in the first column is the title of the whole sheet. Titles say what
    columns are, or leave room for their columns' own names.
    """
    filled = [place for place, text in enumerate(row) if text.strip()]
    if not filled or holds_data(row) or filled == [0]:
        return False
    gaps = any(
        not row[place].strip() and text.strip()
        for place, text in enumerate(header[: len(row)])
    )
    return gaps and (len(filled) > 1 or header_words(row) > 0)


def continues_header(row: Row, header: Row) -> bool:
    """Whether the header goes on in `row`, which stands under it: columns without a
    text of their own have one there, and no data does."""
    if holds_data(row) or not header_words(row):
        return False
    return any(
        text.strip() and not (header[place].strip() if place < len(header) else "")
        for place, text in enumerate(row)
    ) and are_titles(header, row)
