"""Section 5 in other settings: networks trained on fewer data, and from other initializations.

low_data             exposure and epochs with few data
low_data_resampling  what new masks gain
low_data_spread      how far errors spread over the sweep
low_data_likelihood  the likelihood of a mask of few data, at high n
low_data_runs        the trainings with few masks and inputs, beside those with many
initializations      which statements depend on the initialization
initialization_runs  networks trained from every initialization, and what each sweep of them shows
"""
