"""Every mistake in a scheme is named by file, line and key, in both languages, with what to do; nothing hostile brings the reader down."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import SchemeError
from gis.matching import load_schemes, read_scheme
from gis.plainly import to_plain
from gis.reading.toml_lines import places
from tests.gis.matching.district import ROOT, catalog

SHIPPED = (ROOT / "layers" / "schemes" / "default.toml").read_text("utf-8")
COST = (ROOT / "layers" / "schemes" / "cost.toml").read_text("utf-8")


def refused(folder: Path, text: str, name: str = "broken", **others: str) -> SchemeError:
    for stem, other in others.items():
        (folder / f"{stem}.toml").write_text(other, "utf-8")
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SchemeError) as caught:
        read_scheme(path, catalog())
    return caught.value


def line_of(text: str, wanted: str) -> int:
    return text[: text.index(wanted)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "at", "said", "remedy"),
    [
        ("land_max_months = 6", "land_max_month = 6", "land_max_month =", "unknown key", "did you mean land_max_months?"),
        ('id = "column_grid"', 'id = "crain"', '"crain"', "there is no crain", "did you mean crane?"),
        ('id = "cluster"', 'id = "clutser"', '"clutser"', "there is no clutser", "did you mean cluster?"),
        ("weight = 25", "weight = 26", "[[criteria]]", "26 + 20 + 20 + 15 + 10 + 10", "take away 1"),
        ("weight = 25", "weight = 20", "[[criteria]]", "sum to 95", "add 5"),
        ("tolerance_pct = 2 ", "tolerance_pct = 200 ", "tolerance_pct = 200", "from 0 to 100, is 200", "mend"),
        ("months = 9\n", "months = 9000\n", "months = 9000", "from 0 to 600, is 9000", "mend"),
        ("months = 9\n", "months = -9\n", "months = -9", "from 0 to 600, is -9", "mend"),
        ('divisions = ["33", "38"]', 'divisions = ["33", "98"]', '"33", "98"', "there is no 98", "mend"),
        ('divisions = ["13-43"]', 'divisions = ["13-4"]', 'divisions = ["13-4"]', "no division or range", "mend"),
        ('divisions = ["51-54", "59-60"]', 'divisions = ["51-54", "43"]', '"51-54", "43"', "43 stands twice", "mend"),
        ('downstream = "culture_care"', 'downstream = "equipment"', 'downstream = "equipment"\nshare = 0.4', "circle", "take one"),
        ('downstream = "tcm"', 'downstream = "environment"', 'downstream = "environment"\nshare = 0.3', "circle", "turn it"),
        ('downstream = "tcm"', 'downstream = "tmc"', 'downstream = "tmc"', "there is no tmc", "did you mean tcm?"),
        ("share = 0.3", "share = 1.3", "share = 1.3", "from 0 to 1, is 1.3", "mend"),
        ("share = 0.3", "share = 0", "share = 0\n", "above 0", "mend"),
        ('chain = "environment"\n', "", '[[chains]]\ndownstream = "tcm"', "either chain or divisions", "mend"),
        ('status = "idle"', 'status = "idel"', 'status = "idel"', "there is no idel", "did you mean idle?"),
        ('status = "approved"', 'status = "reserve"', 'status = "reserve"\nopen = true\nmonths = 3\nby = { zh = "自然资源局"', "twice", ""),
        ('land = ["0902"]', 'land = ["0920"]', 'land = ["0920"]', "there is no 0920", "mend"),
        ('required = ["water",', 'required = ["watter",', 'required = ["watter",', "there is no watter", "did you mean water?"),
        ("ready = 0,", "redy = 0,", "redy = 0", "there is no redy", "did you mean ready?"),
        ("investment = 250\noutput = 400\ntax = 20\n", "", "[[thresholds]]\nparks", "investment, output, tax", "mend"),
        ("crane = { per_pct", "crain = { per_pct", "crain = { per_pct", "there is no crain", "did you mean crane?"),
        ("date = 2023-06-30\ntolerance_pct = 2 ", "tolerance_pct = 2 ", '[[rules]]\nid = "area"', "is missing", "add date = …"),
        ('source = { zh = "三区三线', 'sauce = { zh = "三区三线', "sauce =", "unknown key", "did you mean source?"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_line_with_its_remedy(
    tmp_path: Path, old: str, new: str, at: str, said: str, remedy: str
) -> None:
    assert old in SHIPPED
    text = SHIPPED.replace(old, new, 1)
    found = refused(tmp_path, text)
    line = line_of(text, at)
    assert found.where["line"] == line
    assert f"broken.toml line {line}, " in found.text.en
    assert f"broken.toml 第 {line} 行" in found.text.zh
    assert said in found.text.en
    assert remedy in found.remedy.en
    assert str(tmp_path) not in found.text.both() + found.remedy.both()


def test_text_that_is_no_toml_is_named_by_its_line(tmp_path: Path) -> None:
    found = refused(tmp_path, SHIPPED.replace("weight = 25", "weight = = 25", 1))
    assert found.where["line"] == line_of(SHIPPED, "weight = 25")
    assert found.where["column"]


@pytest.mark.parametrize("text", ["a = " + "[" * 50_000, "\x00", 'a = "' + "x" * 100_000, "[[rules]]\n" * 5_000, ""])
def test_a_hostile_file_is_refused_and_nothing_more(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text).remedy.zh


def test_a_scheme_that_extends_another_has_its_sections_and_its_lines(tmp_path: Path) -> None:
    whole = read_scheme(ROOT / "layers" / "schemes" / "cost.toml", catalog())
    base = read_scheme(ROOT / "layers" / "schemes" / "default.toml", catalog())
    assert (whole.id, whole.rules, whole.supply, whole.portfolio) == ("cost", base.rules, base.supply, base.portfolio)
    assert to_plain(whole)["extends"] == {"id": base.id, "version": base.version}
    assert "extends" not in to_plain(base)
    broken = SHIPPED.replace("land_max_months = 6", "land_max_months = -6", 1)
    found = refused(tmp_path, COST, "cost", default=broken)
    assert found.where["file"] == "schemes/default.toml"
    assert found.where["line"] == line_of(broken, "land_max_months")


@pytest.mark.parametrize(
    ("base", "others", "said"),
    [
        ("defualt", {"default": SHIPPED}, "did you mean default?"),
        ("cost", {}, "there is no cost"),
        ("../schemes/default", {"default": SHIPPED}, "there is no ../schemes/default"),
        ("other", {"other": COST.replace('"cost"', '"other"'), "default": SHIPPED}, "extends another scheme itself"),
    ],
)
def test_what_a_scheme_extends_must_be_a_whole_scheme_beside_it(
    tmp_path: Path, base: str, others: dict[str, str], said: str
) -> None:
    text = COST.replace('extends = "default"', f'extends = "{base}"')
    found = refused(tmp_path, text, "cost", **others)
    assert said in found.text.en + found.remedy.en
    assert found.where["line"] == line_of(text, "extends =")


def test_a_folder_that_knows_fewer_codes_takes_the_scheme_and_still_sees_a_slip(tmp_path: Path) -> None:
    (tmp_path / "schemes").mkdir()
    few = catalog().codelists["land_status"]
    lists = {**catalog().codelists, "land_status": type(few)(**{**vars_of(few), "codes": few.codes[:3]})}
    folder = type(catalog())(**{**vars_of(catalog()), "codelists": lists})
    (tmp_path / "schemes" / "default.toml").write_text(SHIPPED, "utf-8")
    assert load_schemes(tmp_path, folder)["default"].supply["built"]
    known = few.codes[0].code
    slip = SHIPPED.replace(f'status = "{known}"', f'status = "{known}x"', 1)
    (tmp_path / "schemes" / "default.toml").write_text(slip, "utf-8")
    with pytest.raises(SchemeError, match=f"did you mean {known}|there is no {known}x"):
        load_schemes(tmp_path, folder)


def vars_of(thing: Any) -> dict[str, Any]:
    from dataclasses import fields

    return {field.name: getattr(thing, field.name) for field in fields(thing) if field.init}


def values_at(table: Any, trail: tuple[str, ...]) -> Any:
    for key in trail:
        name, *numbers = key.replace("]", "").split("[")
        table = table[name]
        for number in numbers:
            table = table[int(number) - 1]
    return table


@pytest.mark.parametrize("name", ["default", "cost"])
def test_every_key_is_found_where_it_stands(name: str) -> None:
    """Each place points at the key's own text, and no value of the file is without one."""
    text = (ROOT / "layers" / "schemes" / f"{name}.toml").read_text("utf-8")
    lines, table, found = text.splitlines(), tomllib.loads(text), places(text)
    for trail, (line, column) in found.items():
        here = lines[line - 1][column - 1 :]
        value = values_at(table, trail)
        key = trail[-1].partition("[")[0]
        assert here.startswith(("[", key)) or str(value)[:8] in here, (trail, here)
    assert len(found) > 100


