"""The ``config.json`` of a model on the Hugging Face Hub, over the network.

The user's token goes to the endpoint and nowhere else, over redirects too. An answer has 4 MiB at most, and 10 seconds.
"""

from __future__ import annotations

import os
import threading
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from . import hub_home as hub

_TIMEOUT = 10  # seconds, for the answer and its body together
_REDIRECTS = 5  # the Hub sends elsewhere once, to where large files lie


def downloaded(id: str, revision: str, missing: hub.NotFound) -> hub.Config:
    """Asks the Hub for the config of a revision.

    Raises:
        NotFound: It has none, or does not answer.
        Unusable: It is too large, or ``HF_ENDPOINT`` is no address.
    """
    endpoint = _endpoint()
    address = f"{endpoint}/{id}/resolve/{urllib.parse.quote(revision, safe='')}/config.json"
    found: list[bytes | Exception] = []
    asking = threading.Thread(target=_ask, args=(endpoint, address, _token(), found), daemon=True)
    asking.start()
    asking.join(_TIMEOUT)  # a server that answers a byte at a time keeps a socket's own clock from running out
    answer = found[0] if found else TimeoutError(f"no answer within {_TIMEOUT}s")
    if isinstance(answer, urllib.error.HTTPError) and not str(answer.reason).startswith(_REFUSED):
        missing.tried.append(f"{address} answered {_refusal(answer)}")
        raise missing
    if isinstance(answer, Exception):
        reason = getattr(answer, "reason", None) or answer
        missing.tried.append(f"{address} cannot be had: {str(reason).removeprefix(_REFUSED)}")
        raise missing
    if len(answer) > hub.MOST:
        raise hub.Unusable(f"{address}: {hub.TOO_LARGE}")
    if not answer.lstrip(b" \t\r\n").startswith(b"{"):
        missing.tried.append(f"{address} answered with something else than a JSON object")
        raise missing
    return hub.Config(answer, url=address)


def _ask(endpoint: str, address: str, token: str, found: list[bytes | Exception]) -> None:
    headers = {"User-Agent": "meshwise", "Accept": "application/json, */*;q=0.1"}
    request = urllib.request.Request(address, headers=headers)
    opener = urllib.request.build_opener(_Redirects(endpoint, token))
    try:
        _with_token(request, endpoint, token)
        with opener.open(request, timeout=_TIMEOUT) as answer:
            found.append(answer.read(hub.MOST + 1))
    except Exception as error:  # of the name, the connection, its certificate, the protocol
        found.append(error)


def _with_token(request: urllib.request.Request, endpoint: str, token: str) -> None:
    """Adds the token to a request to the endpoint, and to no other. No redirect copies it."""
    to, hub_itself = urllib.parse.urlsplit(request.full_url), urllib.parse.urlsplit(endpoint)
    if token and (to.scheme, to.netloc) == (hub_itself.scheme, hub_itself.netloc):
        request.add_unredirected_header("Authorization", f"Bearer {token}")


#: How a redirect that is not followed is told from an answer.
_REFUSED = "\0"


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = max_repeats = _REDIRECTS

    def __init__(self, endpoint: str, token: str) -> None:
        self._endpoint, self._token, self._followed = endpoint, token, 0

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        self._followed += 1
        why = ""
        if self._followed > _REDIRECTS:
            why = f"more than {_REDIRECTS} redirects"
        elif not newurl.startswith(("https:",) if self._endpoint.startswith("https:") else ("https:", "http:")):
            why = "a redirect to an address without https"
        if why:
            raise urllib.error.HTTPError(newurl, code, _REFUSED + why, headers, fp)
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None:
            _with_token(following, self._endpoint, self._token)
        return following


def _refusal(answer: urllib.error.HTTPError) -> str:
    """What an answer other than the file means.

    The Hub answers 401 for what is not there as well, so that nobody learns of private models by asking.
    """
    if answer.code in (401, 403):
        status = f"{answer.code}: the model is gated or private, or there is none of this name; accept its licence on the Hub, "
        return status + ("with the account of your token" if _token() else "and set HF_TOKEN")
    if answer.code == 404:
        return "404: there is no such model or revision, or it has no config.json"
    return f"{answer.code} {answer.reason}"


def _endpoint() -> str:
    """The Hub, or what stands in for it."""
    text = os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"
    try:
        parts = urllib.parse.urlsplit(text)
    except ValueError:
        parts = urllib.parse.urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise hub.Unusable(f'HF_ENDPOINT: expected an address such as https://huggingface.co, got "{text}"')
    return text


def _token() -> str:
    """The user's, or an empty string."""
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        if token := os.environ.get(name, "").strip():
            return token
    if hub.is_true("HF_HUB_DISABLE_IMPLICIT_TOKEN"):
        return ""
    path = os.environ.get("HF_TOKEN_PATH")
    try:
        with open(hub.expanded(path) if path else os.path.join(hub.home(), "token"), encoding="utf-8") as file:
            return file.read(1 << 10).strip()
    except (OSError, UnicodeDecodeError):  # as where nobody has logged in
        return ""
