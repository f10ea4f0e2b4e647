"""Laws of the inputs, with second moments in closed form: translation-invariant ones, the cube, labelled mixtures of two.

protocol                    what a law must offer
gaussian                    any covariance, mean zero
ring_gaussian               Gaussian inputs on a ring, with a length scale
nlgp                        the nonlinear Gaussian process on a ring
single_pulse                one block of ones on a ring
uniform_cube                independent sites, uniform on [0, 1]
uniform_moments             second and fourth moments of uniform inputs
uniform_moments_derivation  fourth moments of uniform inputs, by integration
mixture                     a labelled mixture of two laws
"""

from .gaussian import Gaussian
from .mixture import Mixture
from .nlgp import NLGP
from .nlgp import derivation as nlgp_derivation
from .protocol import InputLaw
from .ring_gaussian import RingGaussian
from .single_pulse import SinglePulse
from .uniform_cube import UniformCube
from .uniform_moments_derivation import derivation as uniform_moments_derivation

__all__ = [
    "NLGP",
    "Gaussian",
    "InputLaw",
    "Mixture",
    "RingGaussian",
    "SinglePulse",
    "UniformCube",
    "nlgp_derivation",
    "uniform_moments_derivation",
]
