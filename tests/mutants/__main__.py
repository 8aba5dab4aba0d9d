"""``python -m tests.mutants``: draws mutants, tries them and says which survived; fails where too few are killed."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path

from tests.mutants.nearest import NEAREST
from tests.mutants.trials import Trial, drawn, tried

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Try the mutants that are asked for; 0 where enough were killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="how many mutants (300)")
    parser.add_argument("--seed", type=int, default=1, help="of the draw (1)")
    parser.add_argument("--least", type=float, default=85, help="percent that must be killed (85)")
    parser.add_argument("--only", default="", help="folders or files of the list that begin so")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="trials at once (one a core)")
    asked = parser.parse_args(arguments)
    places = {place: tests for place, tests in NEAREST.items() if place.startswith(asked.only)}
    started = time.monotonic()
    trials = []
    for trial in tried(ROOT, drawn(ROOT, places, asked.count, asked.seed), asked.jobs):
        trials.append(trial)
        if not trial.killed:
            sys.stdout.write(f"survived  {trial.mutant.file}:{said(trial)}\n")
            sys.stdout.flush()
    killed = sum(trial.killed for trial in trials)
    share = 100 * killed / max(1, len(trials))
    sys.stdout.write("".join(f"{line}\n" for line in by_file(trials)))
    sys.stdout.write(
        f"{killed} of {len(trials)} killed, {share:.1f} % (at least {asked.least:g} %), in {time.monotonic() - started:.0f} s, "
        f"{sum(trial.seconds for trial in trials) / max(1, len(trials)):.1f} s a mutant, seed {asked.seed}\n"
    )
    return 0 if share >= asked.least else 1


def said(trial: Trial) -> str:
    """Where a mutant's change stands, and what it is."""
    return trial.mutant.change.words((ROOT / trial.mutant.file).read_bytes())


def by_file(trials: list[Trial]) -> list[str]:
    """Killed of all, a line a file."""
    every = Counter(trial.mutant.file for trial in trials)
    killed = Counter(trial.mutant.file for trial in trials if trial.killed)
    return [f"{killed[file]:4} of {count:3}  {file}" for file, count in sorted(every.items())]


if __name__ == "__main__":
    sys.exit(main())
