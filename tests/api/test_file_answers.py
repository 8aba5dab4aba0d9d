"""Would break where a large file went out otherwise than a small one, or a made file could not be read twice."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import anyio
import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.answering.packing import Packing
from api.answering.responses import file_answer
from gis.errors import SourceError
from gis.io.made_file import PIECE, MadeFile

TAG = '"1a"'


def content(size: int) -> bytes:
    return bytes(range(256)) * (size // 256)


def answered(size: int, **headers: str) -> httpx.Response:
    made = MadeFile(iter([content(size)]))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response: Response = file_answer(made, "text/csv", TAG, Content_Disposition="attachment")
        await response(scope, receive, send)

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(Packing(app))
        async with httpx.AsyncClient(transport=transport, base_url="http://files") as client:
            return await client.get("/", headers={"accept-encoding": "identity", **headers})

    # One worker may have a browser's loop running in this thread.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(anyio.run, asked).result()


@pytest.mark.parametrize("size", [PIECE // 2, 5 * PIECE])
def test_a_file_has_its_length_its_tag_and_all_its_bytes(size: int) -> None:
    found = answered(size)
    assert found.status_code == 200
    assert found.content == content(size)
    assert found.headers["content-length"] == str(size)
    assert found.headers["content-type"] == "text/csv"
    assert (found.headers["etag"], found.headers["content-disposition"]) == (TAG, "attachment")


@pytest.mark.parametrize("size", [PIECE // 2, 5 * PIECE])
def test_a_packed_file_unpacks_to_all_its_bytes_under_a_tag_of_its_own(size: int) -> None:
    found = answered(size, **{"accept-encoding": "gzip"})
    assert found.content == content(size)
    assert found.headers["etag"] == '"1a-gzip"'
    # How long a large one will be is not known before it is packed.
    assert ("content-length" in found.headers) == (size < PIECE)


def test_who_has_a_file_is_not_sent_it_again() -> None:
    found = answered(5 * PIECE, **{"if-none-match": TAG})
    assert (found.status_code, found.content) == (304, b"")


def test_a_made_file_is_read_twice_and_a_full_disk_is_said() -> None:
    made = MadeFile(iter([content(3 * PIECE), content(3 * PIECE)]))
    assert made.size == 6 * PIECE
    assert [bytes(made) for _ in range(2)] == [content(6 * PIECE)] * 2

    def full() -> Iterator[bytes]:
        yield b"a"
        raise OSError(28, "No space left on device")

    with pytest.raises(SourceError) as caught:
        MadeFile(full())
    assert "TMPDIR" in caught.value.remedy.zh
    assert tempfile.gettempdir() in caught.value.text.en
