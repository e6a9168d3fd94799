"""Megatron-LM's own flags: parse_args and validate_args, which no package holds."""

from __future__ import annotations

from typing import Any

from .grid import Grid


def grid(checkout: str | None) -> Grid | dict[str, Any]:
    return {"grid": "megatron/arguments", "package": "Megatron-LM", "version": "?", "not_run": "needs --checkout megatron=DIR"}
