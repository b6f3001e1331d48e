"""Changes a key of the installation and does everything again under the new one."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any, Final

from cases.common.wording import sentence
from cases.engine.keys import KINDS
from cases.management.base import Command as BaseCommand
from cases.rotation import secret
from cases.rotation.services import UNITS, rotate

_SIGNING: Final = "signing"
_EVERY_SECONDS: Final = 1.0


class Command(BaseCommand):
    help = (
        "Draw a new key of one kind, do everything again under it and drop the old one."
        " originals: the sealed files. records: the sealed rows. fields: sealed columns"
        " of the database. token: the tokens that numbers are found by. signing: the"
        " key that sign-ins are signed with. Pages answer that the keys are being"
        " changed, and jobs wait, until it is done. Interrupted, run it again."
    )
    needs_keys = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("kind", choices=[*KINDS, _SIGNING])
        parser.add_argument(
            "--wait",
            type=float,
            default=30.0,
            metavar="SECONDS",
            help="how long pages and jobs may take to end before the change",
        )
        parser.add_argument(
            "--forget-old",
            action="store_true",
            help="signing: drop the old key, once its last sign-in has ended",
        )

    _said = 0.0

    def run(self, **options: Any) -> dict[str, Any]:
        kind = options["kind"]
        if kind == _SIGNING:
            return self._secret(forget=options["forget_old"])
        self._quiet = options["json"]
        self._unit = UNITS[kind]
        done = rotate(kind, self._progress, options["wait"])
        self.failed = bool(done.failed)
        return {
            "rotated": kind,
            "key": done.key,
            "done": done.done,
            "unit": self._unit,
            "seconds": round(done.seconds, 2),
            "failed": [
                {"part": failure.part, "problem": sentence(failure.code, {})}
                for failure in done.failed
            ],
            "lost": done.lost,
        }

    def _progress(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._quiet or (now - self._said < _EVERY_SECONDS and done < total):
            return
        self._said = now
        share = done * 100 // max(total, 1)
        self.stderr.write(f"{share} %  {done:,} of {total:,} {self._unit}")

    def _secret(self, *, forget: bool) -> dict[str, Any]:
        if forget:
            return {"rotated": _SIGNING, "dropped": secret.forget_old()}
        return {"rotated": _SIGNING, "file": secret.rotate(), "next": secret.NEXT}
