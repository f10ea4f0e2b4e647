"""The ledger: which statements of which papers hold, with computed evidence.

`papers.verify()` runs it from a notebook; `gatelemma verify` from a terminal.

ensemble_mask_networks      the claims of the paper on ensemble mask networks
gated_deep_linear_networks  the claims of the note
ledger                      claims, verdicts and the run that computes them
pages                       what a run looks like: terminal, HTML, LaTeX
plot_style                  how figures look
commands                    the commands of `gatelemma`
cli                         the command itself
"""

import os

from .ledger.claim import Claim, Origin, Paper, Statement
from .ledger.context import Context
from .ledger.report import Report
from .ledger.run import verify
from .ledger.verdict import Evidence, Outcome, Verdict

os.environ.setdefault("SYMPY_GROUND_TYPES", "python")  # an installed python-flint would change SymPy's ground types

__all__ = ["Claim", "Context", "Evidence", "Origin", "Outcome", "Paper", "Report", "Statement", "Verdict", "verify"]
