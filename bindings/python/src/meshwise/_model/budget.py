"""How much one look may take: a live object may be without end, or larger than anything that a request can hold."""

from __future__ import annotations

#: What a value costs beside its characters: some 60,000 of them are a look, of the engine's 100,000 values in 4 MiB.
VALUE = 50
MOST = 3_000_000


class Spent(Exception):
    """Nothing is left. What was being read is not known."""


class Budget:
    """What is left of a look. It is decreased for every object, value and character, wherever they come from.

    Attributes:
        left: In characters of the request that is made of it, about.
    """

    __slots__ = ("left",)

    def __init__(self, left: int = MOST) -> None:
        self.left = left

    def take(self, cost: int = VALUE) -> None:
        """Takes from what is left.

        Raises:
            Spent: There is not so much.
        """
        self.left -= cost
        if self.left < 0:
            raise Spent

    def affords(self, cost: int) -> bool:
        """Whether so much is left."""
        return cost <= self.left
