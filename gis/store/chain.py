"""The chain of the log: each entry holds the hash of the one before it and a code of its own that only who has the key can make.

An entry's code is HMAC-SHA256 (RFC 2104) over all that it says and over the hash of the entry before; its hash is SHA-256 over the same and over
the code. The head, a row beside the log, names the last entry and is signed too, so that a tail that was cut off is missed. The hashes can be checked by
anybody, the codes by who has the key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from gis.disk import Missing, Unreadable, check_file, file_bytes, narrow, no_read, no_write
from gis.errors import SourceError
from gis.store.protocol import Recorded
from gis.text import Text

START: Final = "0" * 64
"""The hash before the first entry."""
KEY_BYTES: Final = 32


@dataclass(frozen=True, kw_only=True)
class Link:
    """What ties an entry into the chain: hash of the entry before, name of the key, the entry's own code."""

    previous: str
    key: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """The signed end of the log: number and hash of its last entry."""

    seq: int
    hash: str
    key: str
    code: str


@dataclass(frozen=True, repr=False)
class Key:
    """The secret by which entries are signed; its name tells keys apart and gives nothing away."""

    secret: bytes

    @property
    def name(self) -> str:
        """Eight hexadecimal digits."""
        return hashlib.sha256(b"landstock log key" + self.secret).hexdigest()[:8]

    def sign(self, content: bytes) -> str:
        """The code of some content, in hexadecimal."""
        return hmac.digest(self.secret, content, "sha256").hex()


def read_key(path: Path) -> Key:
    """The key in a file, which is made where it is missing; for its owner alone.

    Raises
    ------
    SourceError
        Where it cannot be read or made, or is none.
    """
    narrow(path)
    try:
        secret = file_bytes(path)
    except Missing:
        return _make_key(path)
    except Unreadable as mistake:
        raise no_read(path, mistake) from None
    if len(secret) != KEY_BYTES:
        raise SourceError(
            Text(f"{path} 不是变更记录的密钥", f"{path} is no key of a change log"),
            Text(
                "请放回原来的密钥文件；确已丢失时把它移走，将另建新钥",
                "put the key back that was here; where it is lost, move this file away and a new one is made",
            ),
            file=str(path),
        )
    return Key(secret)


class KeyFile:
    """The file of a key, read again only where it is another one by now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._key: Key | None = None

    def read(self) -> Key:
        """The key, as :func:`read_key` gives it."""
        seen = self._look()
        if self._key is None or seen is None or seen != self._seen:
            self._key = read_key(self._path)
            self._seen = self._look()
        return self._key

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def known_key(path: Path) -> Key | None:
    """The key in a file; None where there is none: nothing is made.

    Raises
    ------
    SourceError
        Where it is there and cannot be read, or is none.
    """
    try:
        check_file(path)
    except Missing:
        return None
    except Unreadable as mistake:
        raise no_read(path, mistake) from None
    return read_key(path)


def _make_key(path: Path) -> Key:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return read_key(path)
    except OSError as mistake:
        raise no_write(path, mistake) from None
    secret = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(descriptor, "wb") as out:
        out.write(secret)
        out.flush()
        os.fsync(out.fileno())
    return Key(secret)


def content_of(entry: Recorded, previous: str, key: str) -> bytes:
    """All that an entry says, as it is signed."""
    return orjson.dumps(
        [
            entry.seq,
            entry.change_set,
            entry.at.isoformat(timespec="milliseconds"),
            entry.author,
            str(entry.action),
            entry.why,
            entry.undoes,
            entry.collection,
            entry.id,
            entry.before,
            entry.after,
            previous,
            key,
        ],
        # What somebody put in the place of a text is no text that was signed.
        default=str,
    )


def tie(entry: Recorded, previous: str, key: Key) -> tuple[Link, str]:
    """The link of a new entry, and its hash, which the next one holds."""
    content = content_of(entry, previous, key.name)
    code = key.sign(content)
    return Link(previous=previous, key=key.name, code=code), hash_of(content, code)


def hash_of(content: bytes, code: str) -> str:
    """The hash of an entry."""
    return hashlib.sha256(content + code.encode()).hexdigest()


def sign_head(seq: int, last: str, key: Key) -> Head:
    """The head of a log that ends with an entry of this number and hash."""
    return Head(seq=seq, hash=last, key=key.name, code=key.sign(_head_content(seq, last)))


def _head_content(seq: int, last: str) -> bytes:
    return f"head {seq} {last}".encode()


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What a look at a whole log found.

    Parameters
    ----------
    entries
        Entries that were looked at and are sound.
    bad
        Number of the first entry that is not what was written; None where all are.
    why
        What is wrong with it.
    unsigned
        Entries whose key is not here: their hashes were checked, their codes could not be.
    """

    entries: int
    bad: int | None = None
    why: Text | None = None
    unsigned: int = 0


