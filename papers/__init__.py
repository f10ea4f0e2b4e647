"""The ledger: which statements of which papers hold, with computed evidence.

`papers.verify()` runs it from a notebook; `gatelemma verify` from a terminal.
"""

from .claim import Claim, Context, Paper, Statement
from .report import Report
from .run import verify
from .verdict import Evidence, Outcome, Verdict

__all__ = ["Claim", "Context", "Evidence", "Outcome", "Paper", "Report", "Statement", "Verdict", "verify"]
