"""Figure 5, interactions of higher order, the litmus test and memory.

walks_and_powers           what several masked layers compute
walk_classes               what zero loss leaves free in several masked layers
higher_order_training      where training several masked layers ends
layer_masks                the masks of all layers from the one mask of a graph
layer_training             how trainings of several masked layers are run
two_masks_training         two layers with a mask each
learned_gauge              which weights of zero loss are learned
layer_stability            how large the steps of several masked layers may be
litmus                     the test for the order of interaction
litmus_answers             what the test answers on data of the highest order that can be told
litmus_several_graphs      which orders several graphs tell apart
litmus_errors              how often the litmus test is wrong, its power, and whether linear layers suffice
locality_test              the litmus test that takes any target
level_counts               whether a test rejects as often as its level says
power_curves               rejections over the strength of a term
memory_family              what orders and memory add, and what less memory misses
litmus_memory              how often the test takes too much memory
litmus_memory_power        how small a lagged term the litmus test for memory finds
recurrent_memory           an LSTM as a test for memory
graphs                     the graphs they are tried on
characteristic_polynomial  every eigenvalue once
"""
