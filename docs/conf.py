"""Sphinx: Markdown by MyST, formulas as MathML, pages generated from the code. `make docs` builds it, offline."""

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "gatelemma"
author = copyright = "The gatelemma developers"
version = release = installed("gatelemma")

smartquotes = False  # --full stays --full
extensions = ["myst_parser", "sphinx.ext.autodoc", "mathml", "plain_docstrings", "generate"]
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"gatelemma {release}"
html_static_path = ["_static"]
html_css_files = ["gatelemma.css"]
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "mathml"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1f5f8b", "color-brand-content": "#1f5f8b"},
    "dark_css_variables": {"color-brand-primary": "#7fb8e0", "color-brand-content": "#7fb8e0"},
}

autodoc_typehints = "none"  # shapes say more than Any, and each docstring has them
autodoc_preserve_defaults = True
add_module_names = False
toc_object_entries_show_parents = "hide"
