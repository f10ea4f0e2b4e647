"""Claims that read a sweep with `--full`: computed where it is missing, read where it is there."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import papers
from papers.ensemble_mask_networks.experiments import META_EPOCHS
from papers.ensemble_mask_networks.printed_table_1 import SIZES
from papers.ensemble_mask_networks.table_1 import minimum_errors, minimum_over_cells
from papers.ledger.registry import load_paper
from papers.ledger.sweeps import default_store, read_sweep
from papers.ledger.usage_error import UsageError
from sims.emn.evaluation import ERRORS
from sims.store import Record

Write = Callable[[str, str], Path]
Run = Callable[..., subprocess.CompletedProcess[str]]

PAPER = """
def mean_is(says, context):
    if not context.full:
        return Outcome(True if says == "wide" else False, Evidence.SIMULATED, 1, detail="without the sweep")
    records = context.sweep("noise")
    spread = {r.parameters["scale"]: r.scalars["spread"] for r in records}
    widest = max(spread, key=spread.get)
    passed = (widest == 100.0) == (says == "wide")
    return Outcome(passed, Evidence.SIMULATED, len(records), detail=f"{spread}")


PAPER = Paper(
    slug="noisy",
    title="Noisy",
    citation="",
    claims=(
        Claim(
            "spread", "Eq. (1)", "Wide.", Statement("1", "wide"), test=mean_is, wrong={"narrow": "narrow"}, sweeps=("noise",)
        ),
        Claim("plain", "Eq. (2)", "Plain.", Statement("1", (True, 1)), test=found, wrong=WRONG),
    ),
)
"""
EXPERIMENT = """
from pathlib import Path


def noise(rng, *, scale):
    with Path(__file__).with_name("calls").open("a") as calls:
        calls.write(f"{scale}\\n")
    if scale == -1:
        raise ValueError("negative")
    return {"spread": float(abs(scale * rng.normal(size=50)).max())}
"""


@pytest.fixture
def noisy(write: Write) -> Path:
    folder = write("noisy", PAPER)
    (folder / "sweeps").mkdir()
    (folder / "sweeps" / "noise_module_of_test_sweeps.py").write_text(EXPERIMENT)
    sweep(folder, "1.0, 100.0")
    return folder


def sweep(folder: Path, scales: str) -> None:
    spec = f'experiment = "noise_module_of_test_sweeps:noise"\nseeds = 2\n[grid]\nscale = [{scales}]\n'
    (folder / "sweeps" / "noise.toml").write_text(spec)


def calls(folder: Path) -> list[str]:
    log = folder / "sweeps" / "calls"
    return sorted(log.read_text().split()) if log.exists() else []


def test_the_default_run_computes_no_sweep(noisy: Path) -> None:
    assert papers.verify(noisy, "spread").claim("spread").detail == "without the sweep"
    assert calls(noisy) == []


def test_full_computes_what_is_missing_and_reads_the_rest(noisy: Path, command: Run, tmp_path: Path) -> None:
    def run() -> dict[str, object]:
        done = command("verify", noisy, "--full", "--store", tmp_path / "kept.sqlite", "--json", tmp_path / "out.json")
        assert done.stderr == ""
        return {c["id"]: c for c in json.loads((tmp_path / "out.json").read_text())["papers"][0]["claims"]}["spread"]

    first = run()
    assert first["verdict"] == "holds"
    assert first["effective"] == 4
    assert calls(noisy) == ["1.0", "1.0", "100.0", "100.0"]
    assert run()["detail"] == first["detail"]
    assert len(calls(noisy)) == 4  # nothing was computed again
    sweep(noisy, "1.0, 100.0, 3.0")
    assert run()["effective"] == 6
    assert calls(noisy) == ["1.0", "1.0", "100.0", "100.0", "3.0", "3.0"]


def test_a_failed_cell_is_an_error_with_its_reason(noisy: Path, command: Run, tmp_path: Path) -> None:
    sweep(noisy, "-1.0")
    done = command("verify", noisy, "--full", "--claim", "spread", "--store", tmp_path / "kept.sqlite")
    assert done.returncode == 1
    assert "the cell scale = -1.0, seed = 0 failed: ValueError: negative" in done.stdout


def test_what_cannot_be_used_is_one_line(noisy: Path, command: Run, tmp_path: Path) -> None:
    (tmp_path / "text.sqlite").write_text("no store")
    done = command("verify", noisy, "--full", "--store", tmp_path / "text.sqlite")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "is no SQLite file; name another store" in done.stderr
    (noisy / "sweeps" / "noise.toml").unlink()
    with pytest.raises(UsageError, match=r"cannot read .*noise.toml"):
        papers.verify(noisy, "spread", full=True, store=tmp_path / "kept.sqlite")


def test_the_default_store_is_a_cache_of_this_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    here = default_store()
    assert here.parent.is_dir()
    assert here == default_store()
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda f: read(f) + (b"# edited" if f.name == "kernel.py" else b""))
    assert default_store() != here


def test_every_spec_of_the_papers_can_be_read_and_covers_table_1() -> None:
    _, folder = load_paper("ensemble_mask_networks")
    for spec in sorted((folder / "sweeps").glob("*.toml")):
        assert len(read_sweep(spec)) > 0
    whole = read_sweep(folder / "sweeps" / "table_1.toml")
    assert whole.grid["n"] == SIZES == (5, 10, 20, 40, 100)
    for n, name in minimum_over_cells.SWEEP_OF.items():
        assert n in read_sweep(folder / "sweeps" / f"{name}.toml").grid["n"]


def test_the_minimum_is_over_the_fifteen_cells_of_each_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records with known errors; the least one of a network stands at another (epochs, meta-epochs) each time."""

    def record(n: int, condition: str, epochs: int, seed: int) -> Record:
        errors = {
            f"{name.replace(' ', '_')}_{m}": 10.0 + seed + (0 if (epochs, m) == (seed + 1, 4) else m * epochs)
            for name in ERRORS
            for m in META_EPOCHS
        }
        asked = {"n": n, "condition": condition, "epochs": epochs, "dtype": "float32"}
        return Record(f"{n}{condition}{epochs}{seed}", "emn_table_1", asked, seed, "done", scalars=errors, commit="abc")

    records = [record(n, c, e, s) for n in (5, 10) for c in ("control", "shuffled") for e in (1, 2, 3) for s in (0, 1)]
    context = papers.Context(full=True)
    monkeypatch.setattr(context, "sweep", lambda name: records)
    assert minimum_errors._measured(context, 5, "shuffled") == {f"float32, {name}": [10.0, 11.0] for name in ERRORS}
