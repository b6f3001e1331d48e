"""Unpacking an archive: every member becomes a file of the data set, or is refused
with its reason.
"""

from __future__ import annotations

from functools import partial
from pathlib import PurePath, PurePosixPath
from typing import Any, Final

from django.db import transaction

from cases.access import writes
from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.common.jobs import Claim, LeaseLost
from cases.common.sealing import keys
from cases.common.uploads import open_sealed, original_path, originals_dir
from cases.engine.archives import (
    Budget,
    Member,
    TooMuch,
    UnreadableMember,
    members,
    recognise,
)
from cases.engine.errors import EngineError, UnreadableFile
from cases.engine.identifiers.in_text import mask_identifiers
from cases.engine.originals import Digests, Sealer
from cases.seizures import services
from cases.seizures.columns import layouts
from cases.seizures.custody_words import UNPACKED
from cases.seizures.intake.taking_in import check_original, take_in
from cases.seizures.models import RefusedMember, SeizedFile

# How deep archives may be nested: four are opened, a fifth is not.
DEEPEST: Final = 4


def take_in_or_unpack(claim: Claim) -> None:
    """What a worker does with a file: unpack an archive, take in a table."""
    file = claim.job
    assert isinstance(file, SeizedFile)  # noqa: S101 - for the type checker
    if file.is_archive:
        unpack(claim, file)
    else:
        take_in(claim)


def unpack(claim: Claim, archive: SeizedFile) -> None:
    """Unpack an archive. Killed at any moment and begun again, it goes on after the
    last member that was written.

    The passwords are erased when it ends, however it ends; only a worker that was
    killed leaves them, for the one that continues.
    """
    try:
        check_original(archive)
        ended = _Unpacking(claim, archive).run()
    except LeaseLost:
        raise
    except BaseException:
        SeizedFile.objects.filter(pk=archive.pk).update(passwords=[])
        raise
    with transaction.atomic():
        claim.finish(archive.size, passwords=[], **ended)
        _record(archive)


def _record(archive: SeizedFile) -> None:
    """Write what came out into the audit trail and the exhibit's custody record."""
    officer = requester(archive)
    counts = members_of(archive)
    audit.record(
        officer=officer,
        action=Action.RUN,
        obj=archive,
        taken=counts["taken"],
        refused=counts["refused"],
    )
    purpose = UNPACKED % {**counts, "name": archive}
    services.record_custody(officer, archive, purpose)


def requester(archive: SeizedFile) -> Officer:
    assert archive.requested_by is not None  # noqa: S101 - it was taken in
    return archive.requested_by


def members_of(archive: SeizedFile) -> dict[str, int]:
    """How many members were taken and refused, those of archives inside included.

    An archive inside is neither: its members are.
    """
    taken = refused = 0
    waiting = [archive.pk]
    while waiting:
        inside = SeizedFile.objects.filter(container__in=waiting)
        refused += RefusedMember.objects.filter(archive__in=waiting).count()
        taken += inside.filter(archive_format="").count()
        waiting = list(inside.archives().values_list("pk", flat=True))
    return {"members": taken + refused, "taken": taken, "refused": refused}


