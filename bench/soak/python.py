"""The Python package, asked very many times. See main.go and python.sh."""

from __future__ import annotations

import hashlib
import json
import struct
import sys
from pathlib import Path

from meshwise._engine import engine

_, _, calls_text, path = sys.argv
calls = int(calls_text)
content, requests = Path(path).read_bytes(), []
while content:
    line, _, rest = content.partition(b"\n")
    requests.append(rest[: int(line)])
    content = rest[int(line) :]

host, answers, digest = engine(), [], hashlib.sha256()
for n in range(calls):
    answer = bytes(host.call(requests[n % len(requests)]))
    if len(answers) < len(requests):
        answers.append(answer)
        digest.update(struct.pack("<I", len(answer)) + answer)
    elif answer != answers[n % len(requests)]:
        sys.exit(f"call {n}: another answer to request {n % len(requests)} than before")
    if n % 2000 == 0:
        print(n, flush=True)
print(json.dumps({"calls": calls, "digest": digest.hexdigest(), "early": 0, "late": 0}))
