"""What refutes a variant is told of that variant: no line of a claim repeats another."""

import pytest

import papers


@pytest.mark.parametrize(
    "id", ["table-1-5-control", "table-1-5-subsampled", "fig-4-constants", "edge-direction", "between-networks"]
)
def test_every_variant_is_refuted_in_words_of_its_own(id: str) -> None:
    result = papers.verify("ensemble_mask_networks", claim=id).claim(id)
    lines = [*result.refuted_variants.values(), *filter(None, (result.counterexample,))]
    assert len(set(lines)) == len(lines) > 1
    assert result.detail not in lines
