"""Joined sites: neighbouring parcels, and adjoining floors, that together do what none of them does alone."""

from __future__ import annotations
