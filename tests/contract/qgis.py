"""QGIS, where Debian has installed it, offscreen and in a process of its own: its own interpreter has it, and a server under test is a thread of ours."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PYTHON = shutil.which("python3", path="/usr/bin")
_BEGIN = """
import json, sys
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
"""


@cache
def has_qgis() -> bool:
    """Whether Debian's python3-qgis is installed."""
    return (
        PYTHON is not None
        and not subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode
    )


NEEDS_QGIS = pytest.mark.skipif(not has_qgis(), reason="QGIS is not on this machine: apt-get install python3-qgis")


def run_qgis(script: str, home: Path, *words: str) -> Any:
    """What a script of QGIS prints as its last line, which is JSON."""
    environment = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "PATH": "/usr/bin:/bin", "no_proxy": "*"}
    command = [str(PYTHON), "-c", _BEGIN + script, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout.splitlines()[-1])
