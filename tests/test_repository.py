"""What the folder as a whole promises: versions, packaging, the direction of imports, the commands of the Makefile."""

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
PACKAGES: list[str] = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
TARGETS = ["help", "verify", "test", "test-full", "test-latest", "test-floor", "wheel-smoke", "docs", "bench", "clean"]

# What each folder may import beside the standard library and itself. mpmath comes with SymPy.
NUMERIC = {"sympy", "mpmath", "numpy", "scipy", "networkx"}
MAY_IMPORT = {
    "theory": NUMERIC | {"flint"},
    "sims": NUMERIC | {"theory", "array_api_compat"},
    "papers": NUMERIC | {"latex2mathml", "platformdirs", "theory", "sims", "matplotlib", "rich", "flint"},
}


EXTRAS = PROJECT["optional-dependencies"]
INSTALLED = sorted(EXTRAS.keys() - {"bench"})  # the benchmarks have an environment of their own


def declared(*extras: str) -> list[Requirement]:
    return [
        Requirement(line) for line in [*PROJECT["dependencies"], *(line for extra in extras for line in EXTRAS[extra])]
    ]


def pins(name: str) -> dict[str, str]:
    """The `name==version` lines of a constraints file; anything else in it is an error."""
    found: dict[str, str] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            package, _, version = line.partition("==")
            assert str(Version(version)) == version, f"{name}: {line}"
            assert package == canonicalize_name(package), f"{name}: {package} is not in its normal form"
            assert package not in found, f"{name}: {package} twice"
            found[package] = version
    return found


def repository_files() -> list[Path]:
    """Files that are tracked or would be; the test is skipped where there is no git."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in output.split("\0") if name and (ROOT / name).is_file()]


def imports(source: str) -> set[str]:
    """Top-level packages that a module imports anywhere, also inside functions or by constant name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and node.args:
            function, first = node.func, node.args[0]
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in {"import_module", "__import__"} and isinstance(first, ast.Constant):
                found.add(str(first.value).split(".")[0])
    return found - {""}  # a relative name given to import_module starts with a dot


