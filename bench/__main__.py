"""``make bench SIZE=10k PEERS=postgis,geopandas``: set up, compare, time, print, write the document."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from bench.document import printed, write
from bench.figures import Measured, size_words
from bench.folder import ROOT, SIZES
from bench.measure import AGAIN, PEERS, measure


def main() -> None:
    """Run the benchmark for one size."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", default="10k", help=f"one of {', '.join(SIZES)}")
    parser.add_argument("--peers", default=",".join(PEERS), help="commas between; default: all")
    parser.add_argument(
        "--only", choices=list(AGAIN), help="read these workloads anew and keep the rest of the size's last run"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--heading", default="", help="a line above the figures, such as what else the machine did")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "reference", help="folder of the document")
    given = parser.parse_args()
    peers = [peer.strip().lower() for peer in given.peers.split(",") if peer.strip()]
    if given.size.lower() not in SIZES:
        parser.error(f"no size {given.size}; sizes: {', '.join(SIZES)}")
    if strange := sorted(set(peers) - set(PEERS)):
        parser.error(f"no peer {', '.join(strange)}; peers: {', '.join(PEERS)}")
    if given.rounds < 1:
        parser.error("at least one round")
    # Ended from outside, a run still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if given.only:
        kept = given.into / "performance" / f"{size_words(SIZES[given.size.lower()])}.json"
        if not kept.is_file():
            parser.error(f"no run of {given.size} is kept below {given.into}")
        print(f"written: {write(AGAIN[given.only](Measured.read(kept), given.rounds), given.into)}")
        return
    found = measure(SIZES[given.size.lower()], peers, given.rounds, given.heading)
    print(printed(found))
    print(f"\nwritten: {write(found, given.into)}")


if __name__ == "__main__":
    main()
