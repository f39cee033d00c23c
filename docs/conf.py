"""How Sphinx builds the documentation."""

from importlib.metadata import version as installed_version

project = "oauth2"
author = "The oauth2 contributors"
project_copyright = f"2026, {author}"
version = release = installed_version("oauth2")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "examples"]  # programs, with READMEs for whoever starts one

default_role = "code"  # what docstrings write in single backquotes is code

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3  # so that links to headings are checked

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
add_module_names = False

# Our own names are checked.  Those of Python and of other libraries are not: that would need their
# inventories, and the documentation is built without a network.
# A private name of ours may stand in a signature, but not in the documentation.
nitpick_ignore_regex = [("py:.*", r"(?!oauth2\b).*"), ("py:.*", r"oauth2\.(.*\.)?_[^.]*")]

html_theme = "furo"
html_title = f"oauth2 {release}"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
