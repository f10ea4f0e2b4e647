"""The LaTeX of a symbol that was found among plain words."""

from __future__ import annotations

import re

from .symbols import GREEK, PART, SYMBOL

RELATIONS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "->": r"\to", "<-": r"\leftarrow", "~": r"\sim"}
_ACCENTS = {"hat": r"\hat", "bar": r"\bar", "~": r"\tilde"}
_NAME = re.compile(rf"(?<![a-zA-Z\\])({GREEK}|min|max)(?![a-zA-Z])")
_SIGNS = ((r" \. ", r" \\cdot "), (r" \(x\) ", r" \\otimes "), (r"\+-", r"\\pm "), (r"(?<=\d) (?=\d)", r"\\;"))


def latex_of(m: re.Match[str]) -> str:
    """The LaTeX of a match of `SYMBOL`."""
    if m["relation"]:
        return RELATIONS[m["relation"]]
    if m["mean"]:
        return r"\langle " if m["mean"] == "<" else r"\rangle"
    if m["root"]:
        return rf"\sqrt{{{_whole(m['root'].strip())}}}"
    scripts = PART.findall(m["range"] or m["alone"] or m["scripts"] or "")
    number = re.fullmatch(r"[a-zA-Z](\d)", m["base"] or "")
    shown = "".join(f"{mark}{{{_whole(index)}}}" for mark, index in scripts)
    if number:  # an index of its own, as SymPy has it
        shown = f"_{{{number[1]} {shown[2:]}"
    if m["operator"]:
        return rf"\{m['operator'].partition('_')[0]}{shown}"
    if m["alone"]:
        return f"{{}}{shown}"
    arguments = f"({_whole(m['arguments'])})" if m["arguments"] else ""
    return f"{_letter(m['base'])}{m['primes']}{m['late']}{shown}{arguments}"


def signs(text: str) -> str:
    """What stands between symbols: a dot and (x) as products, +- as one sign, numbers side by side apart."""
    for sign, latex in _SIGNS:
        text = re.sub(sign, latex, text)
    return text


def _letter(base: str) -> str:
    accent = _ACCENTS.get(base[1:])
    if accent:
        return f"{accent} {base[0]}"
    if base[1:].isdigit():
        return base[0]
    return rf"\mathrm{{{base}}}" if base[1:].isalpha() and not _NAME.fullmatch(base) else _named(base)


def _whole(group: str) -> str:
    """All of an index or of what stands in brackets, as a formula."""
    inner = group[1:-1] if group.startswith("(") else group
    return _named(SYMBOL.sub(latex_of, signs(inner)))


def _named(symbols: str) -> str:
    return _NAME.sub(r"\\\1", symbols)
