"""Section 2: gates that follow their weights, when they flip, and the fields that frozen or refreshed gates predict.

hindsight                whether gates taken from the end of a run, its start, or in between predict its field
gate_scale               the gate does not depend on the scale of the weights
uniform_growth           whether a field grows along itself
field_growth             how a field changes its shape
sign_flipping            how many gates flip, and when
predicting_localization  the shape of the field from the start and the laws alone
field_predictors         the field at the end of a run as the closed form predicts it, for the claims of `hindsight` and others
relu_unit                Gaussian inputs: the winning mode and its amplitude
relu_unit_stability      which fixed points of a ReLU unit attract
mode_plot                the Fourier modes of a field during SGD as a picture
refreshed_gates          gates that are refreshed every so often
relu_descent             descent of a ReLU network against its flow through refreshed gates
"""
