# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: jupytext,-jupytext.text_representation,-kernelspec
# ---

# %% [markdown]
# # Which gates are best
#
# Eq. (15) of the note on gated deep linear networks is the least loss of a gating structure. The note asks how to
# choose the gates that minimize it, leaves that open ("I will have to think more about this"), and guesses at gates
# that tile the space without overlap.
#
# **Question.** Which gates are best for given inputs, how good can any gates be, and is the guess right?

# %%
# %matplotlib inline
import matplotlib.style
import numpy as np
from IPython.display import Markdown
from matplotlib.figure import Figure

from papers.ledger.intervals import standard_error
from papers.plot_style import STYLE
from sims.gdln import train
from theory import GatedRegression, gdln, loss_along_flow
from theory.gates import optimize
from theory.inputs import NLGP, Mixture, SinglePulse
from theory.moments import gated_features

matplotlib.style.use(STYLE)
rng = np.random.default_rng(0)

# %% [markdown]
# ## Derivation: the objective, and what no gates can beat

# %%
objective = gdln.class_objective_derivation()
assert objective.proved
Markdown(objective.to_markdown())

# %% [markdown]
# If gates may be any function of $x$, enough of them reach the bound $\langle\mathrm{var}(y|x)\rangle$, and the
# objective decides nothing more. How fast they get there:

# %%
free = gdln.free_gates_derivation()
assert free.proved
Markdown(free.to_markdown())

# %% [markdown]
# ## The closed form as a NumPy function
#
# Eq. (15), for a finite law of inputs: short pulses on a ring of four sites have $y = 1$, long ones $y = 0$, both
# classes equally often.

# %%
x, y, p = Mixture(SinglePulse(4, 1, 2), SinglePulse(4, 3, 4)).support
x, p = x.astype(float), p.astype(float)


def class_moments(gates):
    """m_1, S_1 and S_0: the mean of the gated features in one class, and their second moments in each."""
    features, one, zero = gated_features(x, gates), 2 * p * y, 2 * p * (1 - y)
    return one @ features, features.T @ (one[:, None] * features), features.T @ (zero[:, None] * features)


def eq_15(mean, second_1, second_0):
    """1/2 - 1/2 m_1^T (S_1 + S_0)^+ m_1."""
    return 0.5 - 0.5 * mean @ np.linalg.pinv(second_1 + second_0, hermitian=True) @ mean


for gates in rng.integers(0, 2, size=(20, len(x), 2)):
    least = GatedRegression.from_samples(x, y, gates, p).minimum_loss
    assert abs(eq_15(*class_moments(gates)) - least) < 1e-12
    assert abs(gdln.class_objective(*class_moments(gates)) - least) < 1e-12

# %% [markdown]
# ## The best gates of four families
#
# *Exclusive* gates tile the inputs, *table* gates are any sets, *half-spaces* are $1[v \cdot x \ge 0]$, *equivariant*
# gates are all shifts of one. `optimize` returns gates with a proven bound: *certified* means that no gates of the
# family are better.

# %%
best = {
    (family, K): optimize(x, y, K, family, sample_weight=p)
    for family in ("exclusive", "table", "halfspace")
    for K in (1, 2, 3)
}
best["equivariant", 4] = optimize(x, y, 4, "equivariant", sample_weight=p)
floor = float(gdln.bayes_bound(x, y, p))
for (family, K), found in best.items():
    assert found.certified
    assert found.loss >= floor - 1e-12
    assert abs(eq_15(*class_moments(found.gates)) - found.loss) < 1e-12
    print(f"{family:11s} K = {K}: least loss {found.loss:.4f}, certified by {found.method}")

# %% [markdown]
# ## Simulation
#
# On the left the certified least loss against $K$. On the right networks trained with the best two gates of each
# family, and with a random tiling: lines are the loss along the flow, points are SGD (eight points a step, 60 runs,
# three standard errors), dotted lines the certified optimum. Training finds the weights; only the gates make the
# difference.

