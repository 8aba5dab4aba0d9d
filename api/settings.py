"""Settings: everything an operator may choose, from the environment with the prefix ``LANDSTOCK_``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Lang = Literal["zh", "en"]
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")


def _parts(text: str) -> list[str]:
    return [part.strip().rstrip("/") for part in text.split(",") if part.strip()]


def bundled_layers() -> Path:
    """The data folder that comes with the product: beside the code, else ``layers`` where the command runs."""
    beside = Path(__file__).resolve().parent.parent / "layers"
    return beside if beside.is_dir() else Path("layers")


class Settings(BaseSettings):
    """One field a setting; ``LANDSTOCK_PORT=9000`` sets ``port``.

    Parameters
    ----------
    layers
        Data folder that is served.
    store
        Embedded store of that folder; None lets the folder decide.
    public_url
        Address under which others reach the service, for links behind a proxy; None takes it from each request.
    basemap, basemap_attribution
        Own XYZ template (``https://…/{z}/{x}/{y}.png``) and its credit line.
    tianditu_key
        Key of 天地图; without one its base maps are not offered.
    max_url_bytes, max_body_bytes
        Longest address and largest body that is read, in bytes.
    busy_seconds
        How long a heavy request (export, match) waits for its turn before it is told 503.
    workers
        Processes that answer, all with the same version of the data.
    cors_origins
        Origins whose pages may read this service from a browser, separated by commas, or ``*`` for any; none unless set.
    """

    model_config = SettingsConfigDict(env_prefix="LANDSTOCK_", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    layers: Path = Field(default_factory=bundled_layers)
    store: Path | None = None
    lang: Lang = "zh"
    public_url: str | None = None
    basemap: str | None = None
    basemap_attribution: str = ""
    tianditu_key: str | None = None
    max_url_bytes: int = Field(default=16_384, ge=1024)
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1024)
    busy_seconds: float = Field(default=2.0, ge=0)
    cors_origins: str = ""
    workers: int = Field(default=1, ge=1, le=64)

    @field_validator("cors_origins")
    @classmethod
    def _origins_only(cls, text: str) -> str:
        wrong = [origin for origin in _parts(text) if origin != "*" and not _ORIGIN.fullmatch(origin)]
        if wrong:
            raise ValueError(f"不是来源 / not an origin: {wrong[0]}; 例如 / for example https://map.example.cn")
        return text

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
