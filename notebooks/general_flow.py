# ---
# jupyter:
#   jupytext:
#     formats: py:percent
# ---

# %% [markdown]
# # One flow for any gates
# Question: how do the weights of a gated deep linear network move, and is the note's Eq. (10) right about it?

# %%
import numpy as np
from scipy.integrate import solve_ivp

import papers
from theory import GatedRegression, gdln, gradient_flow, loss_along_flow

# %% [markdown]
# The derivation, from the loss to the modes; every step is checked when it is shown.

# %%
derivation = gdln.general_flow_derivation()
assert derivation.proved
derivation

# %% [markdown]
# The closed form as a NumPy function, against the gradient of the loss integrated numerically.

# %%
rng = np.random.default_rng(1)
K, n, S = 3, 2, 60
x, y, gates = rng.normal(size=(S, n)), rng.integers(0, 2, size=S), rng.integers(0, 2, size=(S, K))
problem = GatedRegression.from_samples(x, y, gates)
w0 = rng.normal(size=(K, n))
t = np.linspace(0, 30, 61)
predicted = gradient_flow(problem, w0, t)


def velocity(_, w):
    residual = np.sum(gates * (x @ w.reshape(K, n).T), axis=1) / K - y
    return -((gates * residual[:, None]).T @ x).ravel() / (K * S)


integrated = solve_ivp(velocity, (0, 30), w0.ravel(), t_eval=t, method="DOP853", rtol=1e-12, atol=1e-12)
assert np.max(np.abs(predicted.reshape(len(t), -1) - integrated.y.T)) < 1e-9  # the solver's tolerance times its horizon

# %% [markdown]
# What breaks the printed equation: it lost the 1/K of the model, so it is wrong as soon as K > 1.

# %%
report = papers.verify("gated_deep_linear_networks", claim="eq-10")
assert report.claim("eq-10").verdict == "corrected"
report

# %%
from matplotlib.figure import Figure  # noqa: E402

figure = Figure(figsize=(5, 3.2), layout="constrained")
axes = figure.subplots()
axes.plot(t, loss_along_flow(problem, w0, t), color="#0072b2", label="theory")
points = [problem.loss(w.reshape(K, n)) for w in integrated.y.T[::5]]
axes.plot(t[::5], points, "o", ms=4, color="#d55e00", label="integrated")
axes.axhline(problem.minimum_loss, color="black", lw=0.8, ls=":", label="minimum")
axes.set(xlabel=r"$t / \tau$", ylabel=r"$\langle(\hat y - y)^2\rangle$")
axes.legend(frameon=False)
figure
