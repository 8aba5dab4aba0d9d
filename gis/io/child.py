"""A program of ours run on one hostile file: its request goes in as JSON, the first line of what it says comes back, and it ends when its time is over."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from gis.io.members import unreadable
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Child:
    """A program: its file and what it is told at its start, how long it may take, its environment, and what the words mean by which it refuses a file."""

    program: Sequence[str]
    seconds: float
    environment: Mapping[str, str]
    reasons: Mapping[str, Text]


def ask_child(child: Child, request: Mapping[str, Any], answer: BinaryIO, folder: Path, origin: str) -> dict[str, Any]:
    """The first line of what a program answers; what follows it is left to be read.

    Parameters
    ----------
    folder
        The folder of its own, in which it runs.

    Raises
    ------
    SourceError
        Where it refuses the file, stops, or takes longer than it may.
    """
    try:
        ran = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", *child.program],
            input=json.dumps(request).encode(),
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=dict(child.environment),
            timeout=child.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise unreadable(origin, Text("读取超时", "reading it takes too long")) from None
    answer.seek(0)
    line = answer.readline()
    if ran.returncode or not line.endswith(b"\n"):
        raise unreadable(origin, Text("读取程序中断", "the program that reads it stopped"))
    head: dict[str, Any] = json.loads(line)
    if "refused" in head:
        raise unreadable(origin, child.reasons[head["refused"]])
    if "mistake" in head:
        raise unreadable(origin, Text(head["mistake"], head["mistake"]))
    return head
