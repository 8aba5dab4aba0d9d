"""Formats of drawings and maps that are not read here: known by their content or their ending, and refused with the way to convert them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gis.errors import SourceError
from gis.io.members import Member
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class ForeignFormat:
    """A format that is not read: what it is, the endings and the first bytes by which it is known, and how it becomes one that is."""

    title: Text
    endings: tuple[str, ...]
    head: re.Pattern[bytes] | None = None
    remedy: Text

    def is_it(self, member: Member) -> bool:
        """Whether a file is of it."""
        return member.ending in self.endings or (self.head is not None and self.head.match(member.head) is not None)


_FOREIGN: Final = (
    ForeignFormat(
        title=Text("DWG 图纸", "a DWG drawing"),
        endings=(".dwg", ".dwt"),
        head=re.compile(rb"AC(?:10\d\d|1\.[0-9]|2\.\d)"),
        remedy=Text(
            "请在 AutoCAD、CASS 或中望 CAD 中打开，“文件 > 另存为”，文件类型选“AutoCAD 2000/LT2000 DXF (*.dxf)”或更新的 DXF；"
            "没有 CAD 时可用免费的 ODA File Converter，输出选 DXF",
            "open it in AutoCAD, CASS or ZWCAD, File > Save As, and choose AutoCAD 2000/LT2000 DXF (*.dxf) or a newer DXF; "
            "without a CAD program the free ODA File Converter writes DXF",
        ),
    ),
    ForeignFormat(
        title=Text("Access 数据库（个人地理数据库 .mdb）", "an Access database (personal geodatabase, .mdb)"),
        endings=(".mdb", ".accdb"),
        head=re.compile(rb"\x00\x01\x00\x00Standard (?:Jet|ACE) DB"),
        remedy=Text(
            "请在 ArcMap 的目录窗口中右键要素类，“导出 > 转出至地理数据库（单个）”，存入文件地理数据库（.gdb）或“转为 Shapefile”；"
            "只是表格时在 Access 中“外部数据 > 导出 > Excel”",
            "in the catalog of ArcMap right-click the feature class, Export > To Geodatabase (single), into a file geodatabase (.gdb), or To Shapefile; "
            "if it holds tables alone, External Data > Export > Excel in Access",
        ),
    ),
    ForeignFormat(
        title=Text("MapGIS 文件", "a MapGIS file"),
        endings=(".wt", ".wl", ".wp", ".wat", ".wal", ".wap", ".mpj", ".mapx"),
        head=re.compile(rb"WMAP.D2"),
        remedy=Text(
            "请在 MapGIS 6.7 的“图形处理 > 文件转换”中装入 .wp，“输出 > 输出 SHAPE 文件”；MapGIS 10 中右键图层，“导出 > 其他数据”，选 Shapefile。"
            ".mpj 只是工程，图形在它所列的 .wt、.wl、.wp 中",
            "in MapGIS 6.7, Graphics > File Conversion, load the .wp and choose Output > SHAPE; in MapGIS 10 right-click the layer, Export > Other data, Shapefile. "
            "An .mpj is a project alone: its shapes are in the .wt, .wl and .wp that it lists",
        ),
    ),
    ForeignFormat(
        title=Text("SuperMap 数据", "SuperMap data"),
        endings=(".udb", ".udd", ".udbx", ".smwu", ".sxwu", ".sxw", ".smw"),
        remedy=Text(
            "请在 SuperMap iDesktop 的工作空间管理器中右键数据集，“导出数据集”，类型选 Shape 或 GeoPackage。.smwu 只是工作空间，图形在它所列的 .udb、.udbx 中",
            "in SuperMap iDesktop right-click the dataset in the workspace manager, Export Dataset, and choose Shape or GeoPackage. "
            "An .smwu is a workspace alone: its shapes are in the .udb or .udbx that it lists",
        ),
    ),
    ForeignFormat(
        title=Text("MapInfo 文件", "a MapInfo file"),
        endings=(".mif",),
        head=re.compile(rb"!(?:table|edit_table)\s|version\s+\d+\s+charset", re.IGNORECASE),
        remedy=Text(
            "请在 QGIS 中打开，右键图层“导出 > 要素另存为”，格式选 GeoPackage",
            "open it in QGIS, right-click the layer, Export > Save Features As, and choose GeoPackage",
        ),
    ),
    ForeignFormat(
        title=Text("ArcGIS 工程或图层文件，其中没有图形", "a project or layer file of ArcGIS, which holds no shapes"),
        endings=(".mxd", ".aprx", ".lyr", ".lyrx", ".mpk", ".mpkx", ".lpk", ".lpkx"),
        remedy=Text(
            "请给出它所引用的 .gdb 或 .shp；.mpk、.lpk 可用 7-Zip 解压后取出",
            "give the .gdb or .shp that it refers to; an .mpk or .lpk can be unpacked with 7-Zip",
        ),
    ),
    ForeignFormat(
        title=Text("RAR 或 7z 压缩包", "a RAR or 7z archive"),
        endings=(".rar", ".7z"),
        head=re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c"),
        remedy=Text("请解压后导入，或重新打包为 zip", "unpack it, or pack it again as a zip"),
    ),
)


def foreign_format(member: Member) -> ForeignFormat | None:
    """The format that a file is of and that is not read; None of any other."""
    return next((each for each in _FOREIGN if each.is_it(member)), None)


def refuse_foreign(member: Member, form: ForeignFormat) -> SourceError:
    """The refusal of a file that is not read."""
    return SourceError(
        Text(
            f"{member.origin} 是{form.title.zh}，不能直接读取", f"{member.origin} is {form.title.en}, which is not read"
        ),
        form.remedy,
        file=member.origin,
    )
