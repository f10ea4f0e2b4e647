"""The risk of a row by its definition, as an oracle of tests."""


def risk(row, Q):
    """1/2 (beta - 1)^T Q (beta - 1), written again."""
    beta = row[0]
    for layer in row[1:]:
        beta = layer @ beta
    return (beta[0] - 1) @ Q @ (beta[0] - 1) / 2
