"""An answer for notebooks: the engine's own text with its colours, as HTML. No word is written here."""

from __future__ import annotations

import re

#: A page of its own: no colour of a text reads well on the light *and* the dark theme of a notebook.
PAGE = "white-space:pre;overflow-x:auto;padding:.5em .75em;border-radius:4px;color:#1f2328;background:#f6f8fa"
#: The colours of the engine's ``ansi`` rendering, each at least 4.5 to 1 on that page (WCAG 2.2, AA).
STYLES = {
    "1": "font-weight:bold",
    "2": "color:#59636e",
    "1;31": "font-weight:bold;color:#c11c26",
    "1;32": "font-weight:bold;color:#17703a",
    "1;33": "font-weight:bold;color:#855600",
    "1;37;41": "font-weight:bold;color:#ffffff;background:#c11c26",
    "36": "color:#0b6579",
}
_COLOUR = re.compile("\x1b\\[([0-9;]*)m")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "\x1b": "\ufffd"})


def from_ansi(text: str) -> str:
    """Turns what the engine rendered as ``ansi`` into one ``<pre>``.

    All text is escaped, so that a model's name is shown and never interpreted. The engine escapes what is not printable in
    names, so that an escape code is always its own; one that is not known here is dropped.
    """
    out, open_spans = [], 0
    for i, part in enumerate(_COLOUR.split(text)):
        if i % 2 == 0:
            out.append(part.translate(_ESCAPED))
        elif part in ("", "0"):
            out.append("</span>" * open_spans)
            open_spans = 0
        elif part in STYLES:
            out.append(f'<span style="{STYLES[part]}">')
            open_spans += 1
    return f'<pre style="{PAGE}">' + "".join(out) + "</span>" * open_spans + "</pre>"
