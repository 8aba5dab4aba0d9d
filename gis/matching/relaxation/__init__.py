"""Least relaxation: the cheapest changes of a requirement or of plots by which more sites fit, and why a named site does not.

Examples
--------
>>> from pathlib import Path
>>> from gis.folder import open_folder
>>> from gis.matching import Project, load_schemes, pick_scheme
>>> from gis.matching.relaxation import relaxations
>>> folder = Path("layers")
>>> inventory = open_folder(folder)
>>> demand = {"needs": "land", "industry_code": "3332", "pollution_class": "2", "land_area_min_m2": 20_000}
>>> project = Project.from_demand(demand, inventory.catalog)
>>> relaxations(inventory, project, pick_scheme(load_schemes(folder), "default")).changes
()
"""

from gis.matching.relaxation.relaxing import relaxations
from gis.matching.relaxation.report import Change, Relaxations, Step, WhyNot
from gis.matching.relaxation.whynot import why_not, why_nots

__all__ = ["Change", "Relaxations", "Step", "WhyNot", "relaxations", "why_not", "why_nots"]
