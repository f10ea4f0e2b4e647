"""Text that could be code: an expression, and the LaTeX source of a paper."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from theory import is_zero, numpy_function

from .common import PWNED, call


@pytest.mark.parametrize("text", [f"open({PWNED!r}, 'w').close()", "x + 1", b"x", ["x"]])
def test_text_is_no_expression(text: Any):
    """SymPy would run text as code to read it."""
    with pytest.raises(TypeError, match=r"^expression must be a SymPy expression or a number; got .*\Z"):
        is_zero(text)
    with pytest.raises(TypeError, match=r"^expression must be a SymPy expression or a number; got .*\Z"):
        numpy_function([], text)
    assert not Path(PWNED).exists()


@pytest.mark.parametrize(
    "hostile", ['"""', '"); open("pwned", "w"); ("', "\\", "'''", "{}", "\r\n", "\\end{equation}", "é名"]
)
def test_latex_is_text(hostile: str):
    """A source, its labels and its file's name become text of the claims and no code of theirs."""
    name = f"{hostile.replace(chr(10), '').replace('/', '')}.tex"
    equation = f"\\begin{{equation}}\\label{{eq:{hostile}}}\n(x + 1)^2 = {hostile} x\n\\end{{equation}}\n"
    Path(name).write_text(f"\\title{{{hostile}}}\n{equation}", encoding="utf-8", newline="")
    shutil.rmtree("from_a_file", ignore_errors=True)
    status, _ = call("new-paper", "from_a_file", "--from", name)
    if status == 0:
        source = Path("from_a_file/claims.py").read_text(encoding="utf-8")
        compile(source, "claims.py", "exec")
        exec(source, {"__name__": "claims", "__file__": str(Path("from_a_file/claims.py").absolute())})
    assert not Path(PWNED).exists()
