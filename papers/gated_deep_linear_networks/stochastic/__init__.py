"""Section 3.2 with a step size and minibatches.

sgd_moments            mean and covariance of the weights at any step
sgd_stationary         where they settle
mean_square_stability  for which step sizes they do
small_steps            where, to the first order in the step size
"""
