"""The workloads of writing: each reads what it says, at a size that takes seconds. Would break where an edit were timed that nobody made, or a past that never was."""

from __future__ import annotations

from pathlib import Path

import pytest

import bench.writing
from bench.cadastre import cadastre
from bench.figures import Measured
from bench.folder import prepared
from bench.questions import asked
from bench.targets import OURS, TARGETS
from bench.writing import ALONE, BARE, ONE, PAST, READS, TWENTY, WORKLOADS, writing
from gis.folder import synced_folder

SIZE = 2_000


def test_each_is_read_and_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"EDITS": 3, "SECONDS": 0.3, "CHANGES": 4_500}.items():
        monkeypatch.setattr(bench.writing, name, value)
    files = prepared(SIZE, tmp_path)
    monkeypatch.setattr(bench.writing, "prepared", lambda _: files)
    found = Measured(size=SIZE, date="2023-06-30", machine="two cores")
    writing(found, files, asked(cadastre(SIZE)), 1)
    beside = {ONE: BARE, TWENTY: BARE, READS: ALONE, PAST: None}
    assert {(each.workload, each.who) for each in found.figures} == {
        *((workload, OURS) for workload in WORKLOADS),
        *((workload, who) for workload, who in beside.items() if who),
    }
    assert all(each.median > 0 for each in found.figures)
    words = [str(entry.after) for entry in synced_folder(files.layers).store.edits()]
    assert all(any(f'"{name}-' in word for word in words) for name in ("W19", "W20", "W21"))
    assert (files.folder / "layers").is_dir()
    assert [path.name for path in files.folder.glob("*-*")] == [], "what was made for it is gone"


def test_each_workload_has_its_bar() -> None:
    assert set(WORKLOADS) <= {target.workload for target in TARGETS}
