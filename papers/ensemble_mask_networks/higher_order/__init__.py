"""Figure 5, interactions of higher order, the litmus test and memory.

walks_and_powers           what several masked layers compute
walk_classes               what zero loss leaves free in them
higher_order_training      where training them ends
two_masks_training         two layers with a mask each
learned_gauge              which weights of zero loss are learned
layer_stability            how large their steps may be
litmus                     the test for the order of interaction
litmus_several_graphs      which orders several graphs tell apart
litmus_errors              how often the test is wrong, and what linear layers miss
locality_test              the test that takes any target
power_curves               rejections over the strength of a term
memory_family              what orders and memory add, and what less memory misses
litmus_memory              how often the test takes too much memory
litmus_memory_power        how small a lagged term it finds
recurrent_memory           an LSTM as a test for memory
characteristic_polynomial  every eigenvalue once
"""
