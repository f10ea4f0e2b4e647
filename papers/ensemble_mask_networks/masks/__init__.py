"""Training masks: sums, order, density, design.

mask_sums            p(x), the likelihood of a mask's sum, by which theory's paper_masks draws
mask_density         what sparse masks change
other_masks          training masks other than the paper's: weighted and directed ones
independent_entries  masks of independent entries: bits or weights, symmetric or directed
shuffling            whether shuffling is a condition of its own
mask_order           what the order of the masks does
learned_mask_order   a second network that learns the order
directed_training    trainings whose masks are chosen by a gain, exact or learned
mask_design          which set trains fastest
crossed_design       trainings in which set, order, inputs and start vary
mask_spread          how far errors spread over sets, orders and starts
"""
