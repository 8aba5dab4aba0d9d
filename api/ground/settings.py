"""Settings: everything an operator may choose, from the environment with the prefix ``LANDSTOCK_``."""

from __future__ import annotations

import ipaddress
import re
from functools import cached_property
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from gis.written import CATALOG

Lang = Literal["zh", "en"]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAME: Final = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9_.\-]*[a-z0-9_])?|[0-9a-f:.]+")
_PREFIX: Final = re.compile(r"(/([A-Za-z0-9._~\-]|%[0-9A-Fa-f]{2})+)+")
_PUBLIC: Final = re.compile(r"https?://([^/?#@\s\\]+)(/[^?#\s]*)?")
_LONGEST_PREFIX: Final = 256
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")


def _parts(text: str) -> list[str]:
    return [part.strip().rstrip("/") for part in text.split(",") if part.strip()]


def _unusable(given: str, zh: str, en: str, example: str) -> PydanticCustomError:
    """What a setting is that cannot be used, with what one that can looks like."""
    words = {"given": given, "zh": zh, "en": en, "example": example}
    return PydanticCustomError("unusable", "{zh} / {en}: {given}; 例如 / for example {example}", words)


def _network(text: str) -> Network | None:
    bare = text.strip()
    return ipaddress.ip_network(bare, strict=False) if bare else None


def plain_name(text: str) -> str:
    """A host's name as names are compared: in small letters, without brackets and the dot of the root, foreign signs as browsers send them.

    >>> plain_name("GIS.Example.cn."), plain_name("[::1]"), plain_name("地图.cn")
    ('gis.example.cn', '::1', 'xn--wcs7d.cn')
    """
    bare = text.strip().strip("[]").lower().rstrip(".")
    try:
        return bare if bare.isascii() else bare.encode("idna").decode()
    except UnicodeError:
        return bare


def path_prefix(text: str) -> str | None:
    """The path below which the service is reached, without its last slash and with its signs as they are; None where text is no such path.

    >>> path_prefix("/landstock/"), path_prefix("/%E5%9C%B0/gis"), path_prefix("/"), path_prefix("/a/../b"), path_prefix("//evil")
    ('/landstock', '/地/gis', '', None, None)
    """
    bare = text.removesuffix("/")
    if not bare:
        return ""
    if len(bare) > _LONGEST_PREFIX or not _PREFIX.fullmatch(bare):
        return None
    try:
        found = [unquote(part, errors="strict") for part in bare[1:].split("/")]
    except UnicodeDecodeError:
        return None
    odd = any(part in (".", "..") or not part.isprintable() or set("/\\") & set(part) for part in found)
    return None if odd else "/" + "/".join(found)


def bundled_lists() -> Path:
    """Where code lists, schemes, mappings and the table of procedures lie that come with the product, installed or not: beside the code."""
    return Path(__file__).resolve().parents[2] / "layers"


def bundled_layers() -> Path:
    """The data folder that comes with the product's source: beside the code, else ``layers`` where the command runs."""
    beside = bundled_lists()
    return beside if (beside / CATALOG).is_file() else Path("layers")


