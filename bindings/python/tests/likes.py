"""Models for the tests of attaching. They lie in a module, since a class inside of a function cannot be pickled."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

import torch
from torch import nn


class Net(nn.Module):
    """A small net that runs, with a plan."""

    _tp_plan: ClassVar[dict[str, str]] = {"layer": "colwise"}
    _supports_sdpa = True

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(4, 4)
        self.config = SimpleNamespace(num_attention_heads=8, num_key_value_heads=8, hidden_size=64, vocab_size=64)

    def forward(self, x: torch.Tensor, **kwargs: Any) -> torch.Tensor:
        return self.layer(x).relu()


class Hooked(Net):
    """A class that counts its subclasses, as registries do."""

    heard: ClassVar[list[str]] = []

    def __init_subclass__(cls, *, label: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Hooked.heard.append(label)


class Meta(type):
    made: ClassVar[list[str]] = []

    def __new__(mcs, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> Any:
        mcs.made.append(name)
        return super().__new__(mcs, name, bases, members)


class Metaclassed(Net, metaclass=Meta):
    """A class whose metaclass registers every class."""


class Forwarding(Net):
    """A class with a ``__getattr__`` of its own, which answers to some names."""

    def __getattr__(self, name: str) -> Any:
        if name == "answer":
            return 42
        return super().__getattr__(name)


class Guarded(Net):
    """A class that takes no attribute that it does not know."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in ("layer", "config", "training") and not name.startswith("_") and name != "__class__":
            raise AttributeError(name)
        super().__setattr__(name, value)


class SlottedNet(Net):
    __slots__ = ("extra",)


class Slotted:
    """No module at all, and no ``__dict__``."""

    __slots__ = ("config", "__weakref__")

    def __init__(self) -> None:
        self.config = None

    def forward(self, x: Any) -> Any:
        return x


class Copies(Net):
    """A class that copies and pickles in its own way."""

    def __init__(self, width: int = 4) -> None:
        super().__init__()
        self.width = width

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.width,))


class Equal(Net):
    """A class whose instances are all equal, and have no hash."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Equal)

    __hash__ = None  # type: ignore[assignment]
