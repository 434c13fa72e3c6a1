"""Mark up plain text for a page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape


def ticks(text: str) -> Markup:
    """Write `this` as code and *this* with stress; all else is escaped."""
    escaped = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text)))
    return Markup(re.sub(r"(?<![*\w])\*([^*\s][^*]*)\*(?![*\w])", r"<em>\1</em>", escaped))
