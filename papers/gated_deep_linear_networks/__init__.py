"""The note on gated deep linear networks, in its own order.

networks          section 1: nonlinear networks, the laws of their inputs, their fields
receptive_fields  section 2: gates that follow their weights
best_gates        sections 2.2 and 3.3: which gates are best
objective         section 3.3: the objective of the gates
flows             sections 3 and 4: general, exclusive and redundant gates
stochastic        section 3.2 with a step size and minibatches
evolving          section 5: gates that vary in time
claims_in_order   the claims of all files in the order of the note
experiments       the experiments of its sweeps, by name
sweeps            grids of experiments: receptive fields
"""

from papers import Paper

from .claims_in_order import CLAIMS

PAPER = Paper(
    slug="gated_deep_linear_networks",
    title="Gated deep linear networks (note)",
    citation="Note on localization in gated deep linear networks, sections 1 to 5.",
    claims=CLAIMS,
)
