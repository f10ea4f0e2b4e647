# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: jupytext,-jupytext.text_representation,-kernelspec
# ---

# %% [markdown]
# # Why the weights become diag(1/c) c, and which c
#
# A mask network with one hidden layer of one copy a node computes $y = W_2\,(A \odot W_1)\,x$, $W_2$ diagonal, and is
# trained towards $A x$ for random masks $A$. Figure 4 of *Ensemble Mask Networks* (arXiv:2309.06382) shows what it
# learns: every row of $W_1$ is a constant $c_i$, and $W_2$ holds $1/c_i$. The constants have either sign and fall with
# $n$.
#
# **Question.** Why this form, and which constants? The paper observes them; here they are computed from the
# initialization, before any training.

# %%
# %matplotlib inline
import matplotlib.style
import numpy as np
import sympy as sp
from IPython.display import Markdown
from matplotlib.figure import Figure

import papers
from papers.ledger.intervals import log_slope, standard_error
from papers.plot_style import STYLE
from sims.emn import train_batch
from theory import emn, numpy_function

matplotlib.style.use(STYLE)
rng = np.random.default_rng(0)

# %% [markdown]
# ## Why this form
#
# A derivation here is a list of equations with their rules. Each is checked when it is shown, and says how: by
# expansion, by simplification, or as a hypothesis that is *given*.

# %%
form = emn.learned_weights_derivation((1,))
assert form.proved
Markdown(form.to_markdown())

# %% [markdown]
# So zero loss fixes the form and leaves one number a row free: $c_i$ and $1/c_i$ on any scale. The loss cannot choose
# among them. The path of training does.
#
# ## Which constants
#
# The loss of a row depends on its first-layer weights $w$ and its later weight $d$ only through the product $d\,w$.
# Under gradient flow $\kappa = |w|^2 - d^2$ then never changes, and at the end $w = c\,\mathbf 1$, $d = 1/c$.

# %%
constants = emn.learned_constants_derivation()
assert constants.proved
Markdown(constants.to_markdown())

# %% [markdown]
# The sign is that of $d$ plus the part of $w$ along the growing direction: the margin. The derivation says where that
# is certain under the flow.

# %%
signs = emn.constant_sign_derivation()
assert signs.proved
Markdown(signs.to_markdown())

# %% [markdown]
# ## The closed form as a NumPy function
#
# The positive root of $n c^4 - \kappa c^2 - 1 = 0$, and $\kappa$ from the initial weights. `emn.learned_constants` is
# the same with the sign, for any depth.

# %%
kappa, n = sp.symbols("kappa n", real=True)
square = numpy_function([kappa, n], (kappa + sp.sqrt(kappa**2 + 4 * n)) / (2 * n))

net = emn.Architecture(n=10, copies=(1,))
start = net.init(rng)
w, d = start.layers[0], start.layers[1][:, 0, 0]
c = emn.learned_constants(net, start)
assert np.max(np.abs(square(np.sum(w**2, axis=1) - d**2, net.n) - c**2)) < 1e-14  # rounding: c^2 is about 0.3
print("predicted constants, n = 10:", np.round(c, 3))

# %% [markdown]
# ## Simulation
#
# SGD as in the paper (learning rate 0.1, four batches of $2n$ inputs a mask) from random starts: 12 networks for each
# $n$, each row of which is one experiment.

# %%
SIZES, NETWORKS = (5, 10, 20, 40), 12


def trained(size, count, **options):
    """Networks (1): the constants predicted at the start, the margins of their signs, and the trained rows."""
    net = emn.Architecture(size, (1,))
    rngs = rng.spawn(count)
    starts = [net.init(r) for r in rngs]
    ends = train_batch(net, starts, rngs=rngs, masks=emn.PaperMasks(size, size=400, order="random"), **options)
    predicted = np.array([emn.learned_constants(net, s) for s in starts])
    margin = np.array([emn.sign_margin(net, s) for s in starts])
    return predicted, margin, np.array([end.params.layers[0] for end in ends])


runs = {size: trained(size, NETWORKS, meta_epochs=2) for size in SIZES}
for size, (predicted, margin, rows) in runs.items():
    learned = rows.mean(axis=2)
    assert np.max(np.ptp(rows, axis=2)) < 1e-2 * np.min(np.abs(learned))  # each row is a constant, to 1 %
    off, agree = np.max(np.abs(np.abs(learned) - np.abs(predicted))), np.sign(learned) == np.sign(predicted)
    assert off < 0.02
    assert np.all(agree[np.abs(margin) > 0.2])
    print(f"n = {size:2d}: |c| off by at most {off:.4f}; signs right in {agree.mean():.1%} of {agree.size} rows")
    large = np.mean(np.abs(margin) > 0.2)
    assert large > 0.5
    print(f"        margins from {margin.min():.1f} to {margin.max():.1f}, {large:.0%} of them above 0.2 in size")

# %% [markdown]
# On the left every row: theory is the line, and a point is one row of one network, without a bar; the few points off the
# line are rows of the other sign.
# On the right sizes in units of $n^{-1/4}$, the law of the last step of the derivation: the line is the mean of the
# prediction over 200 initializations, points are means over networks with three standard errors. What they are above
# the line is the price of the step size, measured below.

# %%
figure = Figure(figsize=(9, 3.6))
left, right = figure.subplots(1, 2)
left.axline((0, 0), slope=1, color="black", label="theory")
for size, (predicted, _, rows) in runs.items():
    left.plot(predicted.ravel(), rows.mean(axis=2).ravel(), "o", ms=3, alpha=0.6, label=f"n = {size}")
