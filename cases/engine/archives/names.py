"""The names of members: read in the right encoding, and cleaned into labels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 900
_LONGEST_PART: Final = 255
_NO_PART_OF_A_NAME: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]"
)
_DRIVE: Final = re.compile(r"^[A-Za-z]:")

# Where the everyday characters of each encoding lie: GB 2312 level 1, Big5 level 1.
_EVERYDAY: Final = {"gb18030": (0xB0, 0xD7, 0xA1), "big5": (0xA4, 0xC6, 0x40)}


def encoding_of(names: Iterable[bytes]) -> str:
    """The encoding of an archive's names where it declares none: UTF-8, GBK or Big5.

    Nearly every Big5 text is valid GBK too, but then consists of rare characters.
    """
    raw = b"\n".join(name for name in names if not name.isascii())
    if _decodes(raw, "utf-8"):
        return "utf-8"
    fitting = [encoding for encoding in _EVERYDAY if _decodes(raw, encoding)]
    return max(fitting, key=lambda encoding: _everyday(raw, encoding), default="cp437")


def decoded(name: bytes, encoding: str) -> str:
    return name.decode(encoding, "replace")


def label(path: str) -> str:
    """A member's path as it may be shown and kept.

    What would lead somewhere (drive, root, `..`) goes, as do characters that
    cannot be seen; two members may end with the same label.
    """
    parts = [
        _NO_PART_OF_A_NAME.sub("", part).strip()
        for part in _DRIVE.sub("", path).replace("\\", "/").split("/")
    ]
    kept = [part[-_LONGEST_PART:] for part in parts if part not in {"", ".", ".."}]
    text = "/".join(kept)[-_LONGEST:].lstrip("/") or "?"
    return text.encode("utf-8", "replace").decode()


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _everyday(raw: bytes, encoding: str) -> float:
    """The share of two-byte characters that are in daily use."""
    first, last, least = _EVERYDAY[encoding]
    pairs = [c.encode(encoding) for c in raw.decode(encoding) if not c.isascii()]
    daily = [
        p for p in pairs if len(p) == 2 and first <= p[0] <= last and p[1] >= least
    ]
    return len(daily) / max(1, len(pairs))