def verify(entries: Iterable[tuple[Recorded, Link]], head: Head | None, keys: Iterable[Key]) -> Verified:
    """Look at a log from its beginning and name the first entry that is not what was written."""
    known = {key.name: key for key in keys}
    before = _Before()
    count = unsigned = vouched = 0
    for entry, link, named in _followed(entries, head):
        if entry.seq != count + 1:
            why = Text(f"第 {count + 1} 条不在", f"entry {count + 1} is missing")
            return Verified(entries=count, bad=count + 1, why=why, unsigned=unsigned)
        content, key = content_of(entry, link.previous, link.key), known.get(link.key)
        signed = None if key is None else _is_same(key.sign(content), link.code)
        own = hash_of(content, link.code)
        if signed is False or link.previous != before.hash:
            back, why = _fault(link, before, signed=signed, intact=signed or own == named)
            return Verified(entries=count - back, bad=entry.seq - back, why=why, unsigned=unsigned)
        unsigned += signed is None
        count += 1
        vouched = count if signed else vouched
        before = _Before(hash=own, previous=link.previous, signed=bool(signed))
    fault = _head_fault(head, count, before.hash, known) or _foreign(head, vouched, known)
    if fault is None:
        return Verified(entries=count, unsigned=unsigned)
    return Verified(entries=min(count, fault[0] - 1), bad=fault[0], why=fault[1], unsigned=unsigned)


@dataclass(frozen=True, kw_only=True)
class _Before:
    """The entry before: its hash, the one that it holds itself (None for the first), and whether its code was seen to be right."""

    hash: str = START
    previous: str | None = None
    signed: bool = False


def _followed(
    entries: Iterable[tuple[Recorded, Link]], head: Head | None
) -> Iterator[tuple[Recorded, Link, str | None]]:
    """Entries with the hash by which what comes after them names them."""
    before: tuple[Recorded, Link] | None = None
    for each in entries:
        if before is not None:
            yield (*before, each[1].previous)
        before = each
    if before is not None:
        yield (*before, None if head is None else head.hash)


def _fault(link: Link, before: _Before, *, signed: bool | None, intact: bool) -> tuple[int, Text]:
    """Whether an entry that does not fit is the bad one (0) or the one before it (1), and why.

    ``intact`` says that it is as it was written, by its code or by what comes after it: then it is the one before that was altered.
    """
    doubtful = before.previous is not None and not before.signed
    if doubtful and link.previous == before.previous:
        return 1, Text("后来插入的记录", "it was put in between later")
    if signed is False:
        return 0, Text("内容与签名不符", "what it says is not what was signed")
    if doubtful and intact:
        return 1, Text("与后一条不相连", "the entry after it does not follow it")
    return 0, Text("与前一条不相连", "it does not follow the entry before")


def _head_fault(head: Head | None, last: int, previous: str, known: Mapping[str, Key]) -> tuple[int, Text] | None:
    """The first entry that the head tells to be wrong, and why."""
    if head is None:
        return (1, Text("没有签名的末条记录", "the signed head of the log is missing")) if last else None
    if head.seq > last:
        return last + 1, Text(f"末尾缺失：应有 {head.seq} 条", f"the end is missing: there were {head.seq} entries")
    if head.seq < last:
        return head.seq + 1, Text("签名之后多出的记录", "it was added after the log was signed")
    if head.key in known and not _is_same(known[head.key].sign(_head_content(head.seq, head.hash)), head.code):
        # Where it names the last entry rightly, what is wrong is that there were more.
        bad = last + (head.hash == previous)
        return bad or 1, Text("末条记录的签名不符", "the head of the log is not what was signed")
    if head.hash != previous:
        return last or 1, Text("与签名的末条不符", "it is not the last entry that was signed")
    return None


def _foreign(head: Head | None, vouched: int, known: Mapping[str, Key]) -> tuple[int, Text] | None:
    """The first entry after the last one that a key of ours signed, where the head is signed by none of ours.

    Who has the file can sign all of it anew by a key that he made; the head of a log that goes on is always signed by the key of today.
    """
    if head is None or not known or head.key in known:
        return None
    return vouched + 1, Text(
        f"由此起由另一把密钥（{head.key[:8]}）签名，该密钥不在；确为旧钥的，请用 --key 给出",
        f"from here on it is signed by another key ({head.key[:8]}), which is not here; where that is an older one of yours, give it by --key",
    )


def _is_same(code: str, given: object) -> bool:
    return hmac.compare_digest(code.encode(), str(given).encode("utf-8", "replace"))