left.set(xlabel="$c$ predicted from the initialization", ylabel="$c$ learned")
left.legend()

grid = np.unique(np.round(np.geomspace(4, 50, 12)).astype(int))
nets = [emn.Architecture(int(size), (1,)) for size in grid]
line = [np.mean([np.log(np.abs(emn.learned_constants(net, net.init(rng)))) for _ in range(200)]) for net in nets]
right.semilogx(grid, np.exp(line) * grid**0.25, color="black", label="theory")
right.axhline(1, color="black", ls=":", label=r"$|c| = n^{-1/4}$")
means = np.array([np.log(np.abs(rows.mean(axis=2))).mean(axis=1) for *_, rows in runs.values()])
middle, error = means.mean(axis=1), standard_error(means, axis=1)
scaled = np.exp(middle) * np.array(SIZES) ** 0.25
right.errorbar(SIZES, scaled, 3 * error * scaled, fmt="o", label=f"{NETWORKS} networks, three standard errors")
right.set(xlabel="$n$", ylabel=r"$n^{1/4} \exp\langle\log |c|\rangle$", ylim=(0.95, 1.05))
right.set_xticks(SIZES, SIZES)
right.minorticks_off()
right.legend()

expected = np.interp(np.log(SIZES), np.log(grid), line)
assert np.all(np.abs(middle - expected) < 4 * error + 0.02)  # 0.02: what the step size costs, below
figure

# %% [markdown]
# ## What breaks it
#
# **The step size.** The flow conserves $\kappa$, which is $K$ here, and one step of size $\eta$ changes it:

# %%
conserved = emn.conserved_derivation()
assert conserved.proved
Markdown(conserved.to_markdown())

# %% [markdown]
# Over a training of fixed length that adds up to something of order $\eta$: the error must halve with the learning
# rate. The same training at smaller steps, with three standard errors: on the left the mean error of $c^2$ at $n = 5$;
# on the right what $|c|$ is above its prediction at $n = 20$.

# %%
RATES = (0.2, 0.1, 0.05, 0.025)


def against_rates(size, count, off):
    """Mean over `count` networks of off(learned, predicted) at each learning rate, its standard error, its order."""
    means, errors = [], []
    for lr in RATES:
        predicted, _, rows = trained(size, count, lr=lr, meta_epochs=round(0.2 / lr))
        per_network = np.mean(off(rows.mean(axis=2), predicted), axis=1)
        means.append(per_network.mean())
        errors.append(standard_error(per_network))
    return np.array(means), np.array(errors), log_slope(RATES, means)


def draw_order(axes, means, errors, label):
    axes.loglog(RATES, means[-1] * np.array(RATES) / RATES[-1], color="black", label="order of the theory: slope 1")
    axes.errorbar(RATES, means, 3 * errors, fmt="o", label=label)
    axes.set_xticks(RATES, RATES)
    axes.set_yticks(means, [f"{value:.2g}" for value in means])
    axes.minorticks_off()
    axes.set_xlabel(r"learning rate $\eta$")
    axes.legend()


figure = Figure(figsize=(9, 3.4))
left, right = figure.subplots(1, 2)
deviation, error, slope = against_rates(5, 60, lambda c, predicted: np.abs(c**2 - predicted**2))
assert abs(slope - 1) < 0.15, slope
draw_order(left, deviation, error, f"60 networks, n = 5: slope {slope:.2f}")
left.set_ylabel(r"$\langle|c^2 - c^2_{\mathrm{predicted}}|\rangle$")
excess, error, slope = against_rates(20, NETWORKS, lambda c, predicted: np.log(np.abs(c / predicted)))
assert np.all(excess > 5 * error)  # it is there
assert abs(slope - 1) < 0.05, slope  # and in proportion to the step
draw_order(right, excess, error, f"{NETWORKS} networks, n = 20: slope {slope:.2f}")
right.set_ylabel(r"$\langle\log |c / c_{\mathrm{predicted}}|\rangle$")
figure

# %% [markdown]
# **A margin near 0.** The sign rule is for the flow. The noise of the first masks turns a row whose margin is small;
# above, no row with a margin over 0.2 was turned, and most rows have one.
#
# **Several copies.** With two copies a node, zero loss fixes only the product of the layers. No single constant is
# left to predict, the function says so, and the trained rows are not constant.

# %%
net = emn.Architecture(5, (2,))
start = net.init(rng)
try:
    emn.learned_constants(net, start)
    refused = ""
except ValueError as error:
    refused = str(error)
assert "copies must be () or all 1" in refused
print(refused)

(end,) = train_batch(net, [start], rngs=[rng], meta_epochs=4)
assert np.max(np.abs(emn.effective_weights(net, end.params) - 1)) < 1e-6  # it has learned the product A x
assert np.median(np.ptp(end.params.layers[0], axis=1)) > 0.2  # with rows that are far from constant

# %% [markdown]
# **The printed matrix.** The first row of Figure 4 (1) reads $c_1, c_2, \dots, c_1$. The ledger tests the matrix by
# symbols and by training, as printed and with constant rows:

# %%
result = papers.verify("ensemble_mask_networks", claim="fig-4-one").claim("fig-4-one")
assert result.verdict == "corrected"
print(result.verdict, "by", result.oracle)
Markdown(f"Printed: ${result.printed}$\n\nCorrected: ${result.corrected}$")
