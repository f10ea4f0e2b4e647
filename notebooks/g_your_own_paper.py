# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: jupytext,-jupytext.text_representation,-kernelspec
# ---

# %% [markdown]
# # Your own paper: from a formula to a claim in the ledger
#
# Suppose you are writing a paper. Its inputs are none of those that come with gatelemma, and neither are its gates.
# You have derived a formula, and want to know whether it holds before a reader asks.
#
# **Question.** Inputs are signs on a chain of $n$ sites, neighbours equal with probability $(1 + \rho)/2$ where
# $y = 1$ and $(1 - \rho)/2$ where $y = 0$. A gate looks at the sign of one site. How small can the loss of $K = 1$ or
# $2$ gates be?

# %%
# %matplotlib inline
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.style
import numpy as np
import sympy as sp
from IPython.display import Markdown
from matplotlib.figure import Figure

import papers
from papers.ledger.intervals import standard_error
from papers.plot_style import STYLE
from sims.gdln import train
from theory import Derivation, GatedRegression, Step, numpy_function
from theory.gates import optimize
from theory.inputs import Mixture

matplotlib.style.use(STYLE)
rng = np.random.default_rng(0)

# %% [markdown]
# ## A folder for the paper
#
# `gatelemma new-paper my_paper` in a terminal, once, where you keep your work; here that is a temporary folder.

# %%
work = TemporaryDirectory()
here = Path(work.name)


def gatelemma(*arguments):
    """The exit status of the command line, run in `here`."""
    command = [sys.executable, "-m", "papers", *arguments]
    return subprocess.run(command, cwd=here, capture_output=True).returncode


assert gatelemma("new-paper", "my_paper") == 0
print(sorted(path.name for path in (here / "my_paper").iterdir()))

# %% [markdown]
# ## Your input law and your gate family
#
# A law needs the five names of `theory.inputs.InputLaw`, a family the four of `theory.gates.family.GateFamily`; no
# base class, no registration. They go into a file of the paper's folder, so that its claims can use them.

# %%
CHAIN = '''
from itertools import combinations_with_replacement, product
from math import comb

import numpy as np
from theory import generator


class SignChain:
    """x in {-1, 1}^n: x_1 a fair sign, each next one equal to the last with probability (1 + rho) / 2."""

    def __init__(self, n, rho):
        self.n, self.rho = n, rho

    @property
    def mean(self):
        return np.zeros(self.n, dtype=int)

    @property
    def second_moment(self):
        return np.array([[self.rho ** abs(i - j) for j in range(self.n)] for i in range(self.n)])

    @property
    def support(self):
        points = np.array(list(product((-1, 1), repeat=self.n)))
        steps = (1 + self.rho * points[:, 1:] * points[:, :-1]) / 2
        return points, np.prod(steps, axis=1) / 2

    def sample(self, rng, size):
        draw = generator(rng, "SignChain")
        first = draw.choice([-1.0, 1.0], size=(size, 1))
        same = draw.random((size, self.n - 1)) < (1 + self.rho) / 2
        return np.cumprod(np.hstack([first, np.where(same, 1.0, -1.0)]), axis=1)


class SiteGates:
    """Gates 1[s x_i > 0] for a site i and a sign s, any K of them."""

    name = "site"

    def count(self, problem):
        return comb(2 * problem.n + problem.K - 1, problem.K)

    def candidates(self, problem):
        yield from site_gates(problem.points, problem.K)

    def assign(self, problem, best, x_new):
        """The site and sign whose gate agrees with the best one at all points seen."""
        columns = [next(g for g in zip(both(problem.points), both(x_new)) if np.array_equal(g[0], seen))[1]
                   for seen in best.gates[np.unique(problem.point_of, return_index=True)[1]].T]
        return np.stack(columns, axis=1)


def both(x):
    """The 2 n gates of one site at x (S, n)."""
    return np.concatenate([(x > 0).T, (x < 0).T]).astype(int)


def site_gates(x, K):
    """All choices of K gates at x (S, n), each (S, K)."""
    for chosen in combinations_with_replacement(both(x), K):
        yield np.stack(chosen, axis=1)
'''
(here / "my_paper" / "chain.py").write_text(CHAIN, encoding="utf-8")
sys.path.insert(0, str(here))
from my_paper.chain import SignChain, SiteGates  # noqa: E402

# %% [markdown]
# Rational parameters stay exact, which a proof wants. The moments must be those of the support and of samples:

# %%
law = SignChain(4, Fraction(1, 3))
points, probability = law.support
assert probability.sum() == 1
assert np.all(points.T @ (probability[:, None] * points) == law.second_moment)  # exactly
drawn = SignChain(4, 1 / 3).sample(rng, 40_000)
off = drawn.T @ drawn / len(drawn) - law.second_moment.astype(float)
assert np.max(np.abs(off)) < 5 / np.sqrt(len(drawn))  # five standard errors of a mean of signs


def classes(n, rho):
    """The labelled mixture: points, labels, probabilities."""
    return Mixture(SignChain(n, rho), SignChain(n, -rho)).support


