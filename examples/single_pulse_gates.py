"""Which gates tell short pulses on a ring from long ones? The four families, on the exact law of the inputs.

python single_pulse_gates.py
"""

from theory.gates import optimize
from theory.inputs import Mixture, SinglePulse

SITES, SHORT, LONG, K = 4, (1, 2), (3, 3), 2

x, y, p = Mixture(SinglePulse(SITES, *SHORT), SinglePulse(SITES, *LONG)).support
x, p = x.astype(float), p.astype(float)
print(f"single pulses on {SITES} sites: y = 1 at lengths {SHORT}, y = 0 at lengths {LONG}")

for family, gates in (("exclusive", K), ("table", 1), ("halfspace", K), ("equivariant", SITES)):
    best = optimize(x, y, gates, family, sample_weight=p, seconds=20)
    state = "certified" if best.certified else f"at least {best.lower_bound:.4g}"
    print(f"{family:12s} K = {gates}: loss {best.loss:.6f}, {state}, {best.method}")
    if best.directions is not None:
        print("  directions:", *(" ".join(f"{v:+.2f}" for v in row) + ";" for row in best.directions))
