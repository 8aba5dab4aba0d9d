"""Environments of the peers, each with its own interpreter below ``bench/.envs``, and what comes from Debian."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

from bench.folder import BENCH

ENVS: Final = BENCH / ".envs"
PINS: Final[dict[str, tuple[str, ...]]] = {
    "geopandas": ("geopandas==1.2.0", "pyogrio==0.13.0", "pandas==3.1.1", "xlsxwriter>=3.2,<4"),
    "sqlite": ("shapely==2.2.0", "numpy==2.4.6"),
    "postgis": ("psycopg[binary]==3.3.9",),
    "duckdb": ("duckdb==1.5.5", "duckdb-extension-spatial==1.5.5"),
    "tipg": ("tipg==1.6.1", "uvicorn==0.54.0", "uvloop>=0.22", "httptools>=0.7"),
    "pygeoapi": (
        "pygeoapi==0.21.0",
        "sqlalchemy>=2,<3",
        "geoalchemy2",
        "pygeofilter[backend-sqlalchemy]",
        "psycopg2-binary",
        "starlette<1",
        "uvicorn==0.54.0",
    ),
}
POSTGRES: Final = ("postgresql", "postgresql-15-postgis-3")
WRK: Final = ("wrk",)


class NotHere(Exception):
    """A contestant cannot be set up on this machine; its words say why."""


def python_of(peer: str) -> Path:
    """The interpreter of a peer's environment, made and filled where it is not there yet.

    Raises
    ------
    NotHere
        With the installer's last words.
    """
    if peer == "landstock":
        return Path(sys.executable)
    folder, wanted = ENVS / peer, "\n".join(PINS[peer])
    python, stamp = folder / "bin" / "python", folder / "installed"
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return python
    venv.create(folder, clear=True, with_pip=True)
    quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    ran = subprocess.run([python, *quiet, *PINS[peer]], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise NotHere(f"pip: {_last_line(ran.stderr)}")
    stamp.write_text(wanted, "utf-8")
    return python


def versions(peer: str, *names: str) -> str:
    """Installed versions of packages in a peer's environment, as one line."""
    code = "import sys; from importlib.metadata import version; print(', '.join(f'{n} {version(n)}' for n in sys.argv[1:]))"
    ran = subprocess.run([python_of(peer), "-c", code, *names], capture_output=True, text=True, check=False)
    return ran.stdout.strip()


def postgres_programs() -> Path:
    """The folder of PostgreSQL's programs, installed from Debian where this user may.

    Raises
    ------
    NotHere
        Where it is absent and cannot be installed.
    """
    for attempt in (False, True):
        if attempt:
            debian(*POSTGRES)
        for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
            extension = Path("/usr/share/postgresql") / folder.parent.name / "extension" / "postgis.control"
            if (folder / "initdb").exists() and extension.exists():
                return folder
    raise NotHere("PostgreSQL with PostGIS is not installed: apt-get install " + " ".join(POSTGRES))


def wrk_program() -> str | None:
    """The load generator in C, installed from Debian where this user may; None where it is not to be had."""
    if not (found := shutil.which("wrk")):
        try:
            debian(*WRK)
        except NotHere:
            return None
        found = shutil.which("wrk")
    return found


def debian(*packages: str) -> None:
    """Install packages of Debian.

    Raises
    ------
    NotHere
        Without the right to, or where apt fails.
    """
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NotHere("not root, or no apt-get: sudo apt-get install " + " ".join(packages))
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for order in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        ran = subprocess.run(["apt-get", *order], env=quiet, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise NotHere(f"apt-get: {_last_line(ran.stderr)}")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["failed"])[-1][:300]
