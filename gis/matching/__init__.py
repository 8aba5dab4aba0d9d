"""Which sites suit which project, with reasons: rules, criteria, scheme, explanation.

Examples
--------
A demand against the demonstration district, where the project stands:

>>> from pathlib import Path
>>> from gis.folder import open_folder
>>> from gis.matching import Project, load_schemes, match, pick_scheme
>>> folder = Path("layers")
>>> inventory = open_folder(folder)
>>> demand = {"needs": "land", "industry_code": "3332", "pollution_class": "2", "land_area_min_m2": 20_000}
>>> project = Project.from_demand(demand, inventory.catalog)
>>> report = match(inventory, project, pick_scheme(load_schemes(folder), "default"), top=3)
>>> [each.rank for each in report.matches]
[1, 2, 3]
>>> sum(report.counts.values()) == report.considered["land"]
True
>>> report.funnel["land"][0].title.en
'land use'
"""

from gis.matching.needs.project import Project
from gis.matching.ranking.matches import match
from gis.matching.ranking.offers import best_projects
from gis.matching.ranking.report import Match, MatchReport
from gis.matching.scheme.scheme import Scheme, pick_scheme
from gis.matching.schemes.scheme_file import load_schemes, read_scheme

__all__ = [
    "Match",
    "MatchReport",
    "Project",
    "Scheme",
    "best_projects",
    "load_schemes",
    "match",
    "pick_scheme",
    "read_scheme",
]
