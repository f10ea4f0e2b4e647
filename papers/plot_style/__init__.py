"""How figures look: one style file, and one call that draws in it and writes files that do not change from run to run.

drawing    the style: colours, letters, and one call that draws in it
saving     figures as files, the same bytes from run to run
for_paper  figures at the widths of a two-column paper
legend     one legend for panels that have names in common
"""

from .drawing import COLOURS, STYLE, draw, style
from .for_paper import COLUMN, PAGE, figure_for_paper, pdf_for_paper
from .saving import save, saved

__all__ = ["COLOURS", "COLUMN", "PAGE", "STYLE", "draw", "figure_for_paper", "pdf_for_paper", "save", "saved", "style"]
