"""Draw the figures of the README from a run of the ledger: python docs/make_figures.py"""

from pathlib import Path

import matplotlib as mpl

import papers
from papers.ledger.registry import find_claim, load_paper

HERE = Path(__file__).parent


def main() -> None:
    """Figure 4's constants: predicted from the initialization against learned by SGD."""
    result = papers.verify("ensemble_mask_networks", "fig-4-constants").claim("fig-4-constants")
    claim = find_claim(load_paper("ensemble_mask_networks")[0], result.id)
    if claim.plot is None:
        raise SystemExit("the claim fig-4-constants has no plot")
    with mpl.rc_context({"svg.hashsalt": result.id}):
        claim.plot(result.data).savefig(HERE / "learned_constants.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
