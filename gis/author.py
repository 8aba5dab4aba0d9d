"""Whose change it is where nobody signed in: the user of the system that runs the program."""

from __future__ import annotations

import getpass
import os


def system_user() -> str:
    """The name of the system's user, its number where it has no name.

    >>> bool(system_user())
    True
    """
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
