"""Section 5 in other settings: networks trained on fewer data, and from other initializations.

low_data             exposure and epochs with few data
low_data_resampling  what new masks gain
low_data_spread      how far errors spread over the sweep
low_data_runs        the trainings behind these
initializations      which statements depend on the initialization
initialization_runs  the sweeps behind that
"""
