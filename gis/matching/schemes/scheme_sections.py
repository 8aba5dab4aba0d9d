"""The sections of a scheme, each with the file that it stands in: its own, or that of the scheme which it extends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gis.errors import SchemeError
from gis.matching.scheme.scheme import Base
from gis.reading.files import open_toml
from gis.reading.reader import Reader
from gis.written import SCHEMES, Written

SchemeReader = Reader[SchemeError]


def open_scheme(path: Path, written: Written) -> SchemeReader:
    """The reader of a scheme's file, as it was read.

    Raises
    ------
    SchemeError
        Where it is missing, no file or no TOML.
    """
    return open_toml(SchemeError, path, written, name=f"{SCHEMES}/{path.name}")


@dataclass(frozen=True)
class Sections:
    """The sections of a scheme.

    Parameters
    ----------
    own
        The reader of the scheme's own file.
    above
        By section, the reader of the file that a section is taken from which the scheme leaves out.
    base
        Id and version of the scheme that it extends.
    """

    own: SchemeReader
    above: Mapping[str, SchemeReader] = field(default_factory=dict)
    base: Base | None = None

    def __contains__(self, key: str) -> bool:
        return key in self.reader(key)

    def reader(self, key: str) -> SchemeReader:
        """The reader of the file in which a section stands."""
        return self.above.get(key, self.own)

    def entries(self, key: str, *, needed: bool = True) -> list[SchemeReader]:
        """The entries of an array of tables; none where it is not needed and absent.

        Raises
        ------
        SchemeError
            Where it is none, or missing.
        """
        return self.reader(key).parts(key) if needed or key in self else []

    def section(self, key: str) -> SchemeReader:
        """The reader of a table.

        Raises
        ------
        SchemeError
            Where it is none, or missing.
        """
        return self.reader(key).part(key)
