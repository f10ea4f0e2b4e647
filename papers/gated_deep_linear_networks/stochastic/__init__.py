"""Section 3.2 with a step size and minibatches."""
