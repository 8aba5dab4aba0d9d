"""What a start loads: a service that only answers from its snapshots must not wait for what tables, workbooks and maps need."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"pandas", "geopandas", "folium", "openpyxl", "xlsxwriter", "pyogrio", "scipy", "matplotlib"}


def test_a_service_starts_without_what_it_may_never_need() -> None:
    """A single import at the top of a module would cost every start a third of a second, and nobody would notice."""
    script = "import sys, api.cli.main, api.app; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())
