"""Short ways to say what is in a file and what came out of it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from cases.engine.readers import Layout, Opener, read, sniff

HEADER = "姓名,手机号,备注\n"


@dataclass
class Outcome:
    """Everything the batches of one sheet held together."""

    rows: dict[int, tuple[str | None, ...]] = field(default_factory=dict)
    rejected: dict[int, str] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    blank: int = 0
    positions: list[int] = field(default_factory=list)

    @property
    def accounted(self) -> int:
        return len(self.rows) + len(self.rejected) + self.blank


def opener(data: bytes | str) -> Opener:
    content = data.encode() if isinstance(data, str) else data
    return lambda: io.BytesIO(content)


def layout_of(data: bytes | str, name: str = "seized.csv") -> Layout:
    [layout] = sniff(opener(data), name)
    return layout


def outcome(
    data: bytes | str, layout: Layout | None = None, *, batch_bytes: int = 1 << 20
) -> Outcome:
    found = Outcome()
    layout = layout or layout_of(data)
    for batch in read(opener(data), layout, batch_bytes=batch_bytes):
        lines = batch.lines.to_list()
        assert not found.rows.keys() & set(lines)
        found.rows.update(zip(lines, batch.rows.rows(), strict=True))
        for line, reason, text in batch.rejected.iter_rows():
            assert line not in found.rejected
            found.rejected[line] = reason
            found.texts[line] = text
        found.blank += batch.blank
        found.positions.append(batch.position)
    assert not found.rows.keys() & found.rejected.keys()
    return found