class Settings(BaseSettings):
    """One field a setting; ``LANDSTOCK_PORT=9000`` sets ``port``.

    Parameters
    ----------
    layers
        Data folder that is served.
    store
        Store of that folder: the path of a file, or an address; None lets the folder decide.
    audit_key
        File with the key that signs the change log; None has it beside the store. Where others may read the store it lies elsewhere.
    public_url
        Address under which others reach the service, for links behind a proxy, with the path below which it lies there; None takes it from
        each request.
    hosts
        Names under which it is answered beside those of this machine and of ``public_url``, separated by commas; ``*.example.cn`` for all
        below one.
    proxies
        Addresses or networks, separated by commas, of the proxies whose ``X-Forwarded-…`` headers are taken.
    basemap, basemap_attribution
        Own XYZ template (``https://…/{z}/{x}/{y}.png``) and its credit line.
    tianditu_key
        Key of 天地图; without one its base maps are not offered.
    max_url_bytes, max_body_bytes
        Longest address and largest body that is read, in bytes.
    busy_seconds
        How long a heavy request (export, match) waits for its turn before it is told 503.
    longest_hold_days
        How many days ahead a hold (意向预留) may last.
    workers
        Processes that answer, all with the same version of the data.
    cors_origins
        Origins whose pages may read this service from a browser, separated by commas, or ``*`` for any; none unless set.
    """

    model_config = SettingsConfigDict(env_prefix="LANDSTOCK_", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    layers: Path = Field(default_factory=bundled_layers)
    store: str | None = None
    audit_key: Path | None = None
    lang: Lang = "zh"
    public_url: str | None = None
    hosts: str = ""
    proxies: str = "127.0.0.0/8,::1"
    basemap: str | None = None
    basemap_attribution: str = ""
    tianditu_key: str | None = None
    max_url_bytes: int = Field(default=16_384, ge=1024)
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1024)
    busy_seconds: float = Field(default=2.0, ge=0)
    cors_origins: str = ""
    longest_hold_days: int = Field(default=366, ge=1, le=3660)
    workers: int = Field(default=1, ge=1, le=64)

    @field_validator("cors_origins")
    @classmethod
    def _origins_only(cls, text: str) -> str:
        wrong = [origin for origin in _parts(text) if origin != "*" and not _ORIGIN.fullmatch(origin)]
        if wrong:
            raise _unusable(wrong[0], "不是来源", "not an origin", "https://map.example.cn")
        return text

    @field_validator("public_url")
    @classmethod
    def _address_only(cls, text: str | None) -> str | None:
        if not text:
            return None
        parts = _PUBLIC.fullmatch(text)
        name = plain_name(re.sub(r":\d{1,5}$", "", parts[1])) if parts else ""
        if parts is None or not _NAME.fullmatch(name) or path_prefix(parts[2] or "") is None:
            raise _unusable(text, "不是公开地址", "not a public address", "https://gis.example.cn/landstock")
        return text.rstrip("/")

    @field_validator("hosts")
    @classmethod
    def _names_only(cls, text: str) -> str:
        wrong = [name for name in _parts(text) if not _NAME.fullmatch(plain_name(name))]
        if wrong:
            raise _unusable(wrong[0], "不是主机名", "not a host's name", "gis.example.cn,*.example.cn")
        return text

    @field_validator("proxies")
    @classmethod
    def _networks_only(cls, text: str) -> str:
        for part in text.split(","):
            try:
                _network(part)
            except ValueError:
                raise _unusable(
                    part.strip(), "不是地址或网段", "not an address or a network", "127.0.0.1,10.0.0.0/8"
                ) from None
        return text

    @cached_property
    def prefix(self) -> str:
        """Path of ``public_url``, below which everything lies; empty where it has none."""
        return path_prefix(urlsplit(self.public_url or "").path) or ""

    @cached_property
    def host_names(self) -> tuple[str, ...]:
        """Names of ``hosts``, as they are compared."""
        return tuple(plain_name(name) for name in _parts(self.hosts))

    @cached_property
    def proxy_networks(self) -> tuple[Network, ...]:
        """Networks of ``proxies``."""
        found = (_network(part) for part in self.proxies.split(","))
        return tuple(network for network in found if network is not None)

    @property
    def origins(self) -> list[str]:
        """Origins of ``cors_origins``."""
        return _parts(self.cors_origins)

    @property
    def image_hosts(self) -> tuple[str, ...]:
        """Hosts that the page may load map images from: those of the base maps set here, else none."""
        hosts = []
        if self.basemap:
            parts = urlsplit(self.basemap)
            hosts.append(f"{parts.scheme}://{parts.netloc.replace('{s}.', '*.').replace('{s}', '*')}")
        if self.tianditu_key:
            hosts.append("https://*.tianditu.gov.cn")
        return tuple(hosts)
