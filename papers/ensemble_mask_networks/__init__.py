"""Ensemble Mask Networks (Luntzel 2023, arXiv 2309.06382), in its own order.

network             sections 2 and 3: the model, its operations, depth and width
solutions           what zero loss means
constants           the constants that a row will learn
landscape           critical points and sharpness
masks               training masks: sums, order, density, design
rates               how fast it learns, and which cells converge
higher_order        Figure 5, interactions of higher order, the litmus test, memory
table_1             Table 1, and the rounding that sets its figures
figure_3            Figure 3, and what its error grows from
other_settings      section 5 with fewer data and other initializations
claims_in_order     the claims of all files in the order of the paper
experiments         the experiments of its sweeps, by name
printed_table_1     Table 1 as printed
sweeps              grids of experiments: Table 1, Figure 3, few data, phase cells
three_point_inputs  inputs 0, 1/2, 1 with the first two moments of uniform ones
end_of_training     how far from its rest a training in 64-bit floats may stop, and its slowest rate
layered_output      the output of a network layer by layer, on numbers of any type
small_masks         every mask of a few nodes
fair_masks          masks of fair bits, and the error over them
rationals           arrays of exact rationals: thirds, and random ones
"""

from papers import Paper

from .claims_in_order import CLAIMS

PAPER = Paper(
    slug="ensemble_mask_networks",
    title="Ensemble Mask Networks",
    citation="J. Luntzel, Ensemble Mask Networks, arXiv:2309.06382, 2023.",
    claims=CLAIMS,
)
