"""Whether there is room on the disk, and whether a failure means that there is none."""

from __future__ import annotations

import errno
import re
import shutil
from pathlib import Path
from typing import Final

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# The libraries that write for us (age, Polars, Arrow) report it only in words.
_IN_WORDS: Final = re.compile(
    r"No space left on device|Disk quota exceeded|File too large"
    r"|os error (?:28|122|27)\b",
    re.IGNORECASE,
)


def is_full(error: BaseException) -> bool:
    """Whether a full disk, a quota or a limit on file sizes stopped the writing."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in _FULL:
            return True
        if _IN_WORDS.search(str(seen)):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def free_bytes(folder: Path) -> int:
    """What may still be written below a folder."""
    return shutil.disk_usage(folder).free