# %%
figure = Figure(figsize=(10, 3.8))
left, right = figure.subplots(1, 2)
for family, marker in (("exclusive", "o"), ("table", "s"), ("halfspace", "^")):
    left.plot([1, 2, 3], [best[family, K].loss for K in (1, 2, 3)], marker + "-", label=family)
left.plot(4, best["equivariant", 4].loss, "D", label="equivariant")
left.axhline(floor, color="black", ls=":", label=r"$\langle\mathrm{var}(y|x)\rangle$")
left.set(xlabel="gates $K$", ylabel="certified least loss", xticks=[1, 2, 3, 4])
left.legend()

RUNS, LR, STEPS = 60, 0.25, 3200
record = np.unique(np.geomspace(2, STEPS, 14).astype(int))
time = np.geomspace(LR, LR * STEPS, 80)
shown = {family: best[family, 2].gates for family in ("exclusive", "table", "halfspace")}
tiles = rng.integers(0, 2, size=len(x))
shown["random tiling"] = np.stack([tiles, 1 - tiles], axis=1)
for (name, gates), colour in zip(shown.items(), ("C0", "C1", "C2", "C3"), strict=True):
    problem = GatedRegression.from_samples(x, y, gates, p)
    runs = train(
        x,
        y,
        gates,
        np.zeros((RUNS, 2, 4)),
        lr=LR,
        steps=STEPS,
        batch=8,
        sample_weight=p,
        record=record.tolist(),
        rng=rng,
    )
    losses = np.array([[problem.loss(w) for w in at] for at in runs])
    assert losses.min() >= problem.minimum_loss - 1e-12
    mean, error = losses.mean(axis=1), standard_error(losses, axis=1)
    assert mean[-1] < problem.minimum_loss + 0.02
    right.semilogx(time, loss_along_flow(problem, np.zeros((2, 4)), time), color=colour, label=name)
    right.errorbar(record * LR, mean, 3 * error, fmt="o", ms=3, color=colour)
    right.axhline(problem.minimum_loss, color=colour, ls=":", lw=0.8)
right.set(xlabel=r"$t / \tau$, for SGD steps times learning rate", ylabel=r"$\langle(\hat y - y)^2\rangle$")
right.legend()
figure

# %% [markdown]
# ## What breaks it
#
# **The guess.** Two overlapping gates fit $x = 2, 3, 6$ with $y = 1$, since $1/2 = 1/3 + 1/6$: one slope alone, the
# other alone, and the two together. Two exclusive gates have two slopes. What $K$ gates of any kind reach, $2^K$
# exclusive ones do.

# %%
three, ones = np.array([[2.0], [3.0], [6.0]]), np.ones(3)
overlap = optimize(three, ones, 2, "table")
tiling = {K: optimize(three, ones, K, "exclusive") for K in (2, 4)}
assert overlap.certified
assert overlap.loss < 1e-12
assert tiling[2].certified
assert tiling[2].lower_bound > 1e-3
assert tiling[4].loss < 1e-12
print(f"two gates of any kind {overlap.loss:.2g}, two exclusive ones {tiling[2].loss:.4f}, four {tiling[4].loss:.2g}")
print("gates at x = 2, 3, 6:", overlap.gates.tolist())

# %% [markdown]
# **A sample in place of the law.** Gates that may be any function of $x$ are fitted to the sample point by point. The
# families differ in what they say of new inputs: a tiling is carried over from the nearest input seen, a half-space is
# a rule of its own.

# %%
law = Mixture(NLGP(6, 1.2, 3.0), NLGP(6, 0.6, 3.0))
new_x, new_y = law.sample(rng, 4000)
seen_x, seen_y = law.sample(rng, 80)
gap = {}
for family, method in (("exclusive", "local search"), ("halfspace", "gradient")):
    found = optimize(seen_x, seen_y, 2, family, method=method, budget=3)
    elsewhere = np.mean((found.predict(new_x) - new_y) ** 2)
    gap[family] = elsewhere - found.loss
    print(f"{family}: loss {found.loss:.3f} on 80 inputs seen, {elsewhere:.3f} on new ones")
assert gap["exclusive"] > gap["halfspace"] > 0
