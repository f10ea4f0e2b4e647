"""Formulas as MathML, by the converter of the ledger's report: no script, no font, nothing from elsewhere."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.util import logging

from papers.pages.mathml import formula

log = logging.getLogger(__name__)
RELATION = re.compile(r"<mi>(&#x0(?:27F9|27FA|007E|2AB0|2AAF);)</mi>")  # drawn without space around, as if a letter
ALPHABET = re.compile(r"\\(mathbb|mathcal|mathbf) ?([A-Za-z])")  # in braces a character; else an attribute, not drawn
BOLD_ONE = '<mn mathvariant="bold">1</mn>', "<mn>&#x1D7CF;</mn>"


def setup(app: Any) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(_drawn(node).replace('display="block"', 'display="inline"', 1))
    raise nodes.SkipNode


def _block(translator: Any, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="formula" tabindex="0">{_drawn(node)}</div>\n')  # scrolls by keyboard too
    raise nodes.SkipNode


def _drawn(node: nodes.Element) -> str:
    drawn = formula(ALPHABET.sub(r"\\\1{\2}", node.astext()))
    if not drawn.startswith("<math"):
        log.warning("this formula does not convert to MathML: %s", node.astext(), location=node)
    return RELATION.sub(r"<mo>\1</mo>", drawn).replace(*BOLD_ONE)
