"""Hostile values in every place where a look, or a mesh, is read: each pair, a seeded sample of them or all.

In a child, since what has no end would never come back: whoever waits for it watches its progress. Every call has to come to an
answer or to a coded error, in bounded processor time, and what is known elsewhere of the model may become unknown and never its
opposite. ``MESHWISE_LONG=1`` asks all pairs.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import sys

import guard
from hostile import VALUES
from hostile_places import PLACES
from scripts import SRC

SEED = 20260
PLACES_OF_EACH = 3
MOST_TIME = 2.0  # seconds of processor time of one call: a look takes 0.3 at most, and a machine may be slow


def pairs() -> list[tuple[str, str]]:
    if os.environ.get("MESHWISE_LONG"):
        return [(value, place) for value in VALUES for place in PLACES]
    random.seed(SEED)
    places = itertools.cycle(random.sample(list(PLACES), len(PLACES)))
    return [(value, next(places)) for _ in range(PLACES_OF_EACH) for value in random.sample(list(VALUES), len(VALUES))]


def test_every_look_is_an_observation_or_a_coded_error() -> None:
    asked = pairs()
    here = os.path.dirname(__file__)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([SRC, here])}
    done = guard.run([sys.executable, os.path.join(here, "hostile_places.py")], env=env, text=True, input=json.dumps(asked))
    assert done.returncode == 0, done.stderr[-3000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(asked) >= PLACES_OF_EACH * len(VALUES)
    assert not [one for one in found if one["wrong"]]
    assert not [one for one in found if one["time"] > MOST_TIME]
    assert {value for value, _ in asked} == set(VALUES) and {place for _, place in asked} == set(PLACES)
