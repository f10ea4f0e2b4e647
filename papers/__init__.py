"""The ledger: which statements of which papers hold, with computed evidence.

`papers.verify()` runs it from a notebook; `gatelemma verify` from a terminal.
"""

import os

from .ledger.claim import Claim, Context, Paper, Statement
from .ledger.report import Report
from .ledger.run import verify
from .ledger.verdict import Evidence, Outcome, Verdict

os.environ.setdefault("SYMPY_GROUND_TYPES", "python")  # an installed python-flint would change SymPy's ground types

__all__ = ["Claim", "Context", "Evidence", "Outcome", "Paper", "Report", "Statement", "Verdict", "verify"]
