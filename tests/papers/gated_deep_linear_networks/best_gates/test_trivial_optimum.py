"""The picture of the gates that are enough for a loss of 0."""

import papers
from papers.gated_deep_linear_networks.best_gates import trivial_optimum


def test_enough_gates_are_on_the_stated_line():
    (claim,) = (c for c in trivial_optimum.CLAIMS if c.id == "optimum-trivial")
    data = papers.verify("gated_deep_linear_networks", claim="optimum-trivial").claim("optimum-trivial").data
    assert all(case["reached"] == 0 < case["fewer"] for case in data["cases"])
    assert all(case["n"] * (case["K"] - 1) < case["N"] <= case["n"] * case["K"] for case in data["cases"])
    assert len(claim.plot(data).axes) == 3
