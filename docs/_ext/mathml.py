"""Formulas as MathML, by the converter of the ledger's report: no script, no font, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.util import logging

from papers.pages.mathml import formula

log = logging.getLogger(__name__)


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
    drawn = formula(" ".join(node.astext().split()))
    if not drawn.startswith("<math"):
        log.warning("this formula does not convert to MathML: %s", node.astext(), location=node)
    return drawn
