# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: jupytext,-jupytext.text_representation,-kernelspec
# ---

# %% [markdown]
# # Why fields localize, and when frozen gates are enough
#
# A ReLU unit that tells inputs of long correlations from inputs of short ones learns a localized field if the inputs
# are far from Gaussian, and none if they are Gaussian. The note on gated deep linear networks hopes to explain that
# with gates $g(x) = 1[w \cdot x \ge 0]$ that do not vary during learning. Localized means: the inverse participation
# ratio $\sum_i w_i^4 / (\sum_i w_i^2)^2$, which is 1 for one site and $3/(L + 2)$ in the mean over random directions,
# is large.
#
# **Question.** What makes the field localized, and from which time on may the gates be taken as frozen? They may, here,
# if the field predicted with them is off by less than half of the field that training ends in: the relative error is
# below 50 %.

# %%
# %matplotlib inline
import matplotlib.style
import numpy as np
from IPython.display import Markdown
from matplotlib.figure import Figure
from scipy.integrate import solve_ivp

from papers.ledger.intervals import standard_error
from papers.plot_style import STYLE
from sims.gdln import gates_of, predict_from_recording, train_relu
from theory import GatedRegression, gdln
from theory.inputs import NLGP, Mixture, RingGaussian

matplotlib.style.use(STYLE)
rng = np.random.default_rng(0)

SITES, NETWORKS = 16, 10


def mixture(longer, shorter, gain):
    """y = 1 on inputs of the first length, y = 0 on those of the second: erf(gain z) of a Gaussian z on a ring."""
    return Mixture(NLGP(SITES, longer, gain), NLGP(SITES, shorter, gain))


