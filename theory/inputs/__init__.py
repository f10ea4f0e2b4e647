"""Laws of the inputs, with second moments in closed form: translation-invariant ones, the cube, labelled mixtures of two."""

from .gaussian import Gaussian
from .mixture import Mixture
from .nlgp import NLGP
from .nlgp import derivation as nlgp_derivation
from .protocol import InputLaw
from .ring_gaussian import RingGaussian
from .single_pulse import SinglePulse
from .uniform_cube import UniformCube

__all__ = [
    "NLGP",
    "Gaussian",
    "InputLaw",
    "Mixture",
    "RingGaussian",
    "SinglePulse",
    "UniformCube",
    "nlgp_derivation",
]
