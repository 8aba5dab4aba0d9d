"""Why nothing is said of a project by its industry."""

from __future__ import annotations

from gis.matching.needs.project import code_title
from gis.matching.rules.industries import unmentioned
from gis.matching.rules.question import Question
from gis.text import Text


def no_industry(q: Question) -> Text:
    """Why nothing is said of a project: it names no industry, or one that the scheme does not mention."""
    code = q.project.industry_code
    if code is None:
        return Text("项目行业未知，无从对照", "the project's industry is not known")
    return unmentioned(code, code_title(q.sites.stock.catalog, "industry_code", code))
