"""Processes that a run starts and always ends: contestants that answer on a pipe, servers, and PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench.environments import NotHere, postgres_programs, python_of
from bench.folder import ROOT
from bench.peers.worker import private_megabytes

STARTS_WITHIN_S: Final = 900.0


def free_port() -> int:
    """A port of the loopback that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ended(process: subprocess.Popen[Any]) -> None:
    """Ask a process to end; end it where it does not."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Worker:
    """A contestant in its own process and environment, asked by JSON lines."""

    def __init__(self, peer: str) -> None:
        self.peer = peer
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 closed with the worker
        self.process = subprocess.Popen(
            [python_of(peer), "-m", f"bench.peers.{peer}"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def ask(self, do: str, **order: Any) -> Any:
        """The answer to one order.

        Raises
        ------
        NotHere
            Where the contestant failed, with its words.
        """
        if self.process.stdin is None or self.process.stdout is None:
            raise NotHere(f"{self.peer} has no pipe")
        try:
            self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.log.seek(0)
            raise NotHere(f"{self.peer} ended: {(self.log.read().strip().splitlines() or ['no word'])[-1]}")
        answer = json.loads(line)
        if isinstance(answer, dict) and "failed" in answer:
            raise NotHere(str(answer["failed"]))
        return answer

    def close(self) -> None:
        """End the process."""
        if self.process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        ended(self.process)
        if self.process.stdout:
            self.process.stdout.close()
        self.log.close()


class Server:
    """An HTTP server of the run on the loopback."""

    def __init__(self, command: Sequence[str | Path], port: int, environment: Mapping[str, str] | None = None) -> None:
        self.port = port
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 closed with the server
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
        )

    def check(self) -> None:
        """Raise NotHere with its last words where the process has ended, or takes too long."""
        if self.process.poll() is None and time.perf_counter() - self.began < STARTS_WITHIN_S:
            return
        self.log.seek(0)
        raise NotHere("the server ended: " + " / ".join(self.log.read().strip().splitlines()[-2:])[:400])

    def megabytes(self) -> float:
        """Memory of its own now."""
        return private_megabytes(self.process.pid)

    def close(self) -> None:
        """End the process."""
        ended(self.process)
        self.log.close()


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of the run alone, in its own folder on a free port; its address.

    Root cannot run it, so that under root the user whom Debian made for it does.

    Raises
    ------
    NotHere
        Where it is not installed or does not start.
    """
    programs, port = postgres_programs(), free_port()
    home = Path(tempfile.mkdtemp(prefix="landstock-bench-pg-"))
    root = os.geteuid() == 0
    user = ["runuser", "-u", "postgres", "--"] if root else []
    if root:
        shutil.chown(home, "postgres", "postgres")
    data = home / "data"
    locale = ["--locale=C", "--encoding=UTF8", "--auth=trust", "--username=bench"]
    _ran([*user, programs / "initdb", "-D", data, *locale])
    # Everything that a careful administrator would give it on this machine; durability is no part of the contest.
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": home,
        "shared_buffers": "2GB",
        "work_mem": "128MB",
        "maintenance_work_mem": "512MB",
        "effective_cache_size": "8GB",
        "random_page_cost": 1.1,
        "jit": "off",
        "synchronous_commit": "off",
        "fsync": "off",
        "max_wal_size": "4GB",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    control: list[str | Path] = [*user, programs / "pg_ctl", "-D", data, "-w", "-l", home / "log"]
    try:
        _ran([*control, "-o", options, "start"])
        yield f"postgresql://bench@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], cwd="/", capture_output=True, check=False)
        shutil.rmtree(home, ignore_errors=True)


def _ran(command: Sequence[str | Path]) -> None:
    # Not piped: what pg_ctl starts would hold the pipe open for as long as it lives.
    with tempfile.TemporaryFile("w+") as said:
        if subprocess.run(command, cwd="/", stdout=said, stderr=said, check=False).returncode:
            said.seek(0)
            raise NotHere(f"{Path(command[-1]).name}: {(said.read().strip().splitlines() or ['failed'])[-1]}")
