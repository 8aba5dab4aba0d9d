"""Joined sites: neighbouring parcels, and adjoining floors, that together do what none of them does alone."""

from __future__ import annotations

from gis.matching.assembly.assemblies import Assemblies, assemblies, best_joined, ranked_joined
from gis.matching.assembly.explaining import Assembly
from gis.matching.assembly.joined import Joined, Member, Ranked

__all__ = ["Assemblies", "Assembly", "Joined", "Member", "Ranked", "assemblies", "best_joined", "ranked_joined"]
