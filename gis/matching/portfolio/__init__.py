"""Portfolio: all projects against all places at once, nothing used twice.

Examples
--------
The demonstration district, where the project stands:

>>> from pathlib import Path
>>> from gis.folder import open_folder
>>> from gis.matching import load_schemes, pick_scheme
>>> from gis.matching.portfolio import PortfolioQuestion, assign
>>> folder = Path("layers")
>>> found = assign(open_folder(folder), pick_scheme(load_schemes(folder), "default"), PortfolioQuestion(unlocks=False))
>>> found.counts.placed + found.counts.unplaced == found.counts.projects
True
>>> all(aim.objective <= aim.bound for aim in found.aims)
True
"""

from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import Ban, Pin, PortfolioQuestion
from gis.matching.portfolio.report import Portfolio
from gis.matching.portfolio.scenario import Scenario
from gis.matching.portfolio.scenario_file import load_scenarios, pick_scenario, read_scenario, scenario_of

__all__ = [
    "Ban",
    "Pin",
    "Portfolio",
    "PortfolioQuestion",
    "Scenario",
    "assign",
    "load_scenarios",
    "pick_scenario",
    "read_scenario",
    "scenario_of",
]
