"""Which gates are best for the data in a CSV file, and how much better could any be?

    python best_gates_for_a_csv.py data.csv 2

The last column is y. Without a file it writes a small one: two planes and some noise, with a column of ones as intercept.
"""

import sys
from pathlib import Path

import numpy as np

from theory.gates import optimize


def two_planes(path: Path, samples: int = 40) -> None:
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.normal(size=(samples, 2)), np.ones(samples)])
    plane = rng.normal(size=(2, 3))[rng.integers(2, size=samples)]
    y = (plane * x).sum(axis=1) + 0.1 * rng.normal(size=samples)
    np.savetxt(path, np.column_stack([x, y]), delimiter=",", header="x1,x2,one,y", comments="")


path = Path(sys.argv[1] if len(sys.argv) > 1 else "two_planes.csv")
if not path.exists():
    two_planes(path)
K = int(sys.argv[2]) if len(sys.argv) > 2 else 2

names = path.read_text(encoding="utf-8").splitlines()[0].split(",")
table = np.loadtxt(path, delimiter=",", skiprows=1)
x, y = table[:, :-1], table[:, -1]
best = optimize(x, y, K, "exclusive", seconds=30)

print(f"{path}: {len(y)} samples of {x.shape[1]} inputs, {K} gates")
print(f"loss {best.loss:.6g}, no gates go below {best.lower_bound:.6g} ({'' if best.certified else 'not '}certified)")
print(f"found by {best.method} in {best.seconds:.1f} s")
for k, (gate, w) in enumerate(zip(best.gates.T, best.weights, strict=True), 1):
    terms = " ".join(f"{v / K:+.3f} {name.strip()}" for name, v in zip(names, w, strict=False))
    print(f"gate {k}: on at {gate.sum()} samples, prediction there {terms}")
