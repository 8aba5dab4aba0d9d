"""Imports of bad rows, and imports that are killed: every bad row is listed, the good ones go in, and nothing goes in by halves."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from gis.drafts import draft_of, settle
from gis.errors import SourceError
from gis.findings import LISTED
from gis.folder import open_folder
from gis.intake.register import import_register
from gis.intake.target import REPORT_FILE
from gis.plainly import to_plain
from gis.renewing.renewal import Place, renew_layer
from gis.renewing.wishes import Wishes
from tests.gis.intake.registers import HEAD, ID, mapping_file, text_field

Row = Any


def polygon(n: int) -> dict[str, Any]:
    west, south = 116.6 + (n % 300) / 1000, 36.3 + (n // 300 % 300) / 1000
    ring = [
        [west, south],
        [west + 0.0009, south],
        [west + 0.0009, south + 0.0009],
        [west, south + 0.0009],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def sound(n: int) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"KEY": f"K{n}", "n": n}, "geometry": polygon(n)}


def with_geometry(geometry: Any) -> Callable[[int], Row]:
    return lambda n: sound(n) | {"geometry": geometry}


def with_properties(**values: Any) -> Callable[[int], Row]:
    return lambda n: sound(n) | {"properties": {"KEY": f"K{n}", "n": n, **values}}


SPOILT: Final[dict[str, tuple[str, Callable[[int], Row]]]] = {
    "no object": ("not-a-feature", lambda n: n),
    "no feature": ("not-a-feature", lambda n: {"type": "Plot", "id": n}),
    "properties are a list": ("not-a-feature", lambda n: sound(n) | {"properties": [n]}),
    "an unknown geometry": ("no-usable-geometry", with_geometry({"type": "Circle", "coordinates": [116, 36]})),
    "coordinates of text": ("no-usable-geometry", with_geometry({"type": "Point", "coordinates": ["116", "36"]})),
    "a ring of two points": (
        "no-usable-geometry",
        with_geometry({"type": "Polygon", "coordinates": [[[116.6, 36.5], [116.7, 36.5]]]}),
    ),
    "a ring without an area": (
        "no-geometry",
        with_geometry(
            {"type": "Polygon", "coordinates": [[[116.6, 36.5], [116.7, 36.5], [116.6, 36.5], [116.6, 36.5]]]}
        ),
    ),
    "out of range": ("outside-degrees", with_geometry({"type": "Point", "coordinates": [1166.0, 36.5]})),
    "north before east": ("axes-swapped", with_geometry({"type": "Point", "coordinates": [36.5, 116.6]})),
    "at 0, 0": ("at-origin", with_geometry({"type": "Point", "coordinates": [0, 0]})),
    "no id": ("no-id", with_properties(KEY=None)),
    "an id that is a list": ("no-id", with_properties(KEY=["A"])),
}
TABLES: Final = (ID, text_field("n", dtype="number"))


def written(path: Path, rows: list[Row]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), "utf-8")
    return path


def spoilt(size: int, every: int) -> tuple[list[Row], dict[int, str]]:
    """Rows of which every so many is bad, in turn in each way; and by row, counted from 1, the code of what is wrong."""
    rows = [sound(n) for n in range(size)]
    kinds = list(SPOILT.values())
    codes = {}
    for place, n in enumerate(range(every - 1, size, every)):
        code, spoil = kinds[place % len(kinds)]
        rows[n], codes[n + 1] = spoil(n), code
    return rows, codes


def test_every_bad_row_is_listed_and_every_good_one_goes_in(tmp_path: Path) -> None:
    """A thousand bad ones of twelve kinds: some on the terminal, counts by code, all in the file."""
    rows, codes = spoilt(2_000, 2)
    report = import_register([written(tmp_path / "s.geojson", rows)], mapping_file(tmp_path, *TABLES), tmp_path / "out")
    assert (report.read, report.kept, len(report.refused)) == (2_000, 1_000, 1_000)
    said = json.loads((tmp_path / "out" / REPORT_FILE).read_bytes())
    assert {entry["row"]: entry["code"] for entry in said["refused"]} == codes
    assert said["found"] == dict(Counter(codes.values()).most_common())
    for entry in said["refused"]:
        assert entry["text"]["zh"]
        assert entry["remedy"]["en"]
        assert entry["excerpt"] or entry["code"] in {"no-geometry", "no-id"}
        assert entry["field"] or entry["code"] == "not-a-feature"
    for lang, count in (("zh", "已拒绝：1,000"), ("en", "Refused: 1,000")):
        text = report.text(lang)
        assert count in text
        assert f"no-usable-geometry {Counter(codes.values())['no-usable-geometry']:,}" in text
        assert text.count("s.geojson") <= LISTED
        assert len(text) < 6_000
    kept = open_folder(tmp_path / "out").layers["sites"]
    assert set(kept.ids) == {f"K{n}" for n in range(0, 2_000, 2)}


@pytest.mark.parametrize("kind", SPOILT)
def test_one_bad_row_is_named_with_its_file_and_the_mended_source_goes_in(tmp_path: Path, kind: str) -> None:
    code, spoil = SPOILT[kind]
    source, plan, into = tmp_path / "s.geojson", mapping_file(tmp_path, *TABLES), tmp_path / "out"
    report = import_register([written(source, [sound(0), spoil(1), sound(2)])], plan, into)
    assert [(entry.code, entry.file, entry.row) for entry in report.refused] == [(code, str(source), 2)]
    assert report.kept == 2
    made = renew_layer([written(source, [sound(n) for n in range(3)])], plan, Place(into=into), Wishes(apply=True))
    assert (made.report.kept, made.report.refused) == (3, [])
    assert sorted(open_folder(into).layers["sites"].columns["n"].order().tolist()) == [0, 1, 2]


def test_a_value_that_is_no_number_is_listed_at_every_row_that_has_it(tmp_path: Path) -> None:
    rows = [sound(n) for n in range(50)]
    for row in rows:
        row["properties"]["n"] = "many"
    report = import_register([written(tmp_path / "s.geojson", rows)], mapping_file(tmp_path, *TABLES), tmp_path / "out")
    (entry,) = to_plain(report)["fields"]["n"]["values"]
    assert (entry["count"], [place[1] for place in entry["places"]]) == (50, list(range(1, 51)))


# killed midway -------------------------------------------------------------------------------------------------------


def content(folder: Path) -> dict[str, str]:
    """What a folder holds, file by file."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


