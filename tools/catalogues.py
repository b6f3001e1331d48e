"""The compiled translations (.mo) beside their catalogues (.po)."""

from __future__ import annotations

from tools.shell import ROOT, VENV, Stamp, digest, run, say


def ensure() -> None:
    """Compile the catalogues that changed.

    Raises `SetupError` with the place of the mistake in the catalogue.
    """
    catalogues = sorted(ROOT.glob("cases/**/LC_MESSAGES/*.po"))
    stamp = Stamp("catalogues", digest(catalogues))
    compiled = all(path.with_suffix(".mo").exists() for path in catalogues)
    if stamp.is_current() and compiled:
        return
    say("4/4 Translations")
    for path in catalogues:
        language = path.parent.parent.name
        files = ["-i", str(path), "-o", str(path.with_suffix(".mo"))]
        run([str(VENV / "bin" / "pybabel"), "compile", "-l", language, *files])
    stamp.set()
