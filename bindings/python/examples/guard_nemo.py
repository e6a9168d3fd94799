"""A guard of one line for a NeMo Automodel script: it ends before anything is sharded where the mesh does not fit the model.

    python guard_nemo.py config.json --tp 8 --world-size 64

In a script of yours the marked line goes behind the one that reads the sizes, or has the ``MeshContext`` in their place, and
the model where there is one already. All ranks pass it or all raise, with the fix as a flag and as lines of the recipe.
"""

from __future__ import annotations

import argparse

from nemo_automodel.components.distributed.mesh import ParallelismSizes

import meshwise


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("config", help="the config.json of the model")
    parser.add_argument("--tp", type=int, default=1)
    parser.add_argument("--world-size", type=int, required=True)
    given = parser.parse_args()
    sizes = ParallelismSizes(tp_size=given.tp)

    meshwise.validate(given.config, sizes, world_size=given.world_size)  # the line

    print("passes")


if __name__ == "__main__":
    main()
