"""Browser assets, made once from npm's packages and served locally: ``python -m maps.assets``.

``package-lock.json`` pins every package by version and hash; npm checks both. Each library becomes one ES module below ``static/vendor``, and the page's
own scripts become one script for the map in one file, both by the esbuild that is pinned. What is made has to be what ``assets.toml`` says, whoever made it.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gis.errors import SourceError
from gis.store.fingerprint import of_file
from gis.text import Text
from maps import page_files

ROOT: Final = Path(__file__).resolve().parents[1]
PINS: Final = Path(__file__).with_name("assets.toml")
VENDOR: Final = page_files.STATIC / "vendor"
_FILE_OF_PACKAGE: Final = re.compile(r"'((?:@[^/']+/)?[^/']+)/[^@']*\.js'")
_PACKAGE: Final = r"'\1'"
_ESBUILD: Final = (
    "--bundle",
    "--minify",
    "--legal-comments=none",
    "--log-level=error",
    f"--target={page_files.OLDEST}",
)


@dataclass(frozen=True, kw_only=True)
class Pins:
    """What stands below ``static/vendor``: modules by what they export, copies by where npm has them, the sha256 (hexadecimal) of each file."""

    modules: dict[str, str]
    copies: dict[str, str]
    sha256: dict[str, str]


def read_pins(path: Path = PINS) -> Pins:
    """The files of ``assets.toml``."""
    return Pins(**tomllib.loads(path.read_text("utf-8")))


def find_altered(vendor: Path = VENDOR, pins: Path = PINS) -> list[str]:
    """Files that are not what is pinned, or are gone, or are named nowhere; sorted. None where none was made yet.

    Two megabytes are read, which takes some milliseconds: less than it would to look whether they have to be.
    """
    if not vendor.is_dir():
        return []
    wanted = read_pins(pins).sha256
    there = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if not path.is_dir()}
    wrong = (there ^ wanted.keys()) | {name for name in there & wanted.keys() if of_file(vendor / name) != wanted[name]}
    return sorted(wrong)


def make(source: Path | None = None, vendor: Path = VENDOR) -> None:
    """Make what is not as it has to be: from a folder that :func:`pack` wrote, or else by npm and esbuild.

    Raises
    ------
    SourceError
        Where npm is not to be had, or what was made is not what is pinned.
    """
    if not vendor.is_dir() or find_altered(vendor):
        with _beside(vendor) as made:
            if source is None:
                _build_vendor(_packages(), made)
            else:
                shutil.copytree(source / "vendor", made)
            if wrong := find_altered(made):
                raise SourceError(
                    Text(f"与锁定的校验值不符：{'、'.join(wrong)}", f"not what is pinned: {', '.join(wrong)}"),
                    Text(
                        "请核对 package-lock.json 与 maps/assets.toml",
                        "check package-lock.json against maps/assets.toml",
                    ),
                )
    if page_files.current_bundle() is None:
        if source is None:
            page_files.write_bundle(_bundled(_packages()))
        else:
            page_files.copy_bundle(source / page_files.BUNDLE.name)
        page_files.require_bundle()


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of another once it is whole: what is there serves until then."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".made-") as aside:
        yield Path(aside) / "new"
        if folder.exists():
            folder.rename(Path(aside) / "old")
        (Path(aside) / "new").rename(folder)


def pack(folder: Path) -> None:
    """Write what a machine without npm needs into a folder."""
    make()
    shutil.copytree(VENDOR, folder / "vendor", dirs_exist_ok=True)
    shutil.copyfile(page_files.BUNDLE, folder / page_files.BUNDLE.name)


def pin(vendor: Path = VENDOR) -> None:
    """Make the libraries anew and write what they are into ``assets.toml``: for who raises a version."""
    with _beside(vendor) as made:
        _build_vendor(_packages(), made)
    told, mark, _ = PINS.read_text("utf-8").partition("[sha256]\n")
    rows = sorted(path for path in vendor.rglob("*") if path.is_file())
    lines = [f'"{path.relative_to(vendor).as_posix()}" = "{of_file(path)}"\n' for path in rows]
    PINS.write_text(f"{told}{mark}{''.join(lines)}", "utf-8")


def _packages() -> Path:
    """The folder of npm's packages, installed as the lock says where esbuild is not there yet."""
    packages = ROOT / "node_modules"
    if not (packages / ".bin" / "esbuild").exists():
        npm = shutil.which("npm")
        if npm is None:
            raise SourceError(
                Text("取不到浏览器资源：没有 npm", "browser assets are not to be had: there is no npm"),
                Text(
                    "请安装 Node.js，或用 WHEELHOUSE 指定离线包",
                    "install Node.js, or name a wheelhouse with WHEELHOUSE=dir",
                ),
            )
        _run([npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"])
    return packages


def _build_vendor(packages: Path, vendor: Path) -> None:
    pins = read_pins()
    for name, exports in pins.modules.items():
        target = vendor / name
        _run([*_esbuild(packages), "--format=esm", f"--outfile={target}"], exports)
        # What the compiler reads in its place: the package's own types.
        target.with_suffix(".d.ts").write_text(f"{_FILE_OF_PACKAGE.sub(_PACKAGE, exports)}\n", "utf-8")
    for name, origin in pins.copies.items():
        target = vendor / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(packages / origin, target)


def _bundled(packages: Path, entry: Path = page_files.ENTRY, *options: str) -> str:
    """The page's own scripts and the libraries as one script."""
    with tempfile.TemporaryDirectory() as aside:
        made = Path(aside) / "page.js"
        _run([*_esbuild(packages), "--format=iife", *options, str(entry), f"--outfile={made}"])
        return made.read_text("utf-8")


def _esbuild(packages: Path) -> list[str]:
    return [str(packages / ".bin" / "esbuild"), *_ESBUILD]


def _run(command: Sequence[str], given: str = "") -> None:
    ran = subprocess.run(command, input=given, text=True, check=False, capture_output=True, cwd=ROOT, timeout=600)  # noqa: S603 what the lock pins
    if ran.returncode:
        tool, said = Path(command[0]).name, ran.stderr.strip().partition("\n\n")[0]
        raise SourceError(
            Text(f"未能运行 {tool}：{said}", f"{tool} failed: {said}"),
            Text("请检查 npm 是否可用，再执行 make assets", "check that npm works, then run make assets again"),
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m maps.assets [--from DIR] [--pack DIR]``; exit status 0 done, 1 refused."""
    parser = argparse.ArgumentParser(prog="python -m maps.assets", description="浏览器资源 / browser assets")
    parser.add_argument("--from", dest="source", type=Path, help="离线包文件夹 / folder that --pack wrote")
    parser.add_argument(
        "--pack", type=Path, help="打包到该文件夹 / write what a machine without npm needs into this folder"
    )
    parser.add_argument(
        "--pin", action="store_true", help="升级后重写校验值 / write the hashes anew after raising a version"
    )
    given = parser.parse_args(arguments)
    try:
        if given.pin:
            pin()
        if given.pack:
            pack(given.pack)
        else:
            make(given.source)
    except SourceError as refusal:
        sys.stderr.write(f"{refusal.text.both()}\n{refusal.remedy.both()}\n")
        return 1
    sys.stdout.write("landstock: 资源已就绪 / assets are up to date\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
