"""Tests mirror the folders: each is named after the module it tests, and each module has one, or says where."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("theory", "sims", "papers")

# Tests whose subject is no module beside them: they run a command, a sweep or a search as a whole, or hold of all files.
TESTS_OF_MORE = {
    "papers/commands/test_gates_refusals": "the command gates given what it cannot use",
    "papers/commands/test_paper_from_tex": "the command new-paper --from",
    "papers/commands/test_sweep_interrupts": "the command sweep, interrupted and killed",
    "papers/commands/test_sweep_refusals": "the command sweep given what it cannot use",
    "papers/ensemble_mask_networks/test_refutations_differ": "the words of all claims",
    "papers/figures/test_ensemble_mask_networks": "the figures of all claims",
    "papers/figures/test_every_claim": "the figures of all claims",
    "papers/figures/test_gated_deep_linear_networks": "the figures of all claims",
    "papers/figures/test_rules": "the rules beside it",
    "papers/figures/test_words": "the rules beside it",
    "papers/ledger/test_claims": "all claims of both papers",
    "papers/ledger/test_levels": "the outcomes of all claims",
    "papers/ledger/test_run_workers": "the processes that run claims",
    "papers/pages/test_html_in_chromium": "the page of the ledger in a browser",
    "papers/test_help": "all help texts",
    "papers/test_importtime": "all packages",
    "sims/sweep/test_failures": "a sweep with cells that fail",
    "sims/sweep/test_full_disk": "a sweep without room",
    "sims/sweep/test_survival": "a sweep that is killed",
    "theory/gates/families/test_offset": "half-spaces with an offset, through search, estimator and check",
    "theory/gates/proofs/test_interrupts": "Ctrl-C in any proof",
    "theory/gates/test_bad_data": "bad data given to any search",
}

# Modules that no test file is named after, and the file of what they are a part of, by which they are tested.
TESTED_IN = {
    "sims/emn/settings": "sims/emn/test_training",
    "sims/sweep/executor": "sims/sweep/test_failures",
    "sims/sweep/feed": "sims/sweep/test_run",
    "sims/sweep/saver": "sims/sweep/test_run",
    "sims/sweep/status": "sims/sweep/test_run",
    "sims/sweep/work": "sims/sweep/test_failures",
    "sims/sweep/worker_process": "sims/sweep/test_failures",
    "sims/workers": "sims/sweep/test_survival",
    "theory/emn/masks/mask_order_derivation": "theory/emn/masks/test_mask_order",
    "theory/emn/masks/mask_recursion": "theory/emn/masks/test_mask_order",
    "theory/emn/masks/mask_score_derivation": "theory/emn/masks/test_mask_score",
    "theory/emn/rates/transfer_derivation": "theory/emn/rates/test_transfer",
    "theory/emn/rates/step_scale": "theory/emn/rates/test_stability",
    "theory/gates/best_gates": "theory/gates/test_optimize",
    "theory/gates/families/pointwise": "theory/gates/proofs/test_branch_and_bound",
    "theory/gates/fits/many_fits": "theory/gates/proofs/test_listed_search",
    "theory/gates/fits/moves": "theory/gates/local/test_flips",
    "theory/gates/fits/rows": "theory/gates/local/test_flips",
    "theory/gates/limits": "theory/gates/proofs/test_branch_and_bound",
    "theory/gates/local/restarts": "theory/gates/local/test_local_search",
    "theory/gates/proofs/open_nodes": "theory/gates/proofs/test_branch_and_bound",
    "theory/gates/proofs/point_order": "theory/gates/proofs/test_branch_and_bound",
    "theory/gates/proofs/race": "theory/gates/proofs/test_branch_and_bound",
    "theory/gates/proofs/rational_points": "theory/gates/proofs/test_recheck_halfspaces",
    "theory/gates/proofs/recheck_tables": "theory/gates/proofs/test_recheck",
    "theory/gates/solver_result": "theory/gates/test_optimize",
    "theory/gdln/ring/ring_derivation": "theory/gdln/ring/test_ring_regression",
    "theory/inputs/uniform_cube": "theory/inputs/test_protocol",
    "theory/inputs/uniform_moments_derivation": "theory/inputs/test_uniform_moments",
    "theory/latex/formula": "theory/latex/test_folding",
    "theory/latex/opening": "theory/latex/test_folding",
    "theory/latex/symbol_latex": "theory/latex/test_formulas_in_words",
    "theory/latex/symbols": "theory/latex/test_formulas_in_words",
}


def names_below(folder: Path, pattern: str, *roots: str) -> set[str]:
    """Paths from `folder`, without their endings."""
    found = (path for root in roots for path in (folder / root).rglob(pattern))
    return {path.relative_to(folder).with_suffix("").as_posix() for path in found}


def modules_with_functions(*roots: str) -> set[str]:
    """Modules, but not the packages' own, with a function or class that has no underscore."""
    found = set()
    for name in names_below(ROOT, "*.py", *roots):
        body = ast.parse((ROOT / f"{name}.py").read_text(encoding="utf-8")).body
        defined = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        if not name.endswith("/__init__") and any(not other.startswith("_") for other in defined):
            found.add(name)
    return found


def beside(test: str) -> set[str]:
    """What "a/b/test_c" may be a test of: the module or package a/b/c; with "a/c/test_c", the package a/c itself."""
    folder, _, name = test.rpartition("/test_")
    return {f"{folder}/{name}", f"{folder}/{name}/__init__"} | (
        {f"{folder}/__init__"} if folder.endswith(f"/{name}") else set()
    )


def test_each_test_file_is_named_after_the_module_it_tests() -> None:
    modules = names_below(ROOT, "*.py", *PACKAGES)
    tests = names_below(ROOT / "tests", "test_*.py", *PACKAGES)
    assert sorted(test for test in tests if not beside(test) & modules) == sorted(TESTS_OF_MORE)


def test_each_module_of_theory_and_sims_has_a_test_file_of_its_name() -> None:
    """Or its package has one, as theory/strategies in tests/theory/test_strategies.py."""
    tests = names_below(ROOT / "tests", "test_*.py", *PACKAGES)
    tested = {name.removesuffix("/__init__") for test in tests for name in beside(test)}
    modules = modules_with_functions("theory", "sims")
    assert sorted(m for m in modules if not {m, m.rpartition("/")[0]} & tested) == sorted(TESTED_IN)
    assert sorted(set(TESTED_IN.values()) - tests) == []
