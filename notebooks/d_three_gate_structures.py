# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: jupytext,-jupytext.text_representation,-kernelspec
# ---

# %% [markdown]
# # One flow, three gate structures
#
# The note on gated deep linear networks trains $\hat y(x) = \frac1K \sum_k g_k(x)\, w_k \cdot x$ with fixed gates
# $g_k(x) \in \{0, 1\}$ and solves the gradient flow for general gates (section 3.3), exclusive gates (3.4) and
# redundant gates (3.5). Its section 4, the experiments, is empty.
#
# **Question.** How do the weights move, are the three solutions one, and do networks follow them?

# %%
# %matplotlib inline
import matplotlib.style
import numpy as np
from IPython.display import Markdown
from matplotlib.figure import Figure
from scipy.integrate import solve_ivp

import papers
from papers.ledger.intervals import standard_error
from papers.plot_style import STYLE
from sims.gdln import train
from theory import GatedRegression, gdln, gradient_descent, gradient_flow, numpy_function
from theory.gdln.flows import general_flow

matplotlib.style.use(STYLE)
rng = np.random.default_rng(0)

# %% [markdown]
# ## Derivation
#
# With gated features $\tilde x = g(x) \otimes x$ the prediction is linear, and second moments
# $A = \langle \tilde x \tilde x^\top\rangle$, $b = \langle \tilde x y\rangle$ decide everything:
# $\tau \dot w = \frac1K\left(b - \frac1K A w\right)$. In the eigenbasis of $A$ the modes separate.

# %%
general = gdln.general_flow_derivation()
assert general.proved
Markdown(general.to_markdown())

# %% [markdown]
# **Exclusive gates**, never two on at one input: $A$ is block diagonal, and each gate is a least-squares problem on
# its own data.

# %%
exclusive = gdln.exclusive_flow_derivation()
assert exclusive.proved
Markdown(exclusive.to_markdown())

# %% [markdown]
# **Redundant gates**, $m$ copies of one: their differences stay for ever, their mean moves $m$ times as fast to $1/m$
# of the limit.

# %%
redundant = gdln.redundant_flow_derivation()
assert redundant.proved
Markdown(redundant.to_markdown())

# %% [markdown]
# ## The closed form as a NumPy function
#
# One mode of the derivation, as a function of arrays; in the eigenbasis it is the whole flow. `gradient_flow` is this
# with care for small and zero eigenvalues. An independent integrator of the loss's own gradient must agree with it.

# %%
s = general_flow
mode = numpy_function([s.lam, s.c, s.u0, s.t, s.K, s.tau], s.mode())

POINTS, SITES = 24, 3
x, y = rng.normal(size=(POINTS, SITES)), np.arange(POINTS) % 2
structures = {
    "general": (x @ rng.normal(size=(SITES, 3)) >= 0).astype(int),  # half-spaces, which overlap
    "exclusive": (np.argmax(x, axis=1)[:, None] == np.arange(SITES)).astype(int),  # the largest site's gate is on
    "redundant": np.repeat((x[:, :1] >= 0).astype(int), 3, axis=1),  # three copies of one gate
}
K, HORIZON = 3, 36.0
w0 = 0.5 * rng.normal(size=(K, SITES))
t = np.linspace(0, HORIZON, 61)

problem = GatedRegression.from_samples(x, y, structures["general"])
values, P = np.linalg.eigh(problem.A)
by_modes = mode(values, P.T @ problem.b, P.T @ w0.ravel(), HORIZON, K, 1.0) @ P.T
assert np.max(np.abs(by_modes.reshape(K, SITES) - gradient_flow(problem, w0, HORIZON))) < 1e-12


def velocity(_, w):
    """Minus the gradient of 1/2 <(yhat - y)^2>, from the model alone."""
    g = structures["general"]
    residual = np.sum(g * (x @ w.reshape(K, SITES).T), axis=1) / K - y
    return -((g * residual[:, None]).T @ x).ravel() / (K * POINTS)


integrated = solve_ivp(velocity, (0, HORIZON), w0.ravel(), t_eval=t, method="DOP853", rtol=1e-12, atol=1e-12)
predicted = gradient_flow(problem, w0, t).reshape(len(t), -1)
assert np.max(np.abs(predicted - integrated.y.T)) < 1e-9  # the integrator's tolerance times its horizon

