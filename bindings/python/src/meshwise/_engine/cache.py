"""The compiled module on disk, so that only the first process on a machine compiles.

To load compiled code is to run it. So the folder is the user's alone, an entry carries a checksum of its content, and
wherever something is not as it should be the module is compiled as if there were no cache: a cache makes a start faster
and nothing else.

``MESHWISE_CACHE_DIR`` moves the folder, ``MESHWISE_NO_CACHE=1`` does without.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import time
import zlib
from collections.abc import Iterator

_SEAL = 4  # bytes of CRC-32 before the code: against damage. Nobody else can write here, and a digest would not stop them
_STALE = 300.0  # seconds after which a lock is taken to be left behind, though whoever made it still runs


#: How files are opened here: no link is followed, and a pipe in the place of one, which nobody writes to, blocks nobody.
_READ = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


def directory() -> str | None:
    """Returns the folder of the cache, or None where there is to be none.

    ``$MESHWISE_CACHE_DIR``, else ``$XDG_CACHE_HOME/meshwise``, else what the platform has for caches of a user.
    """
    if os.environ.get("MESHWISE_NO_CACHE", "") not in ("", "0"):
        return None
    chosen = os.environ.get("MESHWISE_CACHE_DIR")
    if chosen:
        return chosen
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "meshwise", "python") if os.path.isabs(base) else None


def usable(folder: str) -> bool:
    """Makes the folder, 0700, and reports whether nobody else could have put anything into it."""
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        seen = os.lstat(folder)
    except OSError:
        return False
    if not stat.S_ISDIR(seen.st_mode):  # a symbolic link, too, is refused
        return False
    return os.name == "nt" or (seen.st_uid == os.geteuid() and not seen.st_mode & 0o022)


def load(path: str) -> bytearray | None:
    """Returns the code of an entry, or None where there is none that is whole and the user's own."""
    try:
        with open(os.open(path, _READ), "rb", buffering=0) as file:
            seen = os.fstat(file.fileno())
            if not stat.S_ISREG(seen.st_mode):
                return None
            if os.name != "nt" and (seen.st_uid != os.geteuid() or seen.st_mode & 0o022):
                return None
            seal, code = file.read(_SEAL), bytearray(max(seen.st_size - _SEAL, 0))
            if file.readinto(code) != len(code):
                return None
    except OSError:
        return None
    return code if seal and _seal(code) == seal else None


def _seal(code: bytes | bytearray) -> bytes:
    return zlib.crc32(code).to_bytes(_SEAL, "big")


def store(path: str, code: bytes) -> None:
    """Writes an entry whole or not at all. Where it cannot be written there is no entry."""
    import tempfile  # many milliseconds, for the one process that compiles

    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=os.path.dirname(path))
        with open(descriptor, "wb") as file:
            file.write(_seal(code))
            file.write(code)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        temporary = None
    except OSError:
        pass
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def forget(path: str) -> None:
    """Removes an entry, if it is there."""
    with contextlib.suppress(OSError):
        os.unlink(path)


@contextlib.contextmanager
def only_one(path: str) -> Iterator[None]:
    """Lets one process compile while the others wait for its entry, as long as it lives: a busy machine takes its time."""
    lock, mine, deadline = path + ".lock", False, time.monotonic() + _STALE
    while True:
        try:
            with open(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(str(os.getpid()))
            mine = True
            break
        except FileExistsError:
            if os.path.exists(path) or time.monotonic() > deadline or _left_behind(lock):
                break
            time.sleep(0.02)
        except OSError:  # a folder that cannot be written
            break
    try:
        yield
    finally:
        if mine:
            with contextlib.suppress(OSError):
                os.unlink(lock)


def _left_behind(lock: str) -> bool:
    try:
        if time.time() - os.stat(lock).st_mtime < _STALE and _is_held(lock):
            return False
        os.unlink(lock)
    except OSError:
        pass
    return True


def _is_held(lock: str) -> bool:
    """Whether the process that made a lock runs. One in another container is not seen: then both compile, which is no harm."""
    if os.name == "nt":  # where to ask for a process is to end it
        return True
    with open(os.open(lock, _READ), "rb", buffering=0) as file:
        owner = file.read(20) or b""
    if not owner.isdigit():  # it was made this moment, and is not written yet
        return True
    try:
        os.kill(int(owner), 0)
    except ProcessLookupError:
        return False
    except OSError:  # of another user
        return True
    return True