KEYS = st.sampled_from(["a", "b", '"c d"', "'e'"])
SCALARS = st.sampled_from(["1", '"x # y"', "'[['", "true", "2023-06-30", '"""\n[t]\n"""', "1.5e3"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: "[ # a comment ]\n" + ",\n".join(each) + "]"),
        st.dictionaries(KEYS, inner, max_size=2).map(
            lambda each: "{" + ", ".join(f"{key} = {value}" for key, value in each.items()) + "}"
        ),
    ),
    max_leaves=6,
)


@given(
    st.lists(st.tuples(st.sampled_from(["", "[[t]]", "[u]"]), st.dictionaries(KEYS, VALUES, max_size=3)), max_size=4)
)
def test_whatever_toml_there_is_every_value_has_its_place(parts: list[tuple[str, dict[str, str]]]) -> None:
    text = "\n".join(
        "\n".join([header, *(f"{key} = {value}" for key, value in pairs.items())]) for header, pairs in parts
    )
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        places(text)
        return
    found = places(text)
    lines = text.splitlines()

    def walk(value: Any, trail: tuple[str, ...]) -> None:
        if trail:
            assert trail in found, (trail, text)
            assert 1 <= found[trail][0] <= len(lines)
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, (*trail, key))
        elif isinstance(value, list):
            for number, inner in enumerate(value, 1):
                walk(inner, (*trail[:-1], f"{trail[-1]}[{number}]"))

    walk(table, ())


@given(st.text(alphabet="ab.[]{}=\"'#,\n \\1", max_size=60))
def test_the_scanner_ends_on_any_text(text: str) -> None:
    places(text)
