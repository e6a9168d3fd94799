/** What ends a command before there is an answer. */

export const VALID = 0;
export const INVALID = 1;
export const USAGE = 2;
export const ENGINE = 3;

/** An error with its exit code. The text is one line, as it was put together: it may hold what a terminal must not see. */
export class Failure extends Error {
  constructor(
    text: string,
    readonly exit: number = USAGE,
    readonly detail = "",
    /** The engine's code, where it refused. */
    readonly code = "",
  ) {
    super(text);
  }
}

/** The command line cannot be read. `command` is whose help says more. */
export class WrongUsage extends Failure {
  constructor(
    text: string,
    readonly command: string,
  ) {
    super(text);
  }
}

/** What went wrong with a file, as the system words it, without its name: the caller names it. */
export function cause(error: unknown): string {
  const { code = "" } = error as { code?: string };
  const words: Record<string, string> = {
    EACCES: "permission denied",
    EEXIST: "file exists",
    EISDIR: "is a directory",
    ELOOP: "too many levels of symbolic links",
    EMFILE: "too many open files",
    ENAMETOOLONG: "file name too long",
    ENOENT: "no such file or directory",
    ENOSPC: "no space left on device",
    ENOTDIR: "not a directory",
    EPERM: "operation not permitted",
    EPIPE: "broken pipe",
    EROFS: "read-only file system",
  };
  return words[code] ?? String((error as Error).message).toLowerCase();
}
