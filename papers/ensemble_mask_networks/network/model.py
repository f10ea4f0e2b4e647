"""Section 3: the formula of the network, a definition."""

from papers import Claim, Statement

CLAIMS = (
    Claim(
        id="model",
        locator="Sec. 3, formula",
        statement="The network: a masked first layer and later layers that stay within a node.",
        printed=Statement(r"y = W_n \dots W_2 (A \odot W_1)\, x"),
    ),
)
