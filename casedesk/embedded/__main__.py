"""`python -m casedesk.embedded stop|status FOLDER`, for the Makefile and by hand."""

from __future__ import annotations

import sys
from pathlib import Path

from casedesk import embedded


def main(action: str, folder: str) -> int:
    var = Path(folder).resolve()
    if action == "stop":
        embedded.stop(var)
        return 0
    for name, up in embedded.status(var).items():
        sys.stdout.write(f"{name}: {'up' if up else 'down'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
