"""Section 3.2 with a step size and minibatches.

sgd_moments            mean and covariance of the weights at any step
sgd_stationary         where the weights settle
mean_square_stability  for which step sizes the covariance of the weights stays bounded
sgd_runs               runs on a small problem, and the z-scores of their covariance
small_steps            where the weights settle, to the first order in the step size
"""
