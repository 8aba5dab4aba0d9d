"""Would break where a request that is meant badly, or written carelessly, were answered as if it had done something, or stopped the service."""

from __future__ import annotations

import socket
from typing import Any

import httpx
import pytest

from gis.folder import Folder
from tests.api.test_editing import LAND, PATCH, client, folder, read

__all__ = ["client", "folder"]


@pytest.mark.parametrize("patch", [{"note": "x"}, {"properties": {}, "status": "idle"}, {"features": []}])
def test_a_patch_that_would_change_nothing_is_not_answered_as_if_it_had(
    client: httpx.Client, folder: Folder, patch: dict[str, Any]
) -> None:
    """Who writes a field beside ``properties`` is told where it goes; what a feature was answered with may come back."""
    stands, tag = read(client, "L-001")
    answer = client.patch(f"{LAND}/L-001", json=patch, headers={**PATCH, **tag})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-body")
    whole = client.patch(f"{LAND}/L-001", json=stands, headers={**PATCH, **tag})
    assert whole.status_code == 200, whole.text
    again = client.patch(f"{LAND}/L-001", json=whole.json(), headers={**PATCH, **tag})
    assert again.status_code == 200, again.text
    assert folder.store.edits() == []


def test_a_patch_nested_without_end_is_refused_before_it_is_made(client: httpx.Client, folder: Folder) -> None:
    _, tag = read(client, "L-001")
    deep = b'{"properties": {"name": ' + b'{"a": ' * 300 + b"1" + b"}" * 302
    answer = client.patch(f"{LAND}/L-001", content=deep, headers={**PATCH, **tag})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-body")
    assert folder.store.edits() == []


def test_a_proxy_that_says_nothing_of_itself_writes_nothing(client: httpx.Client, folder: Folder) -> None:
    """One that was left as it came asks in HTTP/1.0, and names this machine as the one that was asked."""
    content = b'{"type": "Feature", "properties": {}, "geometry": null}'
    host, port = client.base_url.host, client.base_url.port
    head = f"POST {LAND} HTTP/1.0\r\nHost: {host}:{port}\r\nContent-Type: application/geo+json\r\nContent-Length: {len(content)}\r\n\r\n"
    with socket.create_connection((host, port or 0), timeout=30) as proxy:
        proxy.sendall(head.encode() + content)
        assert proxy.recv(65536).split(b"\r\n")[0].split()[1] == b"403"
    assert folder.store.edits() == []
