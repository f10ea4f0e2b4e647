"""Draw the figures of the README from a run of the ledger: python docs/make_figures.py"""

from pathlib import Path

import papers
from papers.plot_style import save

HERE = Path(__file__).parent


def main(folder: Path = HERE) -> None:
    """Figure 4's constants: predicted from the initialization against learned by SGD."""
    report = papers.verify("ensemble_mask_networks", "fig-4-constants")
    save(report.figure("fig-4-constants"), folder / "learned_constants.svg")


if __name__ == "__main__":
    main()