IMPORT: Final = """
import sys
from pathlib import Path
from gis.intake.register import import_register
source, mapping, into = map(Path, sys.argv[1:])
print("started", flush=True)
import_register([source], mapping, into)
"""


def started(source: Path, plan: Path, into: Path) -> subprocess.Popen[bytes]:
    """An import in a process of its own, past its imports."""
    command = [sys.executable, "-c", IMPORT, str(source), str(plan), str(into)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def killed(process: subprocess.Popen[bytes]) -> bool:
    """Kill a process; whether it was still at work."""
    with process:
        process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".out-")]


def check_kills(tmp_path: Path, size: int, kills: int) -> None:
    """Killed at any moment, an import leaves its folder as it was or as it is to be; the next one goes in and clears up."""
    old = written(tmp_path / "old.geojson", [sound(n) for n in range(10)])
    new = written(tmp_path / "new.geojson", [sound(n) for n in range(size)])
    plan, into = mapping_file(tmp_path, *TABLES), tmp_path / "out"
    first = mapping_file(tmp_path / "first", *TABLES, head=HEAD.replace('"sites"', '"first"'))
    import_register([old], first, tmp_path / "whole" / "out")
    begun = time.monotonic()
    import_register([new], plan, tmp_path / "whole" / "out")
    took = time.monotonic() - begun
    whole = content(tmp_path / "whole" / "out")
    import_register([old], first, into)
    before = content(into)
    drawn, met = random.Random(size), 0
    for number in range(kills):
        process = started(new, plan, into)
        if number:
            time.sleep(drawn.uniform(0, took))
        # A machine that was busy while the import was timed would have all of them killed when they are done: the first is not.
        while not number and not leftovers(tmp_path) and process.poll() is None:
            time.sleep(0.001)
        met += killed(process)
        settle(into)  # as whoever reads it does
        found = content(into)
        assert found in (before, whole)
        if found == whole:
            shutil.rmtree(into)
            import_register([old], first, into)
    assert met
    report = import_register([new], plan, into)
    assert (report.kept, content(into), leftovers(tmp_path)) == (size, whole, [])


def test_a_killed_import_leaves_the_folder_as_it_was_and_the_next_one_goes_in(tmp_path: Path) -> None:
    check_kills(tmp_path, size=3_000, kills=4)


def test_a_killed_first_import_leaves_no_folder_and_the_next_one_goes_in(tmp_path: Path) -> None:
    source = written(tmp_path / "s.geojson", [sound(n) for n in range(20_000)])
    plan = mapping_file(tmp_path, *TABLES)
    process = started(source, plan, tmp_path / "out")
    while not leftovers(tmp_path):
        time.sleep(0.01)
    assert killed(process)
    assert not (tmp_path / "out").exists()
    assert len(leftovers(tmp_path)) == 1
    assert import_register([source], plan, tmp_path / "out").kept == 20_000
    assert leftovers(tmp_path) == []


