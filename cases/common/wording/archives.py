"""Sentences about archives and their members."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

ARCHIVES: Final[dict[str, Any]] = {
    "damaged_archive": _(
        "The archive is damaged or was cut off while it was copied, or it is one"
        " volume of several. What could be read of it is kept. Copy it from the"
        " exhibit again; put the volumes together with the program that made them,"
        " and take in what it unpacks to."
    ),
    "damaged_member": _(
        "Damaged in the archive: its bytes do not agree with their checksum, or end"
        " too early. Copy the archive from the exhibit again."
    ),
    "unsupported_member": _(
        "Packed by a method that cannot be read here. Unpack it with the program that"
        " made the archive, and take in the copy."
    ),
    "needs_password": _("Locked with a password. Give the password to unpack it."),
    "wrong_password": _(
        "Locked, and none of the passwords given opens it. Give another one."
    ),
    "locked_rar": _(
        "Locked with a password in a RAR archive, which is not opened here. Unpack it"
        " with WinRAR or unar on an examination computer, and take in the folder."
    ),
    "rar_volume": _(
        "A part of a RAR archive in several volumes, of which a file goes on in"
        " another. Unpack the first volume, beside the others, with WinRAR on an"
        " examination computer, and take in the folder."
    ),
    "unsupported_rar": _(
        "Packed by RAR 2 or older, or as one solid block by RAR 4, which cannot be read"
        " here. Unpack it with WinRAR or unar on an examination computer, and take in"
        " the folder."
    ),
    "unpacks_to_too_much": _(
        "The archive unpacks to more than 200 times its size, as an archive made to"
        " fill a disk does. What came before is kept; the rest was not unpacked. If"
        " the archive is genuine, unpack it by hand and take in the folder."
    ),
    "too_many_members": _(
        "The archive holds more than 100,000 files. Those after them were not"
        " unpacked: unpack it by hand and take in the folder."
    ),
    "member_is_link": _("A link to another place, which has no content of its own."),
    "member_is_device": _("A device or a pipe, which has no content of its own."),
    "nested_too_deep": _(
        "An archive in an archive, more than four deep. Unpack it by hand and take in"
        " what is in it."
    ),
    "same_in_archive": _(
        "Has the same content (SHA-256) as “{other}” in this archive; taken once."
    ),
}
