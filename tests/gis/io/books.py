"""Workbooks written part by part, as programs write them that are not Excel."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from gis.io.members import Member

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def part(rows: str, *, before: str = "", after: str = "") -> str:
    """The XML of a sheet with these rows."""
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def book(path: Path, *sheets: str, strings: str = "", settings: str = "", styles: str = "") -> Path:
    """A workbook of these sheets, each as the XML of its part."""
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, len(sheets) + 1))
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    related += f'<Relationship Id="rs" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>' if strings else ""
    related += f'<Relationship Id="rf" Type="{_OFFICE}/styles" Target="styles.xml"/>' if styles else ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"/>')
        out.writestr(
            "_rels/.rels",
            f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        out.writestr(
            "xl/workbook.xml",
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}">{settings}<sheets>{listed}</sheets></workbook>',
        )
        out.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        )
        for number, sheet in enumerate(sheets, 1):
            out.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
        for name, content in (("sharedStrings", strings), ("styles", styles)):
            if content:
                out.writestr(f"xl/{name}.xml", f"{HEAD}{content}")
    return path


def member(path: Path) -> Member:
    """A file as it is given on the command line."""
    return Member(name=path.name, origin=str(path), path=path, size=path.stat().st_size, named=True)
