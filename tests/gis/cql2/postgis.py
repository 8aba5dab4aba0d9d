"""A PostgreSQL with PostGIS of the tests' own: no port, a socket in a folder that goes away with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Where the newest PostgreSQL of this machine has its programs; None where there is none, or no PostGIS with it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    shares = [
        path for path in found if Path(f"/usr/share/postgresql/{path.parts[-3]}/extension/postgis.control").exists()
    ]
    return shares[-1].parent if shares else None


@contextmanager
def running(bin_: Path) -> Iterator[str]:
    """A server, as the address that psycopg connects to."""
    folder = Path(tempfile.mkdtemp(prefix="landstock-pg-"))
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=user, cwd=folder, timeout=60)

    data = str(folder / "data")
    try:
        run(
            str(bin_ / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "-N"
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run(str(bin_ / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"host={folder} user=postgres dbname=postgres"
        finally:
            run(str(bin_ / "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