# %% [markdown]
# ## The derivation, each step checked
#
# The law takes a symbol for $\rho$ as well; its points and probabilities are all that is needed, since `GatedRegression`
# takes numbers only. One gate $1[x_i > 0]$ has moments $A = \langle g\,x x^\top\rangle$ and
# $b = \langle g\,y\,x\rangle$, and explains $b^\top A^{-1} b$ of $\langle y^2 \rangle = \frac12$.

# %%
rho = sp.Symbol("rho", positive=True)


def moments(n, site, sign=1):
    """A and b of the gate 1[sign x_site > 0], in rho."""
    x, y, p = classes(n, rho)
    on = [i for i in range(len(x)) if sign * x[i, site] > 0]
    A = sum((p[i] * sp.Matrix(x[i]) * sp.Matrix(x[i]).T for i in on), sp.zeros(n, n))
    return A, sum((p[i] * int(y[i]) * sp.Matrix(x[i]) for i in on), sp.zeros(n, 1))


def explained(n, site, sign=1):
    A, b = moments(n, site, sign)
    return (b.T * A.inv() * b)[0]


A2, b2 = moments(2, 0)
A3, b3 = moments(3, 1)
end, inner = (1 + rho**2) / 8, sp.Rational(1, 8) + rho**2 / (4 * (1 + rho**2))
mine = Derivation(
    "The least loss of one or two site gates",
    (
        Step(A2[0, 0], sp.Rational(1, 2), "A_11 of two sites: the gate is on at half of the inputs"),
        Step(A2[0, 1], sp.Integer(0), "A_12: neighbours are as often equal as not, over both classes"),
        Step(b2[1], rho / 4, "b_2: but not where y = 1"),
        Step(explained(2, 0), end, "so this is what one gate explains"),
        Step(
            explained(2, 0, -1),
            end,
            "the opposite gate explains as much, of the other half: K gates explain K times that",
        ),
        Step(A3[0, 2], rho**2 / 2, "A_13 of three sites, gate in the middle: its two neighbours are not independent"),
        Step(explained(3, 1), inner, "and together explain more"),
        Step(explained(3, 0), end, "a gate at an end of the chain has one neighbour"),
        Step(explained(5, 2), inner, "sites farther away add nothing, given the neighbours"),
        Step(inner - end, rho**2 * (1 - rho**2) / (8 * (1 + rho**2)), "an inner site is better for 0 < rho < 1"),
    ),
)
assert mine.proved
Markdown(mine.to_markdown())

# %% [markdown]
# ## The closed form as a NumPy function, and simulation over it
#
# `optimize` searches your family exhaustively and certifies the best gates; networks with these gates are trained on
# the chain.

# %%
K = sp.Symbol("K", positive=True)
least = {
    2: numpy_function([K, rho], sp.Rational(1, 2) - K * end),
    3: numpy_function([K, rho], sp.Rational(1, 2) - K * inner),
}

RHOS, RUNS, LR = (0.2, 0.4, 0.6, 0.8), 20, 0.1
fine = np.linspace(0, 0.95, 50)
figure = Figure(figsize=(5.5, 3.8))
axes = figure.subplots()
for (n, style, marker), gates in [(kind, k) for kind in ((2, "--", "s"), (3, "-", "o")) for k in (1, 2)]:
    colour = f"C{gates - 1}"
    axes.plot(fine, least[n](gates, fine), style, color=colour, label=f"K = {gates}, n = {n}")
    for value in RHOS:
        x, y, p = (part.astype(float) for part in classes(n, value))
        best = optimize(x, y, gates, SiteGates(), sample_weight=p)
        assert best.certified
        assert abs(best.loss - least[n](gates, value)) < 1e-12
        problem = GatedRegression.from_samples(x, y, best.gates, p)
        start = np.zeros((RUNS, gates, n))
        ends = train(x, y, best.gates, start, lr=LR, steps=800, batch=16, sample_weight=p, rng=rng)[0]
        losses = np.array([problem.loss(w) for w in ends])
        mean, error = losses.mean(), standard_error(losses)
        assert 0 <= mean - best.loss < 5 * error + LR / 16  # never below; above by the noise of a step, lr / batch
        axes.errorbar(value, mean, 3 * error, fmt=marker, color=colour)
axes.set(xlabel=r"$\rho$", ylabel="least loss; networks after training")
axes.legend(title="lines: theory; points: SGD,\nthree standard errors")
figure

# %% [markdown]
# ## The claim
#
# The draft states the formula of two sites for every $n$. A claim says where that stands, and gives a test that can
# refute it: all site gates on chains of two to four sites, in exact rationals. It also lists wrong formulas, which the
# same test must refute, and the correction.
#
# A law without a finite support leaves nothing to run through. There a test takes both sides as SymPy expressions and
# asks `is_zero(left - right)`: evidence `PROVED` where it says yes, and a number in between says no. The stubs of
# `gatelemma new-paper NAME --from paper.tex` are of that kind.

