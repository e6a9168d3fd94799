"""How the pages of the documentation are made: `make docs-site`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bindings" / "python" / "src"))

from meshwise import __version__  # noqa: E402

project = "meshwise"
version = release = __version__
project_copyright = "The meshwise authors. Apache-2.0"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 6  # as GitHub makes them, so that links hold on both
# A page of a rule has its heading below that of its subject, and one that is generated may leave a level out.
suppress_warnings = ["myst.header"]

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
# What is not there when the pages are made: the packages that the callbacks are for.
autodoc_mock_imports = ["torch", "transformers", "accelerate", "lightning", "pytorch_lightning", "pytest", "wasmtime"]
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_favicon = str(ROOT / "web" / "src" / "style" / "icon.svg")
html_title = f"meshwise {version}"
html_theme_options = {
    "source_repository": "https://github.com/meshwise/meshwise",
    "source_branch": "main",
    "source_directory": "docs/",
    "top_of_page_buttons": [],  # a page may be made from several files
}
html_show_sphinx = False
html_extra_path = [str(ROOT / "build" / "docs-site" / "extra")]
html_copy_source = False
html_last_updated_fmt = None
exclude_patterns = ["Thumbs.db"]
pygments_style = "friendly"
pygments_dark_style = "monokai"
html_baseurl = os.environ.get("MESHWISE_DOCS_URL", "")