class _Unpacking:
    """One archive with those inside it, under one budget."""

    def __init__(self, claim: Claim, archive: SeizedFile) -> None:
        self._claim = claim
        self._archive = archive
        self._budget = Budget(archive.size)
        self._officer = requester(archive)
        self._done = 0
        self._originals = f"{PurePath(archive.original).stem}-"
        self._lease = claim.lease.hex[:8]

    def run(self) -> dict[str, Any]:
        """Unpack everything. Returns the fields that tell why the list of members broke
        off, {} if it did not.

        Raises UnreadableFile where the archive gives no member at all.
        """
        self._remove_unfinished()
        try:
            self._open(self._archive, depth=1)
        except TooMuch as error:
            ended = _broken_off(error, self._archive)
            unopened = SeizedFile.objects.archives().filter(
                original__startswith=self._originals, state=SeizedFile.State.DRAFT
            )
            unopened.update(state=SeizedFile.State.DONE, **ended)
            return ended
        except UnreadableFile as error:
            if not members_of(self._archive)["members"]:
                raise
            return _broken_off(error, self._archive)
        return {}

    def _remove_unfinished(self) -> None:
        """Remove what a killed worker had sealed but not yet recorded."""
        left = {path.name for path in originals_dir().glob(f"{self._originals}*")}
        known = SeizedFile.objects.filter(original__startswith=self._originals)
        for name in left - set(known.values_list("original", flat=True)):
            original_path(name).unlink(missing_ok=True)

    def _open(self, archive: SeizedFile, depth: int) -> None:
        """Take the members, then open the archives among them."""
        archive.refused.locked().delete()
        done = {
            *archive.members.values_list("place", flat=True),
            *archive.refused.values_list("place", flat=True),
        }
        with open_sealed(archive.original) as stream:
            found = members(
                stream,
                archive.name,
                passwords=self._archive.passwords,
                budget=self._budget,
            )
            for place, member in enumerate(found):
                if archive is self._archive:
                    self._done = min(stream.tell(), archive.size)
                self._claim.progress(self._done)
                if place not in done:
                    self._take(archive, place, member, depth)
        for inner in archive.members.archives():
            self._open_inner(inner, depth + 1)

    def _open_inner(self, inner: SeizedFile, depth: int) -> None:
        ended: dict[str, Any] = {"error_code": "", "error_where": {}}
        try:
            self._open(inner, depth)
        except UnreadableFile as error:
            ended = _broken_off(error, inner)
        SeizedFile.objects.filter(pk=inner.pk).update(
            state=SeizedFile.State.DONE, **ended
        )

    def _take(
        self, archive: SeizedFile, place: int, member: Member, depth: int
    ) -> None:
        refuse = partial(self._refuse, archive, place, member)
        if member.refused:
            refuse(member.refused)
            return
        name = f"{self._originals}{archive.pk}-{place}-{self._lease}.age"
        try:
            digests = self._seal(name, member)
            self._keep(archive, place, member, name, digests, depth)
        except UnreadableMember as error:
            refuse(error.code)
        except TooMuch as error:
            refuse(error.code)
            raise
        except _Refused as error:
            original_path(name).unlink()
            refuse(error.code, digests, **error.where)

    def _seal(self, name: str, member: Member) -> Digests:
        with Sealer(original_path(name), keys()) as sealer:
            for chunk in member.chunks():
                sealer.write(chunk)
                self._claim.progress(self._done)
        return sealer.digests

    def _keep(
        self,
        archive: SeizedFile,
        place: int,
        member: Member,
        original: str,
        digests: Digests,
        depth: int,
    ) -> None:
        """Keep one member as a file. Raises _Refused where it is no table, or one that
        the case has already."""
        self._refuse_same(archive, digests)
        name = PurePosixPath(member.path).name[-255:]
        opener = partial(open_sealed, original)
        with opener() as stream:
            archive_format = recognise(stream)
        if archive_format and depth >= DEEPEST:
            raise _Refused("nested_too_deep")
        try:
            sheets = (
                [] if archive_format else layouts.guess(opener, mask_identifiers(name))
            )
        except EngineError as error:
            raise _Refused(error.code) from None
        file = SeizedFile(
            dataset=archive.dataset,
            name=name,
            original=original,
            sha256=digests.sha256,
            md5=digests.md5,
            size=digests.size,
            layouts=sheets,
            archive_format=archive_format,
            container=archive,
            place=place,
            path=_path(archive, member),
            requested_by=self._officer,
        )
        writes.create(officer=self._officer, obj=file)

    def _refuse_same(self, archive: SeizedFile, digests: Digests) -> None:
        in_case = SeizedFile.objects.filter(dataset__case=archive.case)
        same = in_case.filter(sha256=digests.sha256).order_by("pk")
        inside = same.filter(original__startswith=self._originals).first()
        if inside is not None:
            raise _Refused("same_in_archive", other=str(inside))
        other = None if self._archive.again else same.first()
        if other is not None:
            raise _Refused("same_in_case", other=str(other))

    def _refuse(
        self,
        archive: SeizedFile,
        place: int,
        member: Member,
        reason: str,
        digests: Digests | None = None,
        **about: object,
    ) -> None:
        RefusedMember.objects.create(
            archive=archive,
            place=place,
            path=_path(archive, member),
            size=digests.size if digests else None,
            sha256=digests.sha256 if digests else "",
            reason=reason,
            about=about,
        )


class _Refused(EngineError):
    """The member is undamaged but is not taken in."""

    code = "unreadable"


def _path(archive: SeizedFile, member: Member) -> str:
    return f"{archive}/{member.path}"


def _broken_off(error: EngineError, archive: SeizedFile) -> dict[str, Any]:
    return {"error_code": error.code, "error_where": {"file": archive.name}}
