r"""A LaTeX source with the files that it inputs at their places, as LaTeX reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from ...ledger.usage_error import UsageError
from .source import definitions, shown

INPUT = re.compile(
    r"(?P<kept>\\\\)"  # a break, with a word after it
    r"|\\(?:input|include|subfile(?:include)?)\s*\{(?P<braced>[^{}]*)\}"
    r'|\\input\s+(?P<bare>"[^"]*"|[^\s{}\\]+)'
    r"|(?P<other>\\(?:import|subimport|inputfrom|subinputfrom|includefrom|subincludefrom)\*?\s*\{[^{}]*\}\s*\{[^{}]*\})"
)
START, END = r"\begin{document}", r"\end{document}"
LAST = re.compile(r"^[ \t]*\\endinput(?![a-zA-Z]).*", re.MULTILINE | re.DOTALL)  # elsewhere in a line it is conditional
MOST = 1000
WANTED = 'give the LaTeX source, a .tex file, as arXiv offers it under "TeX Source"'
BINARY = {b"%PDF": "a PDF", b"\x1f\x8b": "a compressed archive", b"PK\x03\x04": "a compressed archive"}
OFF = "the numbers of the equations after it may be off"


def joined(path: Path) -> tuple[str, tuple[str, ...]]:
    r"""The text of a file without comments and verbatim text, with its \input, \include and \subfile files, and remarks.

    A name is relative to the folder of the first file, with or without .tex, also in a file in another folder. A remark names
    what is not found and what would be read within itself. Raises ValueError in one line for a file that cannot be read.
    """
    joining = _Joining(path.parent)
    text = joining.read(path, ())
    return text, tuple(dict.fromkeys(joining.remarks))


def read_source(path: Path) -> str:
    """The text of a LaTeX file. Raises ValueError in one line where there is none."""
    try:
        content = path.read_bytes()  # once: a pipe is empty then
        if kind := _binary(content):
            raise UsageError(f"{path} is {kind}; {WANTED}.")
        return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as refused:
        raise UsageError(f"cannot read {path}: {refused.strerror}.") from refused
    except UnicodeDecodeError as wrong:
        raise UsageError(
            f"{path} must be UTF-8; byte {wrong.start} is not: iconv -f latin1 -t utf8 converts."
        ) from wrong


def _binary(content: bytes) -> str:
    """What a file is that is no text; empty for one that may be."""
    known = (kind for start, kind in BINARY.items() if content.startswith(start))
    return next(known, "no text" if b"\0" in content else "")


@dataclass
class _Joining:
    """What was read so far: whether the document began, how many files, and what to tell."""

    folder: Path
    begun: bool = False
    files: int = 0
    remarks: list[str] = field(default_factory=list)

    def read(self, path: Path, outer: tuple[Path, ...]) -> str:
        """The file with what it inputs; `outer` are the files it is read within, the first one first."""
        self.files += 1
        if self.files > MOST:
            raise UsageError(rf"{outer[0]} inputs more than {MOST} files; join them, or \input less.")
        text = LAST.sub("", shown(read_source(path)))
        if self.begun and START in text:  # a subfile has a preamble of its own, which is not read
            text = text.partition(START)[2].partition(END)[0]
        out, at = [], 0
        for start, end in [*definitions(text), (len(text), len(text))]:
            before, ended, _ = text[at:start].partition(END)
            out += [self._followed(before, (*outer, path)), ended]
            if ended:  # nothing after it is read
                break
            out.append(text[start:end])
            at = end
        return "".join(out)

    def _followed(self, text: str, files: tuple[Path, ...]) -> str:
        out, at = [], 0
        for found in INPUT.finditer(text):
            out.append(text[at : found.start()])
            self.begun |= START in out[-1]
            out.append(found[0] if found["kept"] else f" {self._file(found, files)}\n")
            at = found.end()
        self.begun |= START in text[at:]
        return "".join([*out, text[at:]])

    def _file(self, found: re.Match[str], files: tuple[Path, ...]) -> str:
        """The text of the file that is input here; empty, with a remark, where it is not read."""
        here = files[-1].name
        if found["other"]:
            self.remarks.append(f"{here}: {' '.join(found['other'].split())} is not followed; {OFF}")
            return ""
        name = " ".join((found["braced"] or found["bare"] or "").split()).strip('"')
        places = [self.folder / f"{name}.tex", self.folder / name]
        path = next((p for p in places[name.endswith(".tex") :] if name and p.is_file()), None)
        if path is None:
            self.remarks.append(f"{here}: {name!r}, which it inputs, is not found in {self.folder.resolve()}; {OFF}")
        elif path.resolve() in [p.resolve() for p in files]:
            circle = " -> ".join(p.name for p in (*files, path))
            self.remarks.append(f"{here}: {name!r} is not read again within itself ({circle}); {OFF}")
        else:
            return self.read(path, files)
        return ""
