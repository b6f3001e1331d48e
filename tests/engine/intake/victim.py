"""Takes a file in and is killed on the way: `victim.py FOLDER EVENT COUNT`.

At the COUNT-th EVENT (a `progress` report, or a `rename` of something finished)
the process sends itself SIGKILL, as the kernel does when memory runs out.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from cases.engine import durable
from cases.engine.intake import take_in
from cases.engine.keys import Keys
from tests.engine.fake_reader import PLAN, read_tabs


def dies_at(count: int) -> Callable[..., None]:
    def event(*_: object) -> None:
        nonlocal count
        count -= 1
        if count == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return event


def main(folder: Path, event: str, count: int) -> None:
    strike = dies_at(count)
    if event == "rename":
        move = durable.move_into_place

        def move_or_die(finished: Path, place: Path) -> None:
            strike()
            move(finished, place)

        durable.move_into_place = move_or_die
    take_in(
        lambda: (folder / "seized.txt").open("rb"),
        [PLAN],
        folder / "store",
        Keys.load(folder / "keys.json"),
        read=read_tabs,
        on_progress=strike if event == "progress" else lambda _progress: None,
        segment_rows=100,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
