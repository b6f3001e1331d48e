"""What an archive's page says: what is in it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from cases.common.wording import sentence
from cases.seizures.intake.unpacking import members_of
from cases.seizures.models import RefusedMember, SeizedFile

_SHOWN: Final = 500
_PLACES: Final = 20
_LOCKED: Final = frozenset(RefusedMember.LOCKED)


def contents(archive: SeizedFile) -> dict[str, Any]:
    """The context of the page: `account`, `members`, `refused`, and whether a
    password would help."""
    found = archive.members.select_related("dataset__case").order_by("place")
    return {
        "account": members_of(archive),
        "members": [
            {"file": file, "path": _inside(archive, file.path)}
            for file in found[:_SHOWN]
        ],
        "members_further": max(0, found.count() - _SHOWN),
        "refused": _reasons(archive),
        "is_locked": archive.error_code in _LOCKED
        or RefusedMember.objects.filter(archive__in=_with_inner(archive))
        .locked()
        .exists(),
        "broken_off": (
            sentence(archive.error_code, archive.error_where)
            if archive.error_code and archive.state == SeizedFile.State.DONE
            else ""
        ),
    }


def _with_inner(archive: SeizedFile) -> QuerySet[SeizedFile]:
    """The archive and the archives directly inside it, which are unpacked along with
    it."""
    return SeizedFile.objects.archives().filter(
        Q(pk=archive.pk) | Q(path__startswith=f"{archive}/", dataset=archive.dataset)
    )


def _reasons(archive: SeizedFile) -> list[dict[str, Any]]:
    """The most frequent reason first, each with the first members it holds for."""
    counted = archive.refused.values("reason").annotate(members=Count("pk"))
    return [
        {
            "members": row["members"],
            "wording": sentence(row["reason"], {"other": "…"}),
            "first": [
                {
                    "path": _inside(archive, member.path),
                    "other": _inside(archive, member.about.get("other", "")),
                }
                for member in archive.refused.filter(reason=row["reason"])[:_PLACES]
            ],
            "further": max(0, row["members"] - _PLACES),
        }
        for row in counted.order_by("-members", "reason")
    ]


def refused_count(archive: SeizedFile) -> int:
    return RefusedMember.objects.filter(archive__in=_with_inner(archive)).count()


def refused_rows(archive: SeizedFile) -> Iterator[list[Any]]:
    """The rows of the list to download, members of inner archives included."""
    yield [_("Member"), _("Size"), "SHA-256", _("Reason")]
    refused = RefusedMember.objects.filter(archive__in=_with_inner(archive))
    for member in refused.iterator():
        size = "" if member.size is None else member.size
        why = sentence(member.reason, member.about)
        yield [member.path, size, member.sha256, why]


def _inside(archive: SeizedFile, path: str) -> str:
    """A member's path without the archive's own."""
    return path.removeprefix(f"{archive}/")
