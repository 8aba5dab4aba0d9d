"""What a scheme may say about joining: figures out of reason are refused with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.errors import SchemeError
from gis.matching import read_scheme
from tests.gis.matching.district import ROOT, catalog

SHIPPED = (ROOT / "layers" / "schemes" / "default.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("max_members = 5", "max_members = 1", "from 2 to 12, is 1"),
        ("max_members = 5", "max_members = 100", "whole number from 2 to 12, is 100"),
        ("max_members = 5", "max_members = 2.5", "whole number"),
        ("min_shared_edge_m = 5", "min_shared_edge_m = 0", "from 0.01 to"),
        ("snap_m = 0.5", "snap_m = 50", "from 0 to 5, is 50"),
        ("snap_m = 0.5", "snap_m = -1", "from 0 to 5, is -1"),
        ("bridge_m = 0", "bridge_m = 5000", "from 0 to 100, is 5000"),
        ("max_states = 2_000_000", "max_states = 0", "whole number from 1 to 100,000,000, is 0"),
    ],
)
def test_a_plan_out_of_reason_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert f"\n{old}" in SHIPPED
    text = SHIPPED.replace(f"\n{old}", f"\n{new}")
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SchemeError, match=said) as caught:
        read_scheme(path, catalog())
    assert caught.value.where["line"] == text[: text.index(f"\n{new}")].count("\n") + 2
    assert new.split(" = ", maxsplit=1)[0] in str(caught.value)
