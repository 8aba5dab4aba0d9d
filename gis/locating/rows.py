"""What rows without a shape say of where they lie, as it is compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from gis.columns import Rows
from gis.fields import Field
from gis.folding import Address, fold_addresses, fold_certificates, fold_codes, fold_names
from gis.intake.identifiers import says_none
from gis.layer import Layer
from gis.locating.keys import Keys
from gis.locating.lookup import Sought

_SPOILT: Final = re.compile(r"\d(?:\.\d+)?e\+?\d+|\d{6}[0-9a-z]{5,}")
"""What was a code before a spreadsheet took it for a number, or has a sign too few or too many."""


class Said(NamedTuple):
    """What a row says: each as it is compared, empty where it says nothing.

    Parameters
    ----------
    spoilt
        What stands in the place of a code and cannot be one, as it stands.
    words
        Everything as it stands.
    """

    id: str
    code: str
    certificate: str
    owner: str
    address: Address | None
    spoilt: str
    words: tuple[str, ...]

    @property
    def place(self) -> str:
        """The address without its regions, empty where there is none."""
        return self.address.place if self.address else ""


def read_rows(layer: Layer, keys: Keys, rows: Rows) -> list[Said]:
    """What some rows of a layer say."""
    codes, certificates, owners, addresses = (
        _words(layer, entry, rows) for entry in (keys.parcel_code, keys.certificate, keys.owner, keys.address)
    )
    spoilt = _originals(layer, keys, keys.parcel_code, rows)
    # What could not be read as a certificate may be one all the same.
    unread = _originals(layer, keys, keys.certificate, rows)
    certificates = [word or other for word, other in zip(certificates, unread, strict=True)]
    folded = zip(
        (layer.ids[row] for row in rows.tolist()),
        _unless_none(fold_codes(codes)),
        _unless_none(fold_certificates(certificates)),
        _unless_none(fold_names(owners)),
        (address if address.place else None for address in fold_addresses(addresses)),
        (word if _SPOILT.fullmatch(code) else "" for word, code in zip(spoilt, fold_codes(spoilt), strict=True)),
        (
            tuple(word for word in each if word)
            for each in zip(codes, spoilt, certificates, owners, addresses, strict=True)
        ),
        strict=True,
    )
    return [Said(*each) for each in folded]


def sought_by(rows: Sequence[Said]) -> Sought:
    """All words that rows are looked up by."""
    return Sought(
        codes={row.code for row in rows} - {""},
        certificates={row.certificate for row in rows} - {""},
        owners={row.owner for row in rows} - {""},
        addresses={row.place for row in rows} - {""},
    )


def _words(layer: Layer, entry: Field | None, rows: Rows) -> list[str]:
    if entry is None:
        return [""] * len(rows)
    return ["" if value is None else str(value) for value in layer.columns[entry.name].listed(rows)]


def _originals(layer: Layer, keys: Keys, entry: Field | None, rows: Rows) -> list[str]:
    return _words(layer, None if entry is None else keys.originals.get(entry.name), rows)


def _unless_none(words: Sequence[str]) -> list[str]:
    return ["" if says_none(word) else word for word in words]
