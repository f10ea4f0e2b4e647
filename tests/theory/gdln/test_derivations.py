"""The derivations on gates: every step proved, and refuted once something is added to it."""

from dataclasses import replace

import pytest

from theory import gdln

ALL = {
    "exclusive": gdln.exclusive_flow_derivation,
    "redundant": gdln.redundant_flow_derivation,
    "objective": gdln.objective_derivation,
    "soft gates": gdln.soft_gates_derivation,
    "free gates": gdln.free_gates_derivation,
    "half-spaces": gdln.half_space_bound_derivation,
    "pulse gates": gdln.pulse_gates_derivation,
    "evolving gates": gdln.evolving_gates_derivation,
    "common basis": gdln.common_basis_derivation,
}


@pytest.mark.parametrize("name", ALL)
def test_every_step_is_proved_and_has_teeth(name):
    """No step is given, all hold without sampling, none holds with 1 added to its right-hand side."""
    derivation = ALL[name]()
    assert derivation.proved
    assert len(derivation.steps) >= 3
    assert not any(step.given for step in derivation.steps)
    assert all(replace(step, rhs=step.rhs + 1).check().holds is not True for step in derivation.steps)
