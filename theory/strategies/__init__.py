"""Hypothesis strategies for masks, gates and problems, to import in your own tests (extra `gatelemma[testing]`).

generators     NumPy generators
random_masks   masks and training sets of masks
gated_samples  gates of each kind, and samples with them
regressions    regression problems of chosen rank and condition, and weights for them
mask_networks  ensemble mask networks with parameters

Numbers come from a drawn seed, structure (sizes, kinds, rank, condition) from Hypothesis, which shrinks it. Matrices are
made from a spectrum and a rotation: raw random floats are numerically singular or nothing at all.
"""

try:
    import hypothesis as _  # noqa: F401
except ImportError as missing:
    raise ImportError(
        "theory.strategies needs Hypothesis; install the extra: pip install 'gatelemma[testing]'."
    ) from missing

from .gated_samples import exact_samples, gates, samples
from .generators import rngs
from .mask_networks import exact_networks, networks
from .random_masks import mask_sets, masks
from .regressions import problems, weights

__all__ = [
    "exact_networks",
    "exact_samples",
    "gates",
    "mask_sets",
    "masks",
    "networks",
    "problems",
    "rngs",
    "samples",
    "weights",
]