def trained(law, starts, steps, lr, batch):
    """One ReLU unit for each start (R, 1, SITES), recorded at 20 times along the way."""
    record = [steps * k // 20 for k in range(21)]
    return train_relu(starts, law, steps=steps, lr=lr, batch=batch, record=record, rngs=rng.spawn(len(starts)))


def bars(values):
    """Mean and standard error over networks, the first axis."""
    return values.mean(axis=0), standard_error(values)


# %% [markdown]
# ## Derivation: Gaussian inputs end in one Fourier mode
#
# The flow of one unit on a mixture of two Gaussian laws, gates following the weights, is closed. In the modes of the
# ring:

# %%
unit = gdln.relu_unit_derivation()
assert unit.proved
Markdown(unit.to_markdown())

# %% [markdown]
# The mode of the largest $c^1_k / (c^0_k + c^1_k)$ wins, from every start: constant around the ring for longer
# correlations at $y = 1$, alternating for shorter ones, localized never. `gdln.relu_unit_velocity` and
# `gdln.winning_fourier_mode` are NumPy functions. Simulation over the flow, 20 networks from one start, with three
# standard errors. The flow keeps the phase of every mode, and the points are the parts of $u_k$ at that phase: the mean
# of $|u_k|$ would be above theory where $u_k$ is near 0, by the noise of minibatches.

# %%
gaussian = Mixture(RingGaussian(SITES, 2), RingGaussian(SITES, 1))
C0, C1 = gaussian.negative.covariance, gaussian.positive.covariance
w0 = rng.normal(scale=0.1, size=SITES)
LR, BATCH = 0.2, 800
runs = trained(gaussian, np.tile(w0, (2 * NETWORKS, 1, 1)), steps=400, lr=LR, batch=BATCH)
times = LR * runs[0].steps
fine = np.linspace(0, times[-1], 10 * (len(times) - 1) + 1)  # ten to an interval of the record
flow = solve_ivp(lambda _, w: gdln.relu_unit_velocity(w, C0, C1), (0, times[-1]), w0, t_eval=fine, rtol=1e-9)
ends = solve_ivp(lambda _, w: gdln.relu_unit_velocity(w, C0, C1), (0, 1e5), w0, method="LSODA", rtol=1e-9).y[:, -1]
winners, size = gdln.winning_fourier_mode(gaussian.negative.eigenvalues, gaussian.positive.eigenvalues)
assert winners == (0,)
assert abs(np.linalg.norm(ends) - size) < 1e-6
assert np.ptp(ends) < 1e-4  # constant around the ring


def modes(w):
    """u_k, complex, of the Fourier modes of w (..., SITES)."""
    return np.fft.rfft(w, axis=-1) / np.sqrt(SITES)


found = modes(np.array([run.weights[:, 0] for run in runs]))
phase = modes(w0) / np.abs(modes(w0))
expected = np.abs(modes(flow.y.T))
assert np.max(np.abs(modes(flow.y.T) - expected * phase)) < 1e-4  # the tolerance of the integrator
mean, error = bars(np.real(found * phase.conj()))
z = (mean - expected[::10])[1:, :4] / error[1:, :4]
assert np.max(np.abs(z)) < 5  # 80 of them, of 20 networks: a z-score of 5 less than once in 100 such figures
assert np.all(np.mean(np.abs(found[:, -1, 1:]), axis=0) < 0.2 * mean[-1, 0])
last = np.array([run.weights[-1, 0] for run in runs])
flow_error = np.linalg.norm(last - flow.y[:, -1], axis=1) / np.linalg.norm(last, axis=1)
figure = Figure()
axes = figure.subplots()
for k in range(4):
    axes.plot(fine, expected[:, k], color=f"C{k}", label=f"k = {k}")
    axes.errorbar(times, mean[:, k], 3 * error[:, k], fmt="o", ms=3, color=f"C{k}")
axes.axhline(size, color="black", ls=":", label="k = 0 at the end, theory")
axes.set(xlabel=r"$t / \tau$, for SGD steps times learning rate", ylabel="$|u_k|$; of networks, at its phase")
figure.legend(loc="outside lower center", ncols=3)
figure

# %% [markdown]
# ## Derivation: one gate of one site
#
# Why do inputs far from Gaussian end elsewhere? Take the gate of a single site, $1[x_i \ge 0]$. For inputs
# $\mathrm{erf}(\gamma z)$ its correlation with the target is known:

# %%
site = gdln.site_gates_derivation()
assert site.proved
Markdown(site.to_markdown())

# %% [markdown]
# ## The closed form as a NumPy function
#
# With this gate frozen the field is least squares: $w = 2\,\langle x x^\top\rangle^{-1} b$, because a single
# half-space holds half of every second moment of a symmetric law. It is a bump around site $i$, for every gain
# $\gamma$, also for Gaussian inputs. So frozen gates do localize the field. What matters is whether the bump has the
# gate it was made with: trained networks, and rounds of gate and field on samples, against the gain.

# %%
GAINS, ROUNDS, SAMPLES = (0.01, 0.3, 1.0, 3.0, 10.0), 60, 4
ratio = gdln.inverse_participation_ratio


def site_field(law, i=SITES // 2):
    """The least-squares field of the gate 1[x_i >= 0], in closed form."""
    return 2 * np.linalg.solve(law.second_moment, gdln.site_gate_correlations(law)[i])


def refitted(law, w):
    """Fields after ROUNDS rounds of: take the gate from the field, then the field from the gate; one for each sample."""
    ends = np.tile(w, (SAMPLES, 1))
    for end in ends:
        x, y = law.sample(rng, 20_000)
        for _ in range(ROUNDS):
            end[:] = GatedRegression.from_samples(x, y, gates_of(end[None], x)).minimum_norm_weights[0]
    return ends


kept, refits, simulated, recorded = [], {}, [], {}
for gain in GAINS:
    law = mixture(2, 1, gain)
    field = site_field(law)
    x, y = law.sample(rng, 20_000)
    gate = x[:, [SITES // 2]] >= 0
    by_sample = GatedRegression.from_samples(x, y, gate).minimum_norm_weights[0]
    assert np.max(np.abs(by_sample - field)) < 0.05  # closed form against 20 000 samples
    kept.append(np.mean(gates_of(field[None], x) == gate))
    refits[gain] = refitted(law, field)
    runs = trained(law, rng.normal(scale=0.01, size=(NETWORKS, 1, SITES)), steps=200, lr=0.5, batch=320)
    recorded[2, 1, gain] = runs
    simulated.append(bars(np.array([ratio(run.weights[-1, 0]) for run in runs])))
    print(f"gain {gain:5g}: the bump keeps {kept[-1]:.1%} of its gates")
mean, error = np.array(simulated).T
again, spread = np.array([bars(ratio(ends)) for ends in refits.values()]).T
fine = np.geomspace(GAINS[0], GAINS[-1], 50)
bump = [ratio(site_field(mixture(2, 1, gain))) for gain in fine]
assert kept[0] < 0.9 < 0.97 < kept[3]
assert min(bump) > 0.35  # every bump is localized
assert again[0] < 0.2 < 0.5 < again[3]  # the Gaussian one does not last
assert np.all(np.diff(mean[1:4]) > 0)

# %% [markdown]
# For Gaussian inputs the half-space moments are exact, and one round is $w \mapsto (C_0 + C_1)^{-1} C_1 w$ times a
# number, a power iteration: whatever it starts from, the Fourier mode of the largest ratio is what remains. The next
# mode falls behind by the quotient of the two ratios a round.

# %%
assert np.max(np.abs(mixture(2, 1, GAINS[0]).second_moment - gaussian.second_moment)) < 1e-8  # it is the Gaussian limit
path = [site_field(mixture(2, 1, GAINS[0]))]
for _ in range(5 * ROUNDS):
    w = path[-1]
    path.append(gdln.halfspace_problem(gaussian, w[None]).minimum_norm_weights[0])
    by_power = 2 * np.linalg.solve(C0 + C1, C1 @ w) / np.sqrt(2 * np.pi * (w @ C1 @ w))
    assert np.max(np.abs(path[-1] - by_power)) < 1e-10
ratios = gaussian.positive.eigenvalues / (gaussian.negative.eigenvalues + gaussian.positive.eigenvalues)
size = np.abs(modes(np.array(path)))
behind = size[ROUNDS, 1] / size[ROUNDS, 0] / (size[0, 1] / size[0, 0])
assert abs(behind / (ratios[1] / ratios[0]) ** ROUNDS - 1) < 1e-9
assert np.ptp(path[-1]) < 1e-4 * np.max(path[-1])  # (ratios[1] / ratios[0])^300 is 6e-6
print(f"ratios {ratios[0]:.3f}, {ratios[1]:.3f}: after {ROUNDS} rounds the next mode has {behind:.2f} of its share")

# %% [markdown]
# On the left bars are three standard errors, over networks and over four samples of 20 000 inputs. On the right the
# exact rounds of the Gaussian limit, and the fields that each of the samples ends in. At gain 0.01 these have lumps: with
# ratios so close, what the sample has by chance decides between the first modes.

# %%
figure = Figure(figsize=(11, 3.6))
left, right = figure.subplots(1, 2)
left.semilogx(fine, bump, color="black", label="field of one site's gate, closed form")
left.errorbar(GAINS, again, 3 * spread, fmt="s", color="C1", mfc="none", label=f"{ROUNDS} rounds, samples")
left.errorbar(GAINS, mean, 3 * error, fmt="o", color="C0", label=f"{NETWORKS} trained networks")
left.axhline(3 / (SITES + 2), color="black", ls=":", label="random directions")
left.set(xlabel=r"gain $\gamma$", ylabel=r"$\sum_i w_i^4 / (\sum_i w_i^2)^2$", ylim=(0, 1))
left.legend(loc="upper left")
for rounds, style in ((0, "--"), (ROUNDS, "-."), (5 * ROUNDS, "-")):
    right.plot(path[rounds] / path[rounds].max(), color="C1", ls=style, label=f"Gaussian limit, {rounds} rounds, exact")
field = site_field(mixture(2, 1, 3.0))
right.plot(field / field.max(), "C0--", label="gain 3, 0 rounds, exact")
for gain, colour in ((0.01, "C1"), (3.0, "C0")):
    for number, end in enumerate(refits[gain]):
        label = None if number else f"gain {gain:g}, {ROUNDS} rounds, samples"
        right.plot(end / end.max(), "o-", color=colour, ms=3, lw=0.5, alpha=0.5, label=label)
right.set(xlabel="site $i$", ylabel=r"$w_i / \max_j w_j$")
right.legend(loc="center left", bbox_to_anchor=(1, 0.5))
figure

# %% [markdown]
# Far from Gaussian, $x_i$ is nearly $\pm 1$: the largest weight of a bump decides the sign of $w \cdot x$ at 97 % of
# the inputs, the gate comes back as it was, and the bump stays. That is why fields localize.
#
# ## When frozen gates are enough
#
# Record a training, freeze the gates at one time, and predict the rest exactly, by powers of a matrix
# (`predict_from_recording`). The relative error at the end, against the time of freezing, with three standard errors;
# gates are enough below the line at one half.

# %%
recorded[1, 2, 3.0] = trained(
    mixture(1, 2, 3.0), rng.normal(scale=0.01, size=(NETWORKS, 1, SITES)), steps=200, lr=0.5, batch=320
)
SETTINGS = {"longer at y = 1": (2, 1, 3.0), "shorter at y = 1": (1, 2, 3.0), "Gaussian": (2, 1, 0.01)}
SHARES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
figure = Figure(figsize=(9.5, 3.6))
left, right = figure.subplots(1, 2)
off, least, most, flips = {}, {}, {}, {}
for number, (name, setting) in enumerate(SETTINGS.items()):
    colour, beside = f"C{number}", np.array(SHARES) + 0.01 * (number - 1)
    found = [
        [
            predict_from_recording(
                run.weights,
                run.steps,
                mixture(*setting),
                lr=0.5,
                batch=320,
                freeze_at=round(share * 200),
                samples=2560,
                rng=rng,
            )
            for share in SHARES
        ]
        for run in recorded[setting]
    ]
    off[name], error = bars(np.array([[f.relative_error[-1] for f in each] for each in found]))
    least[name], most[name] = off[name] - 3 * error, off[name] + 3 * error
    flips[name], spread = bars(np.array([[f.flipped[-1] for f in each] for each in found]))
    left.errorbar(beside, off[name], 3 * error, fmt="o", color=colour, label=name)
    left.axhline(np.mean([f.noise for each in found for f in each]), color=colour, ls=":", lw=0.8)
    right.errorbar(beside, flips[name], 3 * spread, fmt="o", color=colour, label=name)
left.axhline(0.5, color="black", lw=0.8)
left.set(xlabel="gates frozen at this share of the training", ylabel="relative error at the end", ylim=(0, None))
left.set_title("dotted: what the noise of minibatches leaves")
right.set(xlabel="gates frozen at this share of the training", ylabel="share of gates that flip later", ylim=(0, None))
right.legend()
at = {share: i for i, share in enumerate(SHARES)}
assert all(errors[at[0.0]] > 0.5 for errors in off.values())  # the gates of the start are never enough
assert np.all(most["longer at y = 1"][at[0.1] :] < 0.5)  # those of a tenth of the training are, where fields localize
assert np.all(most["shorter at y = 1"][at[0.5] :] < 0.5)  # of half of it, where they oscillate
assert all(shares[at[0.0]] > 0.2 for shares in flips.values())
assert flips["longer at y = 1"][at[0.1]] < 0.1
figure

# %% [markdown]
# ## What breaks it
#
# **The gates of the start.** They leave more than half of the field unexplained in all three settings: more than a
# fifth of them flip. Where fields localize, those of a tenth of the training are enough, for after it fewer than a
# tenth flip; where they oscillate, those of half of it.
#
# **Gaussian inputs.** Gates keep flipping until the end, because the winning mode is only a little faster than the
# others: frozen gates are not enough at a fifth of the training, nor, in the mean over networks, at half of it. Above,
# at smaller steps, the flow with gates that follow the weights is.

# %%
assert off["Gaussian"][at[0.5]] > 0.5
assert least["Gaussian"][at[0.2]] > 0.5  # by three standard errors
assert flow_error.mean() < 0.5
print(f"relative error at the end: gates frozen at half {off['Gaussian'][at[0.5]]:.2f}, flow {flow_error.mean():.2f}")
