"""Claims, verdicts and the run that computes them, compared with what a person has accepted."""
