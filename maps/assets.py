"""Browser assets, fetched once from npm and served locally: ``python -m maps.assets``.

Each package is packed by ``npm pack``, checked against its pinned sha512, and only the files that ``assets.toml`` names are unpacked. A file that is
no longer what is pinned is brought again, and one that is not named there is removed.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gis.errors import SourceError
from gis.store.fingerprint import of_file
from gis.text import Text

PINS: Final = Path(__file__).with_name("assets.toml")
VENDOR: Final = Path(__file__).with_name("static") / "vendor"
_LARGEST: Final = 20_000_000


@dataclass(frozen=True, kw_only=True)
class Package:
    """One npm package: its pinned version, the sha512 (base64) of its tarball, the files to unpack with the sha256 (hexadecimal) of each."""

    name: str
    version: str
    sha512: str
    files: Mapping[str, str]

    @property
    def tarball(self) -> str:
        """File name under which ``npm pack`` writes it."""
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"

    @property
    def mark(self) -> str:
        """What the folder of an unpacked package says of itself."""
        return f"{self.version} {self.sha512} {' '.join(self.files)}\n"


def read_pins(path: Path = PINS) -> list[Package]:
    """The packages of ``assets.toml``."""
    table = tomllib.loads(path.read_text("utf-8"))
    return [
        Package(name=entry["name"], version=entry["version"], sha512=entry["sha512"], files=entry["files"])
        for entry in table["packages"]
    ]


def missing(vendor: Path = VENDOR) -> list[Package]:
    """Packages not unpacked, unpacked from another pin, or altered since."""
    return [
        package
        for package in read_pins()
        if _read_pin(vendor / package.name) != package.mark
        or any(not _is(vendor / package.name / name, digest) for name, digest in package.files.items())
    ]


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and of_file(path) == digest


def _read_pin(folder: Path) -> str:
    mark = folder / ".pin"
    return mark.read_text("utf-8") if mark.is_file() else ""


def pack(package: Package, folder: Path, source: Path | None) -> Path:
    """The tarball of a package in ``folder``, from ``source`` where one is given, else from npm; checked.

    Raises
    ------
    SourceError
        Where it is not to be had, or is not what is pinned.
    """
    if source is None:
        _npm_pack(package, folder)
    elif (source / package.tarball).is_file():
        shutil.copyfile(source / package.tarball, folder / package.tarball)
    tarball = folder / package.tarball
    if not tarball.is_file():
        raise SourceError(
            Text(f"取不到 {package.tarball}", f"{package.tarball} is not to be had"),
            Text(
                "请检查 npm 是否可用，或用 WHEELHOUSE 指定离线包", "check npm, or name a wheelhouse with WHEELHOUSE=dir"
            ),
            package=package.name,
        )
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if digest != package.sha512:
        raise SourceError(
            Text(f"{package.tarball} 与锁定的校验值不符", f"{package.tarball} is not the package that is pinned"),
            Text(
                "请删除它后重试；若仍不符，请核对来源",
                "delete it and try again; if it stays so, check where it comes from",
            ),
            package=package.name,
        )
    return tarball


def _npm_pack(package: Package, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        return
    command = [npm, "pack", "--silent", "--pack-destination", str(folder), f"{package.name}@{package.version}"]
    subprocess.run(command, check=False, capture_output=True, cwd=folder, timeout=300)  # noqa: S603 names are pinned


def unpack(package: Package, tarball: Path, vendor: Path = VENDOR) -> None:
    """Write the named files of a tarball below ``vendor/<name>``; nothing else of it reaches the disk."""
    target = vendor / package.name
    shutil.rmtree(target, ignore_errors=True)
    with tarfile.open(tarball, "r:gz") as archive:
        for name in package.files:
            member = archive.getmember(f"package/{name}")
            content = archive.extractfile(member) if member.isfile() and member.size <= _LARGEST else None
            if content is None:
                raise SourceError(
                    Text(f"{package.tarball} 中的 {name} 不可用", f"{name} in {package.tarball} cannot be used"),
                    Text("请核对 assets.toml", "check assets.toml"),
                    package=package.name,
                )
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.read())
            if not _is(place, package.files[name]):
                raise SourceError(
                    Text(
                        f"{package.tarball} 中的 {name} 与锁定的校验值不符",
                        f"{name} in {package.tarball} is not what is pinned",
                    ),
                    Text(
                        f"请核对 assets.toml；文件为 {of_file(place)}",
                        f"check assets.toml; the file is {of_file(place)}",
                    ),
                    package=package.name,
                )
    (target / ".pin").write_text(package.mark, "utf-8")


def fetch(source: Path | None = None, vendor: Path = VENDOR) -> list[str]:
    """Bring every missing package; returns what was brought, empty where nothing was missing."""
    brought = []
    named = {vendor / package.name / name for package in read_pins() for name in (*package.files, ".pin")}
    for path in [path for path in vendor.rglob("*") if not path.is_dir() and path not in named]:
        path.unlink()
    with tempfile.TemporaryDirectory() as folder:
        for package in missing(vendor):
            unpack(package, pack(package, Path(folder), source), vendor)
            brought.append(f"{package.name} {package.version}")
    return brought


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m maps.assets [--from DIR] [--pack DIR]``; exit status 0 done, 1 refused."""
    parser = argparse.ArgumentParser(prog="python -m maps.assets", description="浏览器资源 / browser assets")
    parser.add_argument("--from", dest="source", type=Path, help="离线包文件夹 / folder with the tarballs")
    parser.add_argument("--pack", type=Path, help="只打包到该文件夹 / only pack the tarballs into this folder")
    given = parser.parse_args(arguments)
    try:
        if given.pack:
            given.pack.mkdir(parents=True, exist_ok=True)
            names = [pack(package, given.pack, None).name for package in read_pins()]
        else:
            names = fetch(given.source)
    except SourceError as refusal:
        sys.stderr.write(f"{refusal.text.both()}\n{refusal.remedy.both()}\n")
        return 1
    sys.stdout.write(f"landstock: {', '.join(names) or '资源已就绪 / assets are up to date'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
