"""What does the best half-space gate for the nonlinear Gaussian process look like: local, or a wave around the ring?

python nlgp_halfspaces.py
"""

import numpy as np

from theory.gates import optimize
from theory.gdln import inverse_participation_ratio
from theory.inputs import NLGP, Mixture

SITES, XI, SAMPLES = 12, (2, 1), 8000

for gain in (3.0, 0.01):
    law = Mixture(NLGP(SITES, XI[0], gain), NLGP(SITES, XI[1], gain))
    x, y = law.sample(0, SAMPLES)
    for K in (1, 2):
        best = optimize(x, y, K, "halfspace", method="gradient", budget=4)
        print(f"gain {gain:g}, K = {K}: loss {best.loss:.4f}, no half-spaces go below {best.lower_bound:.4f}")
        for v in best.directions:
            shape = " ".join(f"{value:+.2f}" for value in v / np.abs(v).max())
            print(f"  v = {shape}, inverse participation ratio {inverse_participation_ratio(v):.2f}")
