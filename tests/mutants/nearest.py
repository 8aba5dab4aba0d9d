"""Which tests stand nearest to what: by folder or file, the quickest first, for the first that fails ends a trial."""

from __future__ import annotations

from typing import Final

# A few districts against it: all of them take longer than all other tests.
ORACLE: Final = "tests/gis/matching/test_oracle.py"
NEAREST: Final[dict[str, tuple[str, ...]]] = {
    "gis/matching/rules": (
        "tests/gis/matching/test_reasons.py",
        "tests/gis/matching/test_declared_rules.py",
        "tests/gis/matching/test_ground_words.py",
        "tests/gis/matching/test_worked_rules.py",
        "tests/gis/matching/test_rules.py",
        "tests/gis/matching/test_promises.py",
        "tests/gis/matching/test_standing.py",
        "tests/gis/matching/test_plot_of_floor.py",
        "tests/gis/matching/test_words.py",
        "tests/gis/matching/test_read_aloud.py",
        "tests/gis/matching/test_same_ground.py",
        "tests/gis/matching/relaxation/test_gaps.py",
        *(f"{ORACLE}::test_random_districts_match_as_a_plain_loop_does[{seed}]" for seed in range(4)),
        *(f"{ORACLE}::test_one_ground_under_two_records_matches_as_a_plain_loop_does[{seed}]" for seed in (200, 201)),
        f"{ORACLE}::test_a_scheme_that_extends_another_matches_as_a_plain_loop_does[100]",
        f"{ORACLE}::test_rejected_sites_are_explained_as_the_plain_loop_judges_them",
    ),
    "gis/editing": ("tests/gis/test_editing.py", "tests/api/test_together.py", "tests/api/test_editing.py"),
    "gis/query.py": (
        "tests/gis/test_query.py",
        "tests/gis/test_steps.py",
        "tests/gis/test_counts.py",
        "tests/properties/test_query.py",
    ),
    "gis/rules.py": (
        "tests/gis/test_query.py",
        "tests/gis/test_steps.py",
        "tests/gis/test_foreign_codes.py",
        "tests/gis/test_digits.py",
        "tests/properties/test_query.py",
    ),
    "gis/units.py": (
        "tests/gis/test_units.py",
        "tests/gis/test_rounding.py",
        "tests/gis/matching/test_worked_rules.py",
    ),
    "gis/cql2/masks.py": ("tests/gis/cql2/test_answers.py", "tests/properties/test_cql2.py"),
}
