"""The parameters of a live model, counted: their number and dtypes, and nothing of what is in them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from . import classes, plain

#: Tensors that are counted, and modules that are gone through. Experts that are modules of their own make some 50,000.
_MOST = 500_000
_MOST_ELEMENTS = 1 << 53  # of what the engine takes
_MOST_DTYPES = 64


class _Unreadable(Exception):
    """What stands in place of a count: a parameter that does not say how large the whole of it is."""

    def __init__(self, what: object) -> None:
        self.plain = plain.opaque(what)


def parameters(model: object) -> Any:
    """Counts the elements of a model's parameters, those that are shared once, and whole however they are sharded.

    Returns:
        ``{"count", "trainable", "meta", "dtypes"}`` as ``docs/abi.md`` has it; None for what has no modules; and the type of
        the first parameter of which this process sees a part, where it does not say of how many elements.
    """
    tensors = _tensors(model)
    if tensors is None:
        return None
    count = trainable = meta = 0
    dtypes: Counter[str] = Counter()
    try:
        for tensor in tensors:
            elements = _elements(tensor)
            dtypes[classes.text(str(tensor.dtype).rpartition(".")[2])[:64]] += elements
            trainable += elements if tensor.requires_grad else 0
            meta += elements if tensor.device.type == "meta" else 0
        count = sum(dtypes.values())
        if count > _MOST_ELEMENTS or len(dtypes) > _MOST_DTYPES:
            return plain.opaque(model)
    except _Unreadable as error:
        return error.plain
    except Exception as error:
        return plain.raised(error)
    return {"count": count, "trainable": trainable, "meta": meta, "dtypes": dict(dtypes)}


def _tensors(model: object) -> list[Any] | None:
    """Each parameter once, found in the modules' own tables: ``parameters()`` may be anything."""
    if not classes.is_a(classes.of_instance(model).get("_modules"), dict):
        return None
    found: dict[int, Any] = {}
    seen: set[int] = set()
    left: list[object] = [model]
    while left and len(seen) + len(found) < _MOST:
        module = left.pop()
        if id(module) in seen:
            continue
        seen.add(id(module))
        own = classes.of_instance(module)
        for name, into in (("_parameters", found), ("_modules", None)):
            table = own.get(name)
            for value in list(classes.entries(table).values()):
                if value is None:
                    continue
                if into is None:
                    left.append(value)
                else:
                    into[id(value)] = value
    return None if left else list(found.values())


def _elements(tensor: Any) -> int:
    """Elements of the whole parameter. A DTensor says them by itself, and ZeRO's in an attribute of its own.

    Raises:
        _Unreadable: A part of one: FSDP 1 flattens parameters into one of each rank, Megatron's layers hold their shard.
    """
    if classes.name(type(tensor)) == "FlatParameter" or getattr(tensor, "tensor_model_parallel", False):
        raise _Unreadable(tensor)
    whole = getattr(tensor, "ds_numel", None)
    elements = int(tensor.numel() if whole is None else whole)
    if elements < 0:
        raise _Unreadable(tensor)
    return elements
