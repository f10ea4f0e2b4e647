"""Build the wheel, install it into a fresh environment and run one claim from another directory.

An editable install finds every file of the checkout, so no other test notices a module or a data file that the
wheel lacks, or a run-time dependency that only the development tools bring along. Run it with `make wheel-smoke`.
"""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

PAPER = "gated_deep_linear_networks"
CLAIM = "eq-3"

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
PAPERS = PYPROJECT["project"]["entry-points"]["gatelemma.papers"]


def environment() -> dict[str, str]:
    """The caller's environment without what could let the checkout in, and with every version pinned."""
    hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_REQUIRE_VIRTUALENV"}
    pins = str(ROOT / "constraints.txt")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {"PIP_CONSTRAINT": pins, "PIP_BUILD_CONSTRAINT": pins}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment(), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(
            f"wheel smoke: exit status {done.returncode} of {' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
        )
    return done.stdout


def expected_files() -> set[str]:
    """Every file of the packages in the checkout, and those that must be there."""
    files = [path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    hidden = ("__pycache__", ".")
    found = {path.as_posix() for path in files if not any(part.startswith(hidden) for part in path.parts)}
    required = {f"{package}/py.typed" for package in PACKAGES}
    required |= {f"papers/{slug}/expected.json" for slug in PAPERS}
    return found | required


def check_contents(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    if missing := sorted(expected_files() - names):
        sys.exit(f"wheel smoke: not in the wheel: {', '.join(missing)}")
    tops = {name.split("/")[0] for name in names}
    strays = sorted(top for top in tops - set(PACKAGES) if not top.endswith(".dist-info"))
    if strays:
        sys.exit(f"wheel smoke: in the wheel, but in no package: {', '.join(strays)}")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gatelemma-wheel-") as name:
        work = Path(name).resolve()
        elsewhere = work / "elsewhere"
        elsewhere.mkdir()
        run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", work, ROOT, cwd=elsewhere)
        (wheel,) = work.glob("*.whl")
        check_contents(wheel)

        venv = work / "venv"
        run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=elsewhere)
        python = venv / "bin" / "python"
        run(sys.executable, "-m", "pip", "--python", python, "install", "--no-compile", wheel, cwd=elsewhere)

        code = f"import json, {', '.join(PACKAGES)}; print(json.dumps([m.__file__ for m in ({', '.join(PACKAGES)})]))"
        for origin in json.loads(run(python, "-c", code, cwd=elsewhere)):
            if not Path(origin).resolve().is_relative_to(venv):
                sys.exit(f"wheel smoke: {origin} was imported instead of the wheel's own module")
        print(run(venv / "bin" / "gatelemma", "verify", PAPER, "--claim", CLAIM, cwd=elsewhere), end="")
    print(f"wheel smoke: {wheel.name} is complete and runs")


if __name__ == "__main__":
    main()
