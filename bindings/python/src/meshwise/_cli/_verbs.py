"""What each verb asks of the engine, and what its exit code says.

A verb is a row of ``VERBS``; its flags, arguments and words are in ``commands.json``.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .._version import __version__
from ._check import check
from ._checker import Checker
from ._commands import Command, commands, helped, unknown
from ._failure import INVALID, VALID, Failure
from ._files import load
from ._judge import PARTS, wanted
from ._line import Flags, HelpAsked, parse
from ._material import follow, material
from ._mesh import add_mesh
from ._output import Output
from ._printable import quoted
from ._request import Answer, Request, number, quote
from ._subject import add_subject


@dataclass(frozen=True)
class Verb:
    """How a verb becomes a request.

    Attributes:
        op: The operation.
        model: Whether its argument is a model.
        files: Whether its arguments are files that say a run, and a command behind ``--``.
        free_sizes: Whether the sizes of the axes are what it is asked for, and not those that a file of a run says.
        arguments: The members that its arguments are, where they are no model, and how errors name them.
        numbers: The flags that are members of the request, as numbers.
        texts: The same, as text.
        meshes: How many meshes it takes: none, or one.
        wants: The parts of the answer, where it is about one mesh alone.
        fail_on: What makes the answer fail, where the engine says whether it does.
        fails: Whether an answer makes the exit code 1.
    """

    op: str
    model: bool = False
    files: bool = False
    free_sizes: bool = False
    arguments: Sequence[tuple[str, str]] = ()
    numbers: Sequence[str] = ()
    texts: Sequence[str] = ()
    meshes: str = "none"
    wants: tuple[str, ...] = ()
    fail_on: str = ""
    fails: Callable[[dict[str, Any], Flags], bool] = lambda answer, given: False


#: ``plan --explain``: one run, in place of the best.
_ONE_RUN = Verb(
    "validate_mesh",
    model=True,
    free_sizes=True,
    meshes="one",
    wants=PARTS,
    fail_on="violation",
    fails=lambda answer, _: answer["fails"],
)

VERBS = {
    "check": Verb("validate_mesh", files=True),
    "plan": Verb(
        "plan", model=True, free_sizes=True, meshes="one", numbers=["limit"], fails=lambda answer, _: not answer["runs"]
    ),
    "meshes": Verb(
        "meshes", model=True, free_sizes=True, meshes="one", numbers=["limit"], fails=lambda answer, _: not answer["total"]
    ),
    "read": Verb("read", files=True),
    "capabilities": Verb("capabilities", model=True, meshes="one"),
    "topology": Verb(
        "topology", meshes="one", numbers=["rank"], texts=["axis"], fails=lambda answer, _: answer["topology"] is None
    ),
    "launch": Verb("launch", meshes="one", fails=lambda answer, _: not answer["nodes"]),
    "architectures": Verb(
        "architectures",
        arguments=[("name", "NAME")],
        texts=["source", "model-type", "supports"],
        fails=lambda answer, _: not answer["total"],
    ),
    "diff": Verb("difference", arguments=[("from", "FROM"), ("to", "TO")]),
    "explain": Verb("explain", arguments=[("code", "explain")]),
    "describe": Verb("describe"),
}


def run(arguments: list[str]) -> int:
    """Runs a command line and returns the exit code.

    Raises:
        Failure: There is no answer.
    """
    root, verbs = commands()
    if not arguments or not arguments[0] or arguments[0].startswith("-"):
        return _without_a_verb(root, arguments)
    name, rest = arguments[0], arguments[1:]
    if name not in verbs:
        raise unknown(name, root)
    command = verbs[name]
    of_files = name in VERBS and VERBS[name].files
    try:
        given, others, argv = parse(command, rest)
    except HelpAsked:
        return _help(command)
    if name == "check":
        return check(command, given, others, argv)
    if not of_files:
        others, argv = [*others, *(argv or [])], None
    if name == "help":
        if others and others[0] not in verbs:
            raise unknown(others[0], command)
        if others[1:]:
            raise unknown(others[1], command)
        return _help(verbs[others[0]] if others else root)
    if of_files and not argv and not others:
        raise command.wrong(f"expected {command.expected}")
    if command.expected and not of_files and not command.least <= len(others) <= command.most:
        raise command.wrong(f"expected {command.expected}, got {len(others)} arguments")
    if not command.expected and others:
        raise command.wrong(f"expected no argument, got {quoted(others[0])}")
    if name == "version":
        return _version(given)
    verb = VERBS[name]
    if "explain" in given:
        verb = _one_run(command, given)
    if name == "explain" and (not others or "." not in others[0]):
        listed = _codes(others[0] + "." if others else "")
        if listed:
            return _listed(listed, given)
    answer = _ask(verb, command, given, others, argv)
    return INVALID if verb.fails(answer.value, given) else VALID


#: The lists of codes in the engine's description, each with the member that says what a code of it is.
_CODES = (("rules", "title"), ("reasons", "text"), ("errors", "text"))


def _codes(beginning: str) -> str:
    """The codes that begin so, in a table; empty where none does: the engine knows the closest."""
    about, parts = Request("describe").ask().value, []
    for group, text in _CODES:
        rows = [f"  {one['code']:<38} {one[text]}" for one in about[group] if one["code"].startswith(beginning)]
        if rows:
            parts.append("\n".join([group, *rows]) + "\n")
    return "\n".join(parts)


def _listed(text: str, given: Flags) -> int:
    kind = given.get("format", "text")
    if kind != "text":
        raise Failure(f"explain: expected a CODE for --format {kind}; 'meshwise describe' lists all codes as JSON")
    Output(file=given.get("output", "")).write(text.encode())
    return VALID


def _one_run(command: Command, given: Flags) -> Verb:
    """Turns the question for a plan into one about a single run of it."""
    if "limit" in given:
        group = "if any flags in the group [limit explain] are set none of the others can be"
        raise command.wrong(f"{group}; [explain limit] were all set")
    given["mesh"] = [*given.get("mesh", []), given.pop("explain")]
    return _ONE_RUN


def _without_a_verb(root: Command, arguments: list[str]) -> int:
    try:
        given, others, behind = parse(root, arguments)
    except HelpAsked:
        return _help(root)
    if words := [*others, *(behind or [])]:
        raise unknown(words[0], root)
    if "version" not in given:
        return _help(root)
    Output().write(f"meshwise {__version__}\n".encode())
    return VALID


def _help(command: Command) -> int:
    Output().write(helped(command).encode())
    return VALID


def _ask(verb: Verb, command: Command, given: Flags, others: list[str], argv: list[str] | None = None) -> Answer:
    request = Request(verb.op)
    for (member, label), value in zip(verb.arguments, others, strict=False):
        request.add(member, quote(value), label)
    for flags, encode in ((verb.numbers, number), (verb.texts, quote)):
        for flag in flags:
            if flag in given:
                request.add(flag.replace("-", "_"), encode(given[flag]), f"--{flag}")
    k = Checker(command, given)
    if verb.files:
        _add_files(request, k, others, argv)
    if verb.model:
        add_subject(request, k, others[0], verb.free_sizes)
    if verb.meshes != "none":
        add_mesh(request, command, given, many=False)
    if verb.wants and len(given.get("mesh", [])) < 2:
        request.add("want", wanted(verb.wants), "")
    if verb.fail_on:
        request.add("fail_on", quote(verb.fail_on), "")
    output = k.output
    output.add(request)
    answer = request.ask()
    output.print(answer)
    return answer


def _add_files(request: Request, k: Checker, files: list[str], argv: list[str] | None) -> None:
    """Adds the files and the command that are asked about, and what they name and is there. The first file is asked about."""
    first = load(files[0]) if files else None
    k.given["with"] = [*files[1:], *k.given.get("with", [])]
    about = material(k.given, k.format, first, argv)
    about.say_world(k.settings)
    follow(about, k.note)
    about.add_to(request)


def _version(given: Flags) -> int:
    from .._engine.engine import engine

    about = {
        "meshwise": __version__,
        "engine": "wasmtime",
        "engine_version": str(Request("describe").ask().value["version"]),
        "abi": "{}.{}".format(*engine().version),
        "module_sha256": engine().sha256,
        "python": platform.python_version(),
        "platform": f"{sys.platform}/{platform.machine()}",
    }
    if given.get("format") == "json":
        text = b"{" + b",".join(quote(name) + b":" + quote(value) for name, value in about.items()) + b"}"
    else:
        text = "".join(f"{name:<14} {value}\n" for name, value in about.items()).encode()
    Output().write(text)
    return VALID
