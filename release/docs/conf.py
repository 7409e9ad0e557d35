"""Sphinx's settings for the documentation site; `release/build_docs.py` starts Sphinx with them."""

from typing import Any

from kerasdigits.version import __version__

project = "kerasdigits"
author = "The kerasdigits developers"
project_copyright = "The kerasdigits developers. MIT licence"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["deflist"]
exclude_patterns = ["lessons"]
# Documents link to headings as GitHub names them.
myst_heading_anchors = 3

# Docstrings and help texts put code between single backticks.
default_role = "code"
# Two hyphens begin an option.
smartquotes = False
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = f"kerasdigits {version}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_extra_path = ["extra"]
html_theme_options = {"footer_icons": []}


def keep_text(app: Any, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Keep Sphinx from reading into a docstring what is not meant, before napoleon reads it."""
    # |a - b| is a distance, not a substitution.
    lines[:] = [line if "`" in line else line.replace("|", r"\|") for line in lines]
    if what == "property":
        # Of a first line with a colon napoleon takes the part before it for a type.
        lines.insert(0, "")


def setup(app: Any) -> None:
    """Add what is above to Sphinx."""
    app.connect("autodoc-process-docstring", keep_text, priority=400)
