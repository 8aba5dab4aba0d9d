"""Names under which the service answers: a page of another site whose name was pointed at this machine must not read the register.

A browser sends the name that it was given in the Host header, and a page cannot change it; so a service for this machine alone answers only to
names of this machine and those that the operator has set (docs/adr/0016-names-proxies-and-a-path.md).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from api.ground.settings import Settings, plain_name

_HOST: Final = re.compile(r"([A-Za-z0-9._\-]+|\[[0-9A-Fa-f:.]+\])(?::\d{0,5})?")
Allows = Callable[[str], bool]
"""Whether a service answers to what stands in a Host header."""


def is_host(text: str) -> bool:
    """Whether text is a name or an address with or without a port, fit to stand in a link.

    >>> is_host("gis_server:8000"), is_host("[::1]:80"), is_host('a"b')
    (True, True, False)
    """
    return _HOST.fullmatch(text) is not None


def is_loopback(name: str) -> bool:
    """Whether a name or an address means this machine alone, without asking anyone.

    >>> is_loopback("localhost"), is_loopback("127.8.0.1"), is_loopback("::1"), is_loopback("127.0.0.1.example.cn")
    (True, True, True, False)
    """
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def answers_to_all(settings: Settings) -> bool:
    """Whether any name is answered to: where others than this machine may ask and no names are set."""
    return not settings.host_names and not is_loopback(plain_name(settings.host))


def allowing(settings: Settings) -> Allows:
    """What tells whether a Host header is answered to."""
    names = {name for name in settings.host_names if not name.startswith("*.")}
    beneath = tuple(name[1:] for name in settings.host_names if name.startswith("*."))
    if settings.public_url:
        names.add(plain_name(urlsplit(settings.public_url).hostname or ""))
    everyone = answers_to_all(settings)

    @lru_cache(maxsize=256)
    def allows(header: str) -> bool:
        found = _HOST.fullmatch(header)
        if everyone or found is None:
            return everyone
        name = plain_name(found[1])
        return is_loopback(name) or name in names or name.endswith(beneath)

    return allows
