"""A code that leads into one which there is not makes a use unknown without a word: check says it by list and code."""

from __future__ import annotations

from pathlib import Path

from gis.catalog import read_catalog
from gis.checking import check_folder
from tests.gis.linked import linked_folder

LIST = """
id = "zones"
title = { zh = "分区", en = "Zones" }
leads_into = "{into}"

[[codes]]
code = "A"
zh = "甲"
en = "A"
becomes = "{one}"

[[codes]]
code = "B"
zh = "乙"
en = "B"
may_become = ["100", "{other}"]
"""
USES = """
id = "uses"
title = { zh = "用途", en = "Uses" }

[[codes]]
code = "100"
zh = "工业"
en = "industrial"
"""


def found(folder: Path, **words: str) -> list[tuple[str, str | None, str, str]]:
    linked_folder(folder)
    (folder / "codelists").mkdir(exist_ok=True)
    text = LIST
    for key, word in words.items():
        text = text.replace(f"{{{key}}}", word)
    (folder / "codelists" / "zones.toml").write_text(text, "utf-8")
    (folder / "codelists" / "uses.toml").write_text(USES, "utf-8")
    findings = check_folder(read_catalog(folder)).findings
    return [(each.file, each.id, each.excerpt, each.text.en) for each in findings if each.code == "no-such-code"]


def test_codes_that_lead_nowhere_are_named_by_list_and_code(tmp_path: Path) -> None:
    assert found(tmp_path / "sound", into="uses", one="100", other="100") == []
    said = found(tmp_path / "astray", into="uses", one="101", other="102")
    assert [(file, key, shown) for file, key, shown, _ in said] == [
        ("codelists/zones.toml", "A", "101"),
        ("codelists/zones.toml", "B", "102"),
    ]
    assert "which Uses (uses) does not have" in said[0][3]


def test_a_list_that_leads_into_none_is_said_once(tmp_path: Path) -> None:
    ((file, key, shown, text),) = found(tmp_path, into="lands", one="101", other="102")
    assert (file, key, shown) == ("codelists/zones.toml", None, "lands")
    assert "there is no such list" in text
