"""The engine as a process: one JSON request a line, one answer a line."""

from __future__ import annotations

import json
import subprocess
from types import TracebackType
from typing import Any


class Engine:
    """Asks the program that ``truth/ask`` builds. Use it in a ``with`` statement."""

    def __init__(self, program: str) -> None:
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.asked = 0

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request. Raises RuntimeError where the engine is gone."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self.asked += 1
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the engine ended with code {self._process.wait()} at {json.dumps(request)}")
        return json.loads(line)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
