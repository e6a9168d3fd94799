"""The compiled module on disk, so that only the first process on a machine compiles.

To load compiled code is to run it. So the folder is the user's alone, an entry carries a checksum of its content, and
wherever something is not as it should be the module is compiled as if there were no cache: a cache makes a start faster
and nothing else.

``MESHWISE_CACHE_DIR`` moves the folder, ``MESHWISE_NO_CACHE=1`` does without.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
import time
import zlib
from collections.abc import Iterator

_SEAL = 4  # bytes of CRC-32 before the code: against damage. Nobody else can write here, and a digest would not stop them
_PIECE = 64 << 10  # bytes that are copied at once: they stay in the processor's own memory
_PATIENCE = 300.0  # seconds that one process waits for another which compiles, and lives: a busy machine takes its time


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


def load(path: str) -> bytes | None:
    """Returns the code of an entry, or None where there is none that is whole and the user's own."""
    try:
        with _opened(path) as file:
            seal, code = file.read(_SEAL), file.read()
    except OSError:
        return None
    return code if seal and _seal(code) == seal else None


def copied(path: str) -> int | None:
    """Copies the code of an entry, as :func:`load` would return it, into a file in memory that nothing can change any more.

    A runtime that maps it copies no code and reads none but what it runs. The entry itself is not mapped: whoever cut it
    short would kill this process.

    Returns:
        A descriptor, which the caller closes, or None: no such entry, or no such files on this platform.
    """
    if sys.platform != "linux":
        return None
    try:
        with _opened(path) as file:
            descriptor = os.memfd_create("meshwise", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
            sealed = False
            try:
                if _whole(file, descriptor):
                    import fcntl

                    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
                    sealed = True
                    return descriptor
            finally:
                if not sealed:
                    os.close(descriptor)
    except (OSError, AttributeError):  # a kernel, or a C library that Python was built with, which has none
        pass
    return None


def _opened(path: str) -> io.FileIO:
    """Opens an entry, which is the user's own.

    Raises:
        OSError: There is none, or somebody else may have written it.
    """
    descriptor = os.open(path, _READ)
    seen = os.fstat(descriptor)
    if stat.S_ISREG(seen.st_mode) and (os.name == "nt" or (seen.st_uid == os.geteuid() and not seen.st_mode & 0o022)):
        return io.FileIO(descriptor)
    os.close(descriptor)
    raise PermissionError(path)


def _whole(file: io.FileIO, descriptor: int) -> bool:
    """Copies the code of an entry, and reports whether it is what the seal says."""
    seal, found, buffer = file.read(_SEAL), 0, memoryview(bytearray(_PIECE))
    while size := file.readinto(buffer):
        piece = buffer[:size]
        found = zlib.crc32(piece, found)
        while piece:
            piece = piece[os.write(descriptor, piece) :]
    return seal == found.to_bytes(_SEAL, "big")


def _seal(code: bytes) -> bytes:
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
    """Lets one process compile while the others wait for its entry: as long as it lives, since its lock ends with it."""
    lock, deadline = None, time.monotonic() + _PATIENCE
    with contextlib.suppress(OSError):  # a folder that cannot be opened, a file system without locks: each compiles
        lock = _lock_of(os.path.dirname(path))
        while not _taken(lock) and not os.path.exists(path) and time.monotonic() < deadline:
            time.sleep(0.02)
    try:
        yield
    finally:
        if lock is not None:
            _give_back(lock)


if sys.platform == "win32":
    import msvcrt

    def _lock_of(folder: str) -> int:
        return os.open(os.path.join(folder, ".lock"), os.O_CREAT | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)

    def _taken(lock: int) -> bool:
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _give_back(lock: int) -> None:
        os.close(lock)

else:

    def _lock_of(folder: str) -> int:
        return os.open(folder, os.O_RDONLY)

    def _taken(lock: int) -> bool:
        import fcntl

        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give_back(lock: int) -> None:
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_UN)  # a child that was forked meanwhile holds it as well
        os.close(lock)
