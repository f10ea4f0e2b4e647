"""How does the best loss fall with the number of gates, with and without overlap?

python loss_against_K.py [FIGURE.png]
"""

import sys

from theory.gates import optimize
from theory.inputs import Mixture, SinglePulse

x, y, p = Mixture(SinglePulse(4, 1, 2), SinglePulse(4, 3, 4)).support
x, p = x.astype(float), p.astype(float)

curves = {}
for family, most in (("exclusive", 4), ("table", 2)):
    curves[family] = [optimize(x, y, K, family, sample_weight=p, seconds=20) for K in range(1, most + 1)]
    for K, best in enumerate(curves[family], 1):
        print(f"{family:10s} K = {K}: loss {best.loss:.6f}, bound {best.lower_bound:.6f}")

if len(sys.argv) > 1:
    from matplotlib.figure import Figure

    from papers.plot_style import save, style

    with style():
        figure = Figure()
        axes = figure.subplots()
        for family, found in curves.items():
            axes.plot(range(1, len(found) + 1), [best.loss for best in found], "o-", label=family)
        axes.set(xlabel="gates $K$", ylabel=r"least loss $\langle(\hat y - y)^2\rangle$")
        axes.legend()
    save(figure, sys.argv[1])
