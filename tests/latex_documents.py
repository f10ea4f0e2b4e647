"""Documents in LaTeX: what can be seen without a compiler, and what a compiler says."""

import re
from collections.abc import Callable
from pathlib import Path

from papers.pages.latex import SETTING
from theory.latex.derivations import FITTED

# What plain LaTeX, amsmath and amssymb define, as far as the ledger has need of it.
KNOWN = set(
    re.findall(
        r"\w+",
        """aftertables allowbreak allowdisplaybreaks alpha approx arcsin arctan arraybackslash asymp bar begin begingroup
    beta Big big Bigl bigl bigoplus Bigr bigr binom bmatrix bmod cap cdot chi cos cosh dagger deg Delta delta
    det dim dots downarrow ell emptyset end endgroup endhead epsilon equiv eta exists exp fitted forall frac
    Gamma gamma ge geq gg gtrless hat hline hspace iff implies in infty int kappa Lambda lambda langle lceil
    ldots le left leftarrow leftrightarrow leq lesssim lfloor lim limits lineskiplimit linewidth ln log
    longleftrightarrow mapsto mathbb mathbf mathcal mathrm max mid min mp mu nabla ne neg neq ni notag nu odot
    Omega omega operatorname oplus otimes overline overset paragraph partial penalty perp Phi phi pi pm Pr
    prime prod propto psi qquad quad raggedright rangle rceil rfloor rho right Rightarrow rightarrow setminus
    Sigma sigma sim simeq sin sinh sqrt stackrel subset subseteq substack succeq sum supsetneq tan tanh tau
    text textbackslash textstyle texttt tfrac theta tilde times to top uparrow usepackage varepsilon varphi
    vdots vec wedge widehat widetilde xi zeta""",
    )
)


LETTERS = set("{}%&#_$,;:!^~| \\")


def compiles(latex: str) -> None:
    """What can be seen without a compiler: braces, environments, $, the marks of alignment, known commands."""
    text = re.sub(r"(?<!\\)%.*", "", latex).replace(FITTED, "").replace(SETTING, "")
    assert re.search(r"[^\x00-\x7f]", text) is None
    commands = set(re.findall(r"\\([a-zA-Z]+|[^a-zA-Z])", text))
    assert commands <= KNOWN | LETTERS, commands - KNOWN - LETTERS
    stack: list[str] = []
    for token in re.findall(
        r"\\begin\{[^}]*\}|\\end\{[^}]*\}|\\left(?![a-z])|\\right(?![a-z])|\\.|[{}$]", text, re.DOTALL
    ):
        if token.startswith(r"\begin"):
            stack.append(token[7:-1])
        elif token.startswith(r"\end{"):
            assert stack.pop() == token[5:-1]
        elif token == "$":
            stack.pop() if stack and stack[-1] == "$" else stack.append("$")
        elif token in ("{", r"\left"):
            stack.append(token)
        elif token in ("}", r"\right"):
            assert stack.pop() == {"}": "{", r"\right": r"\left"}[token]
    assert stack == []
    for body in re.findall(r"\\begin\{align\}(.*?)\\end\{align\}", text, re.DOTALL):
        assert "\n\n" not in body  # a blank line ends a paragraph, and the compilation
        lines = re.split(r"\\\\\n", body)
        assert [line for line in lines if outside(line).count("&") != 1 or not outside(line).strip(" &\n")] == []
        assert body.count(r"\notag") == len(lines) - 1  # one number a step
        assert not body.rstrip().endswith(r"\\")  # that would number an empty line
    for body in re.findall(r"\\begin\{longtable\}\{.*\}\n(.*?)\\end\{longtable\}", text, re.DOTALL):
        head, *rows = body.strip().split("\n")
        assert head.endswith(r"\\ \hline \endhead")
        assert [row for row in rows if outside(row).count("&") != 4 or not row.endswith(r" \\")] == []


def outside(line: str) -> str:
    """The line without what is in braces, in inner environments or escaped."""
    line = re.sub(r"\\[&#%_$]", "", line)
    while (shorter := re.sub(r"\\begin\{(\w+)\}(?:(?!\\begin).)*?\\end\{\1\}|\{[^{}]*\}", "", line)) != line:
        line = shorter
    return line


Compiler = Callable[[str, Path], str]


def document(latex: str, options: str = "") -> str:
    """Of the article class, with the packages that are asked for."""
    needed = re.findall(r"\\usepackage\{.*\}", latex)[0]
    return (
        f"\\documentclass{options}{{article}}{needed}\\begin{{document}}Before.\n\n{latex}[After] all.\\end{{document}}"
    )


def too_wide(said: str) -> list[float]:
    """How far lines stick out, in points."""
    return [float(w) for w in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)", said)]
