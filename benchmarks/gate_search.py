"""The search for gates, in one run: time to certify against the number of points and against SCIP, and quality at equal time.

Recipe: clusterwise regression with two inputs and an intercept (n = 3), inputs and the K planes' coefficients standard
normal, labels uniform, noise sigma; seeds 0 to 9, medians. One process, one BLAS thread; seconds of the processor beside
seconds of the wall, for a machine that others use too. Growth is the slope of log(seconds) against N.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from gate_certify import certify, plot, scip
from gate_quality import flip_against_refit, large, quality

from papers.plot_style import draw, save

PARTS = ("large", "flip", "quality", "certify", "scip")
QUALITY = ((200, 3, 3, 0.5, 1.0), (1000, 5, 5, 1.0, 3.0), (4000, 6, 6, 0.5, 5.0))  # U, K, n, sigma, seconds
LARGE_CASES = (("halfspace", 0.3), ("exclusive", 0.5), ("exclusive", 1.0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60.0, help="of the wall, for one of our proofs")
    parser.add_argument("--scip-seconds", type=float, default=20.0, help="of the wall, for one of SCIP's")
    parser.add_argument("--large-seconds", type=float, default=50.0, help="of the wall, on the large data")
    parser.add_argument("--largest", type=float, default=1.0, help="share of the largest N to go to")
    parser.add_argument("--plot", type=Path)
    chosen = parser.parse_args()
    if "large" in chosen.parts:
        for family, sigma in LARGE_CASES:
            large(family, sigma, chosen.large_seconds)
    if "flip" in chosen.parts:
        flip_against_refit()
    if "quality" in chosen.parts:
        for case in QUALITY:
            quality(*case, chosen.seeds)
    curves = certify(chosen.seeds, chosen.seconds, chosen.largest) if "certify" in chosen.parts else []
    curves += scip(chosen.seeds, chosen.scip_seconds) if "scip" in chosen.parts else []
    if chosen.plot is not None and curves:
        save(draw(plot, curves), chosen.plot)
        print(f"wrote {chosen.plot}")


if __name__ == "__main__":
    main()