def forbidden_imports(path: str, source: str) -> set[str]:
    package = path.split("/")[0]
    allowed = MAY_IMPORT[package] | {package} | sys.stdlib_module_names
    if path.startswith("theory/strategies/"):
        allowed = allowed | {"hypothesis"}
    if path == "theory/gates/estimator.py":  # works without it
        allowed = allowed | {"sklearn"}
    if path == "sims/sweep/cluster.py":  # an extra, imported when asked for
        allowed = allowed | {"distributed", "threadpoolctl"}
    return imports(source) - allowed


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("theory/flow.py", "def f():\n    from sims.emn import train", {"sims"}),
        ("theory/flow.py", "import numpy as np, papers.ledger", {"papers"}),
        ("theory/flow.py", "import importlib\nimportlib.import_module('matplotlib.pyplot')", {"matplotlib"}),
        ("theory/flow.py", "from hypothesis import given", {"hypothesis"}),
        (
            "theory/strategies/regressions.py",
            "from hypothesis import given\nfrom ..regression import GatedRegression",
            set(),
        ),
        ("theory/__init__.py", "from importlib import import_module\nimport_module('.flow', __name__)", set()),
        ("sims/emn/training.py", "if TYPE_CHECKING:\n    from papers import Claim", {"papers"}),
        ("sims/emn/training.py", "import numpy\nfrom theory import emn", set()),
        ("papers/ledger.py", "import tests", {"tests"}),
    ],
)
def test_the_import_check_sees(path: str, source: str, expected: set[str]) -> None:
    assert forbidden_imports(path, source) == expected


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_from_papers_to_sims_to_theory(package: str) -> None:
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    names = [path.relative_to(ROOT).as_posix() for path in modules]
    wrong = {
        name: bad
        for name, path in zip(names, modules, strict=True)
        if (bad := forbidden_imports(name, path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


def test_every_import_package_is_in_the_wheel_and_typed() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == set(PACKAGES)
    assert set(PYPROJECT["tool"]["mypy"]["packages"]) == set(PACKAGES)
    assert [package for package in PACKAGES if not (ROOT / package / "py.typed").is_file()] == []


def test_every_paper_is_an_entry_point() -> None:
    folders = {path.parent.name for path in ROOT.glob("papers/*/expected.json")}
    assert folders == set(PROJECT["entry-points"]["gatelemma.papers"])


def test_no_package_file_is_ignored_by_git() -> None:
    """The wheel leaves out what .gitignore names, tracked or not, so a careless pattern would lose modules."""
    assert repository_files()
    files = [
        path for package in PACKAGES for kind in ("*.py", "*.json", "py.typed") for path in (ROOT / package).rglob(kind)
    ]
    names = "\n".join(path.relative_to(ROOT).as_posix() for path in files)
    command = ["git", "check-ignore", "--no-index", "--stdin"]
    done = subprocess.run(command, cwd=ROOT, input=names, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")  # 1: no file is ignored


def test_the_tests_are_no_packages() -> None:
    """With an `__init__.py`, tests/theory would be imported as `theory`."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_requirements_have_a_floor_and_no_cap() -> None:
    wrong = [
        str(line) for line in declared(*EXTRAS) if line.extras or [spec.operator for spec in line.specifier] != [">="]
    ]
    assert wrong == []
    assert re.fullmatch(r">=3\.\d+", PROJECT["requires-python"])


def test_the_floor_file_is_the_declared_minimum() -> None:
    minimum = {
        (canonicalize_name(line.name), Version(spec.version)) for line in declared(*EXTRAS) for spec in line.specifier
    }
    floor = {(package, Version(version)) for package, version in pins("constraints-floor.txt").items()}
    assert floor == minimum  # also fails if two extras declare different floors


def test_constraints_satisfy_the_requirements_and_the_build() -> None:
    pinned = pins("constraints.txt")
    lines = [*declared(*EXTRAS), *(Requirement(line) for line in PYPROJECT["build-system"]["requires"])]
    wrong = [str(line) for line in lines if not line.specifier.contains(pinned.get(canonicalize_name(line.name), "0"))]
    assert wrong == []


def test_constraints_hold_for_the_oldest_python() -> None:
    """What is pinned can be installed on the first release of the Python that the project asks for."""
    oldest = f"{next(iter(SpecifierSet(PROJECT['requires-python']))).version}.0"
    wrong = []
    for package, version in pins("constraints.txt").items():
        for found in importlib.metadata.distributions(name=package):
            asked = found.metadata.get("Requires-Python")
            if asked and found.version == version and not SpecifierSet(asked).contains(oldest):
                wrong.append(f"{package}=={version} needs Python {asked}")
    assert wrong == []


def closure(name: str, extra: str, seen: set[str]) -> Iterator[str]:
    """Installed distributions that `name[extra]` needs here, without `name` itself."""
    for line in importlib.metadata.requires(name) or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            package = canonicalize_name(requirement.name)
            if package not in seen:
                seen.add(package)
                yield package
                yield from closure(package, "", seen)


def test_constraints_pin_everything_that_is_installed() -> None:
    pinned = pins("constraints.txt")
    if not any(importlib.metadata.distributions(name="gatelemma")):
        pytest.skip("gatelemma is not installed here")
    if any(
        importlib.metadata.version(line.name) != pinned[canonicalize_name(line.name)] for line in declared(*INSTALLED)
    ):
        pytest.skip("this environment was not made under constraints.txt")
    assert sorted({name for extra in INSTALLED for name in closure("gatelemma", extra, set())} - set(pinned)) == []


def test_version_and_python_floor_are_the_same_everywhere() -> None:
    version, python = PROJECT["version"], PROJECT["requires-python"].removeprefix(">=")
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {version} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert PYPROJECT["tool"]["mypy"]["python_version"] == python
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py" + python.replace(".", "")


def test_make_knows_its_targets() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY:(.*)$", text, re.MULTILINE)
    assert phony is not None
    assert sorted(phony[1].split()) == sorted(TARGETS)
    assert [target for target in TARGETS if not re.search(rf"^{target}:", text, re.MULTILINE)] == []
    assert [target for target in TARGETS if target != "help" and f'@echo "make {target} ' not in text] == []


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
def test_make_installs_under_the_constraints(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "constraints-floor.txt"):
        shutil.copy(ROOT / name, tmp_path)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}

    def plan(target: str) -> str:
        command = ["make", "-n", target]
        return subprocess.run(command, cwd=tmp_path, env=kept, capture_output=True, check=True, text=True).stdout

    for target in ("verify", "test", "test-full", "wheel-smoke", "docs", "bench"):
        assert re.search(r"^PIP_CONSTRAINT=constraints.txt .* pip install", plan(target), re.MULTILINE), target
    assert "-c constraints-floor.txt" in plan("test-floor")
    assert "constraints" not in plan("test-latest")
    assert all("-W default" in plan(target) for target in ("test-floor", "test-latest"))
    assert "-W" not in plan("test")

    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".installed").touch()
    assert "pip install" not in plan("verify")
    os.utime(tmp_path / "constraints.txt", (2**31 - 1, 2**31 - 1))  # newer than the environment
    assert "pip install" in plan("verify")


@pytest.mark.parametrize(
    ("profile", "examples", "derandomize"), [("", 50, True), ("ci", 50, True), ("full", 500, False)]
)
def test_hypothesis_profiles(profile: str, examples: int, derandomize: bool) -> None:
    code = (
        "import runpy; runpy.run_path('tests/conftest.py'); from hypothesis import settings; s = settings();"
        "print(s.max_examples, s.derandomize, s.deadline)"
    )
    kept = {name: value for name, value in os.environ.items() if name != "HYPOTHESIS_PROFILE"}
    env = kept | {"CI": "true"} | ({"HYPOTHESIS_PROFILE": profile} if profile else {})
    command = [sys.executable, "-c", code]
    output = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=True, text=True).stdout
    assert output.split() == [str(examples), str(derandomize), "None"]


def test_sympy_computes_with_the_ground_types_that_are_recorded() -> None:
    from sympy.external.gmpy import GROUND_TYPES

    assert os.environ["SYMPY_GROUND_TYPES"] == GROUND_TYPES


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    absolute = re.compile(r"(?<![\w.:/~-])/(?:home|Users|root|work|opt)/[A-Za-z0-9_.]|[A-Z]:\\Users\\")
    assert absolute.search("see /" + "home/me/data")
    assert not absolute.search("https://example.org/" + "home/page")
    wrong = []
    for path in repository_files():
        if absolute.search(path.read_bytes().decode("utf-8", errors="replace")):
            wrong.append(path.relative_to(ROOT).as_posix())
    assert wrong == []
