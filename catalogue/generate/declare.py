"""What a class declares whatever its config is, where it declares by a function of the config.

No number of configs shows that: a function may ask for any value. So the function is read: each of its ``return``
statements that makes a declaration from constants is an answer that it may give.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import Any

#: Stands for a value that follows the config.
FOLLOWS = {"$opaque": "bool"}


def values(cls: type) -> dict[str, Any] | None:
    """The declared values of a class: true or false where every answer says so, else :data:`FOLLOWS`. None where the
    function does anything but return declarations."""
    owner = next(c for c in cls.__mro__ if "get_capabilities" in c.__dict__)
    function = inspect.unwrap(owner.__dict__["get_capabilities"].__func__)
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    answers = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Return):
            answer = _answer(node.value, function.__globals__)
            if answer is None:
                return None
            answers.append(answer)
    names = sorted({name for answer in answers for name in answer})
    return {name: _certain([answer.get(name) for answer in answers]) for name in names} or None


def _certain(said: list[Any]) -> Any:
    return said[0] if isinstance(said[0], bool) and all(one is said[0] for one in said) else FOLLOWS


def _answer(made: ast.expr | None, names: dict[str, Any]) -> dict[str, Any] | None:
    """What one declaration says: a call of its class with names, which has a value for what is not named."""
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Name) or made.args:
        return None
    kind = names.get(made.func.id)
    if not isinstance(kind, type) or any(word.arg is None for word in made.keywords):
        return None
    given = {str(word.arg): word.value for word in made.keywords}
    constants = {name: value.value for name, value in given.items() if isinstance(value, ast.Constant)}
    said = kind(**constants)
    flags = {name: getattr(said, name) for name in dir(said) if name.startswith("supports_")}
    return {name: FOLLOWS if name in given and name not in constants else value for name, value in flags.items()}