def test_what_another_import_still_writes_is_not_cleared_away(tmp_path: Path) -> None:
    """Nor what is not ours, nor what belongs to a folder with a longer name."""
    for name in (".out-settings", ".out-2-0123abcd.landstock-import"):
        (tmp_path / name).mkdir()
    with draft_of(tmp_path / "out") as first, draft_of(tmp_path / "out") as second:
        assert first.is_dir()
        assert second.is_dir()
    assert sorted(leftovers(tmp_path)) == [".out-2-0123abcd.landstock-import", ".out-settings"]


def test_an_import_into_the_folder_where_one_stands_leaves_one_standing_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, plan = written(tmp_path / "s.geojson", [sound(0)]), mapping_file(tmp_path, *TABLES)
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    assert import_register([source], plan, Path()).kept == 1
    assert Path("sites.geojson").is_file()
    assert leftovers(tmp_path) == []


def test_a_first_import_that_was_killed_while_it_filled_a_folder_goes_in_again(tmp_path: Path) -> None:
    source, plan, into = written(tmp_path / "s.geojson", [sound(0)]), mapping_file(tmp_path, *TABLES), tmp_path / "out"
    import_register([source], plan, into)
    (into / "catalog.toml").unlink()
    assert import_register([source], plan, into).kept == 1
    assert len(open_folder(into).layers["sites"]) == 1


@pytest.mark.soak
def test_a_hundred_thousand_rows_of_which_the_last_but_one_is_bad(tmp_path: Path) -> None:
    rows = [sound(n) for n in range(100_000)]
    rows[99_998] = SPOILT["no object"][1](0)
    source, plan, into = tmp_path / "s.geojson", mapping_file(tmp_path, *TABLES), tmp_path / "out"
    report = import_register([written(source, rows)], plan, into)
    assert [(entry.code, entry.row) for entry in report.refused] == [("not-a-feature", 99_999)]
    assert report.kept == 99_999
    rows[99_998] = sound(99_998)
    renew_layer([written(source, rows)], plan, Place(into=into), Wishes(apply=True))
    assert open_folder(into).layers["sites"].columns["n"].order().sum() == sum(range(100_000))


@pytest.mark.soak
def test_every_bad_row_of_a_hundred_thousand_is_listed(tmp_path: Path) -> None:
    rows, codes = spoilt(100_000, 1)
    rows[50_000] = sound(50_000)
    del codes[50_001]
    report = import_register([written(tmp_path / "s.geojson", rows)], mapping_file(tmp_path, *TABLES), tmp_path / "out")
    assert {entry.row: entry.code for entry in report.refused} == codes
    assert report.kept == 1


@pytest.mark.soak
def test_an_import_of_a_hundred_thousand_rows_is_killed_at_any_moment(tmp_path: Path) -> None:
    check_kills(tmp_path, size=100_000, kills=12)


def test_an_import_killed_while_its_files_are_moved_is_finished_by_who_reads_next(tmp_path: Path) -> None:
    """Fails where a folder is read half old and half new."""
    plan, into = mapping_file(tmp_path, *TABLES), tmp_path / "out"
    old, new = written(tmp_path / "old.geojson", [sound(0)]), written(tmp_path / "new.geojson", [sound(0), sound(1)])
    import_register([new], plan, tmp_path / "whole" / "out")
    import_register([old], plan, into)
    (tmp_path / "whole" / "out").replace(into / "pending.landstock-import")
    first = into / "pending.landstock-import" / "catalog.toml"
    first.replace(into / "catalog.toml")
    assert len(open_folder(into).layers["sites"]) == 2
    assert not (into / "pending.landstock-import").exists()


def test_nothing_is_moved_through_a_link_when_an_import_is_finished(tmp_path: Path) -> None:
    """Fails where a folder that came from somebody else moves files out of another one, or into it, by being read."""
    plan, into = mapping_file(tmp_path, *TABLES), tmp_path / "out"
    import_register([written(tmp_path / "s.geojson", [sound(0)])], plan, into)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine", "utf-8")
    pending = into / "pending.landstock-import"
    pending.symlink_to(elsewhere)
    assert len(open_folder(into).layers["sites"]) == 1
    assert (elsewhere / "mine.txt").read_text("utf-8") == "mine"
    pending.unlink()
    (pending / "away").mkdir(parents=True)
    (pending / "away" / "x.txt").write_text("x", "utf-8")
    (into / "away").symlink_to(elsewhere)
    with pytest.raises(SourceError):
        open_folder(into)
    assert not (elsewhere / "x.txt").exists()
