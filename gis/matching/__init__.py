"""Which sites suit which project, with reasons: constraints, criteria, scheme, explanation."""

from gis.matching.matches import match
from gis.matching.offers import best_projects
from gis.matching.project import Project
from gis.matching.report import Match, MatchReport
from gis.matching.scheme import Scheme, pick_scheme
from gis.matching.scheme_file import load_schemes, read_scheme

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
