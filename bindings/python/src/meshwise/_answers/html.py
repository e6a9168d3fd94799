"""An answer for notebooks: the engine's own text with its colours, as HTML. No word is written here."""

from __future__ import annotations

import html
import re

#: The colours of the engine's ``ansi`` rendering, readable on light and on dark pages.
_STYLES = {
    "1": "font-weight:bold",
    "2": "opacity:.65",
    "1;31": "font-weight:bold;color:#d1242f",
    "1;32": "font-weight:bold;color:#1a7f37",
    "1;33": "font-weight:bold;color:#9a6700",
    "1;37;41": "font-weight:bold;color:#fff;background:#d1242f",
    "36": "color:#0e7490",
}
_COLOUR = re.compile("\x1b\\[([0-9;]*)m")


def from_ansi(text: str) -> str:
    """Turns what the engine rendered as ``ansi`` into one ``<pre>``.

    All text is escaped, so that a model's name is shown and never interpreted. The engine escapes what is not printable in
    names, so that an escape code is always its own; one that is not known here is dropped.
    """
    out, open_spans = [], 0
    for i, part in enumerate(_COLOUR.split(text)):
        if i % 2 == 0:
            out.append(html.escape(part.replace("\x1b", "\ufffd")))
        elif part in ("", "0"):
            out.append("</span>" * open_spans)
            open_spans = 0
        elif part in _STYLES:
            out.append(f'<span style="{_STYLES[part]}">')
            open_spans += 1
    return '<pre style="white-space:pre;overflow-x:auto">' + "".join(out) + "</span>" * open_spans + "</pre>"