# %% [markdown]
# The two special cases are the same flow, computed with less: blocks of size $n$, and one gate for each group of
# copies.

# %%
blocks = gdln.ExclusiveRegression.from_samples(x, y, structures["exclusive"])
groups = gdln.GateGroups.from_samples(x, y, structures["redundant"])
lines = {
    "general": gradient_flow(problem, w0, t),
    "exclusive": gdln.exclusive_flow(blocks, w0, t),
    "redundant": gdln.redundant_flow(groups, w0, t),
}
for name, gates in structures.items():
    same = gradient_flow(GatedRegression.from_samples(x, y, gates), w0, t)
    assert np.max(np.abs(lines[name] - same)) < 1e-12
spread = lines["redundant"] - lines["redundant"].mean(axis=1, keepdims=True)
assert np.max(np.abs(spread - spread[0])) < 1e-12  # differences between copies stay

# %% [markdown]
# ## Simulation
#
# Minibatch SGD of four points a step, 100 runs from the same start. Points are means with three standard errors. Their
# expectation is descent on the whole population, exactly, which is off from the flow by the order of the step size; it
# must hold to the error bar.

# %%
RUNS, LR = 100, 0.2
steps = round(HORIZON / LR)
record = np.linspace(0, steps, 9).astype(int)[1:]
figure = Figure(figsize=(10, 3.6))
panels = figure.subplots(1, 3, sharey=True)
colours = [f"C{i}" for i in range(K)]
for axes, (name, gates) in zip(panels, structures.items(), strict=True):
    start = np.tile(w0, (RUNS, 1, 1))
    runs = train(x, y, gates, start, lr=LR, steps=steps, batch=4, record=record.tolist(), rng=rng)
    mean, error = runs.mean(axis=1), standard_error(runs, axis=1)
    expected = gradient_descent(GatedRegression.from_samples(x, y, gates), w0, record, LR)
    z = (mean - expected) / error
    assert np.max(np.abs(z)) < 6  # 72 of them, 100 runs each: 6 standard errors less than once in 10^5
    for k, colour in enumerate(colours):
        for i in range(SITES):
            axes.plot(t, lines[name][:, k, i], color=colour, label=f"gate {k + 1}" if i == 0 else None)
            axes.errorbar(record * LR, mean[:, k, i], 3 * error[:, k, i], fmt="o", ms=3, color=colour)
    axes.set(title=name, xlabel=r"$t / \tau$, for SGD steps times learning rate")
panels[0].set_ylabel("weights $w_{ki}$")
figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=K)
figure

# %% [markdown]
# ## What breaks it
#
# **The printed equation.** Eq. (4) of the note lost the $1/K$ of the model, and Eq. (10) inherits it: it is right for
# $K = 1$ only. The limit is not $A^{-1} b$ but $K A^{-1} b$.

# %%
report = papers.verify("gated_deep_linear_networks", claim="eq-10")
result = report.claim("eq-10")
assert result.verdict == "corrected"
print(f"{result.verdict}, {result.evidence}: {result.counterexample}")
Markdown(f"Printed: ${result.printed}$\n\nCorrected: ${result.corrected}$")

# %% [markdown]
# **Gates that overlap a little.** One shared input is enough for the block form to be wrong; it is refused with that
# input named.

# %%
overlapping = structures["exclusive"].copy()
overlapping[0] = 1
try:
    gdln.ExclusiveRegression.from_samples(x, y, overlapping)
    refused = ""
except ValueError as error:
    refused = str(error)
assert "gates must be exclusive" in refused
print(refused)

# %% [markdown]
# **Null modes.** Redundant gates make $A$ singular. Then $w(\infty)$ depends on the start, and only the start at 0
# ends at the solution of least norm.

# %%
copies = GatedRegression.from_samples(x, y, structures["redundant"])
assert np.linalg.matrix_rank(copies.A) == SITES  # of K * SITES
from_zero, elsewhere = (gradient_flow(copies, start, np.inf) for start in (0 * w0, w0))
assert np.max(np.abs(from_zero - copies.minimum_norm_weights)) < 1e-12
assert np.max(np.abs(elsewhere - from_zero)) > 0.1
assert abs(copies.loss(elsewhere) - copies.loss(from_zero)) < 1e-12  # the loss does not see it