# %%
CLAIMS = '''
"""The least loss of site gates on a chain of signs."""

from fractions import Fraction

from papers import Claim, Evidence, Outcome, Statement
from theory import GatedRegression
from theory.inputs import Mixture

from .chain import SignChain, site_gates


def least_loss(n, K, rho):
    """Over all choices of K site gates, exactly."""
    x, y, p = Mixture(SignChain(n, rho), SignChain(n, -rho)).support
    return min(GatedRegression.from_samples(x, y, gates, p).minimum_loss for gates in site_gates(x, K))


def least_loss_is(says, context):
    """Refutes `says`, a function of (n, K, rho), at the first chain where the least loss is another number."""
    rng, effective = context.rng("chains"), 0
    for n, K in ((2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (4, 2)):
        rho = Fraction(int(rng.integers(1, 10)), 10)
        found = context.once(f"{n}, {K}", lambda: least_loss(n, K, rho))
        effective += 1
        stated = says(n, K, rho)
        if isinstance(stated, float):
            raise TypeError("the test is exact: write Fraction(1, 2) for 1/2 and 0.5; the statement gave a float")
        if found != stated:
            shown = f"n = {n}, K = {K}, rho = {rho}: the least loss is {found}, not {stated}"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=shown)
    return Outcome(True, Evidence.CERTIFIED, effective, detail="all site gates, in exact rationals")


def as_drafted(n, K, rho):
    return Fraction(1, 2) - Fraction(K, 8) * (1 + rho**2)


def corrected(n, K, rho):
    return as_drafted(n, K, rho) if n == 2 else Fraction(1, 2) - Fraction(K, 8) * (1 + 2 * rho**2 / (1 + rho**2))


CLAIMS = (
    Claim(
        id="eq-1",
        locator="Eq. (1)",
        statement="K site gates on a chain of n signs leave a loss that does not depend on n.",
        printed=Statement(r"\\mathcal L_K = \\tfrac12 - \\tfrac K8 (1 + \\rho^2)", as_drafted),
        corrected=Statement(
            r"\\mathcal L_K = \\tfrac12 - \\tfrac K8 \\Big(1 + \\frac{2 \\rho^2}{1 + \\rho^2}\\Big),\\ n \\ge 3", corrected
        ),
        test=least_loss_is,
        wrong={
            "rho for rho^2": lambda n, K, rho: Fraction(1, 2) - Fraction(K, 8) * (1 + rho),
            "no factor K": lambda n, K, rho: corrected(n, 1, rho),
            "both neighbours at n = 2 too": lambda n, K, rho: corrected(3, K, rho),
        },
        assumptions=("K = 1 or 2", "n = 2, 3, 4", "classes of rho and -rho, equally often"),
        oracle="every choice of site gates, exact rational least squares",
    ),
)
'''
(here / "my_paper" / "claims.py").write_text(CLAIMS, encoding="utf-8")

report = papers.verify(here / "my_paper")
result = report.claim("eq-1")
assert result.verdict == "corrected"
assert result.evidence == "certified"
assert len(result.refuted_variants) == 3
for name, why in result.refuted_variants.items():
    print(f"refuted, {name}: {why}")
print(f"{result.verdict}, {result.evidence}: {result.counterexample}")
Markdown(f"Printed: ${result.printed}$\n\nCorrected: ${result.corrected}$")

# %% [markdown]
# The ledger keeps the verdict once you accept it, and from then on tells when it drifts. In a terminal:
# `gatelemma verify ./my_paper --explain`, then `--accept`. A page with formulas to send to co-authors: `--report DIR`.

# %%
assert gatelemma("verify", "./my_paper", "--accept") == 0
assert papers.verify(here / "my_paper").ok
print((here / "my_paper" / "expected.json").read_text(encoding="utf-8"))

# %% [markdown]
# ## What breaks it
#
# **Edit the statement.** Whoever changes the function or the law so that the verdict changes hears of it: with a wrong
# exponent the correction fails its own test, which is an error, never a verdict, and the command ends with status 1.

# %%
assert CLAIMS.count("2 * rho**2 / (1 + rho**2)") == 1
edited = CLAIMS.replace("2 * rho**2 / (1 + rho**2)", "2 * rho**2 / (1 + rho**3)")
(here / "my_paper" / "claims.py").write_text(edited, encoding="utf-8")
assert gatelemma("verify", "./my_paper") == 1
result = papers.verify(here / "my_paper").claim("eq-1")
assert result.verdict == "error"
print(result.verdict, result.error)

# %% [markdown]
# **More gates.** The formula multiplies what one gate explains by $K$, which takes gates that are never on together.
# Of three site gates two must overlap. So the claim has $K = 1$ or $2$ among its assumptions, and its test tries no
# others.

# %%
x, y, p = (part.astype(float) for part in classes(4, 0.5))
three = optimize(x, y, 3, SiteGates(), sample_weight=p)
assert three.certified
assert abs(three.loss - least[3](3, 0.5)) > 0.1
print(f"three gates on four sites: least loss {three.loss:.4f}, the formula continued {least[3](3, 0.5):.4f}")
sys.path.remove(str(here))
work.cleanup()
