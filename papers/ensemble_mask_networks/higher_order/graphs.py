"""The networkx graphs on which the litmus tests are tried."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np


def adjacency(graph: Any) -> Any:
    """A in integers."""
    return nx.to_numpy_array(graph, dtype=np.int64)


def farthest(graph: Any) -> Any:
    """The first node with the farthest other one."""
    return max(graph, key=lambda v: nx.eccentricity(graph, v))


def twelve_nodes() -> dict[str, Any]:
    """One connected graph of each kind."""
    return {
        "random": nx.gnp_random_graph(12, 0.3, seed=4),
        "small world": nx.watts_strogatz_graph(12, 4, 0.3, seed=1),
        "scale free": nx.barabasi_albert_graph(12, 2, seed=1),
        "lattice": nx.convert_node_labels_to_integers(nx.grid_2d_graph(3, 4)),
    }


def special_graphs() -> dict[str, Any]:
    """Graphs with few different eigenvalues, beside those of `twelve_nodes`."""
    return {
        "complete": nx.complete_graph(6),
        "Petersen, strongly regular": nx.petersen_graph(),
        "3 x 3 torus, strongly regular": nx.convert_node_labels_to_integers(nx.grid_2d_graph(3, 3, periodic=True)),
        "4 x 4 torus": nx.convert_node_labels_to_integers(nx.grid_2d_graph(4, 4, periodic=True)),
        "cycle": nx.cycle_graph(8),
        **twelve_nodes(),
    }


def six_nodes() -> dict[str, Any]:
    """Undirected graphs whose eigenvalues overlap."""
    return {
        "complete": nx.complete_graph(6),
        "cycle": nx.cycle_graph(6),
        "path": nx.path_graph(6),
        "complete bipartite": nx.complete_bipartite_graph(3, 3),
        "prism": nx.circular_ladder_graph(3),
    }


def memory_graphs() -> dict[str, Any]:
    """An undirected and a directed graph of 6 nodes, for data of some memory."""
    return {
        "small world": nx.watts_strogatz_graph(6, 4, 0.3, seed=1),
        "directed path": nx.path_graph(6, create_using=nx.DiGraph),
    }


def small_graphs() -> dict[str, Any]:
    """Undirected and directed graphs; the directed path and the tree have no eigenvalue but 0."""
    directed: Any = nx.DiGraph
    return {
        "complete, 3 nodes": nx.complete_graph(3),
        "path, 5 nodes": nx.path_graph(5),
        "star": nx.star_graph(4),
        "cycle": nx.cycle_graph(6),
        "Petersen, strongly regular": nx.petersen_graph(),
        "3 x 3 torus, strongly regular": nx.convert_node_labels_to_integers(nx.grid_2d_graph(3, 3, periodic=True)),
        "lattice": nx.convert_node_labels_to_integers(nx.grid_2d_graph(2, 4)),
        "scale free": nx.barabasi_albert_graph(8, 2, seed=1),
        "small world": nx.watts_strogatz_graph(6, 4, 0.3, seed=1),
        "directed path": nx.path_graph(4, create_using=directed),
        "directed cycle": nx.cycle_graph(5, create_using=directed),
        "directed tree": nx.balanced_tree(2, 2, create_using=directed),
        "directed random": nx.gnp_random_graph(6, 0.3, seed=3, directed=True),
    }
