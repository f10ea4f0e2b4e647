"""How many different eigenvalues graphs have."""

import networkx as nx
import pytest

from papers.ensemble_mask_networks.higher_order.characteristic_polynomial import different_eigenvalues
from papers.ensemble_mask_networks.higher_order.graphs import adjacency


@pytest.mark.parametrize(
    ("graph", "count"),
    [
        (nx.complete_graph(4), 2),
        (nx.path_graph(5), 5),
        (nx.path_graph(5, create_using=nx.DiGraph), 1),
        (nx.petersen_graph(), 3),
    ],
)
def test_different_eigenvalues(graph: nx.Graph, count: int) -> None:
    assert different_eigenvalues(adjacency(graph)) == count
