"""What zero loss means: solution sets, the printed weights, identifiability, memorization.

all_ones               to learn is to reach all ones
any_architecture       networks of any count and size of hidden layers learn the target
solution_set           which weights have zero loss
learned_weights        the printed weights of () and (1)
equal_split            the split between two later layers
identifiability        what symmetric binary masks teach
fresh_inputs           Algorithm 1: why inputs are drawn afresh for every mask
determined             which combinations few data determine
memorization           what is memorized, mask by mask
memorization_quotient  the generalization/memorization quotient
binary_and_weighted    binary and weighted test errors
"""
