"""Files to spoil, the command that reads them, and a pickle that shows whether anything ran what it holds."""

import io
import json
import pickle
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from papers.cli import main

EXAMPLES = 15 if settings.default.max_examples < 500 else 150
PWNED = "pwned"
GOOD_CSV = b"a,b,y\n1,1,0\n2,1,1\n3,1,1\n4,1,0\n5,1,0.5\n"
GOOD_TOML = 'experiment = "fuzzed_file:measure"\nseeds = 2\n[grid]\nn = [1, 2]\na = [0.5]\n[limits]\nseconds = 1.5\n'


class Touches:
    """What an unpickled file could do."""

    def __reduce__(self) -> Any:
        return (open, (PWNED, "w"))


def call(*argv: str) -> tuple[int, str]:
    """The exit status and standard output of a command that ends as every one must, having run nothing."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(list(argv))
    lines = err.getvalue().splitlines()
    assert status in (0, 2)
    assert all(line.startswith("gatelemma: ") for line in lines), lines
    assert len(lines) == 1 if status else len(lines) <= 1, lines  # 0: the store's arrays are named
    assert "Traceback" not in out.getvalue() + err.getvalue()
    assert not Path(PWNED).exists(), "what the file holds was run"
    return status, out.getvalue()


def gates(name: str) -> dict[str, Any] | None:
    """What `gatelemma gates` finds for a file, None where it refuses it."""
    Path("o.json").unlink(missing_ok=True)
    status, _ = call("gates", name, "--gates", "1", "--family", "table", "--out", "o.json")
    if status:
        assert not Path("o.json").exists()
        return None
    found = json.loads(Path("o.json").read_text(encoding="utf-8"))
    assert 0 <= found["lower_bound"] <= found["objective"]
    return found


@st.composite
def damaged(draw: Callable[..., Any], good: bytes, fragments: tuple[bytes, ...]) -> bytes:
    """Good bytes cut, overwritten, doubled, or with fragments put in."""
    content = bytearray(good)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(content)))
        how = draw(st.sampled_from(("cut", "fragment", "fragment", "byte", "doubled", "nothing before")))
        if how == "cut":
            del content[at:]
        elif how == "fragment":
            content[at:at] = draw(st.sampled_from(fragments))
        elif how == "byte":
            content[at : at + 1] = draw(st.binary(min_size=1, max_size=2))
        elif how == "doubled":
            content[at:at] = content[: at + 7]
        else:
            del content[:at]
    return bytes(content)


PICKLED = pickle.dumps(Touches())
