"""Sphinx: MyST pages, the tutorial executed, reference pages written by ``generate.py`` from the package itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generate

from underheaven import __version__

generate.write_parts(Path(__file__).parent / "generated")

project = "Underheaven"
author = "The Underheaven authors"
copyright = "2026, The Underheaven authors"
release = version = __version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "generated", "**/.ipynb_checkpoints"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 600
nb_merge_streams = True
suppress_warnings = ["mystnb.unknown_mime_type"]  # of a chart its picture is shown, not its specification

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
add_module_names = False

html_theme = "furo"
html_title = f"Underheaven {__version__}"
html_static_path = ["_static"]
html_theme_options = {"sidebar_hide_name": False}
