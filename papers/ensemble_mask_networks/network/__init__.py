"""Sections 2 and 3: the model, its operations and subnetworks, message passing, depth and width.

model               the formula of the network, a definition
operations          which operations can be learned
operator            which operator has been learned
indices             directions of entries and shapes of layers
merging             Algorithm 1: mask, train, merge
message_passing     the masked layer as message passing
degrees_of_freedom  how many dimensions the maps span that masks give
shared_maps         what is shared with plain networks
pruning             what pruning keeps out, and its cost
subnetworks         how many subnetworks there are
generic_weights     weights without accidental relations
superposition       how subnetworks combine
transparency        what depth does to the learned weights
expressivity        what hidden layers add
width               what several copies learn
computation         what a step costs
coverage            how small a set of masks may be
"""
