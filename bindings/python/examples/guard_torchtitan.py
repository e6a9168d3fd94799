"""A guard of one line for a torchtitan script: it ends before anything is sharded where the mesh does not fit the model.

    python guard_torchtitan.py config.json --tp 8 --world-size 64

In a script of yours the marked line goes behind the one that makes the ``ParallelDims``, before the model is parallelized. All
ranks pass it or all raise, with the fix in torchtitan's own words.
"""

from __future__ import annotations

import argparse

from torchtitan.distributed.parallel_dims import ParallelDims

import meshwise


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("config", help="the config.json of the model")
    parser.add_argument("--tp", type=int, default=1)
    parser.add_argument("--world-size", type=int, required=True)
    given = parser.parse_args()
    parallel_dims = ParallelDims(dp_replicate=1, dp_shard=-1, cp=1, tp=given.tp, pp=1, ep=1, world_size=given.world_size)

    meshwise.validate(given.config, parallel_dims)  # the line

    print("passes")


if __name__ == "__main__":
    main()
