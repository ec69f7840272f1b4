"""Measures validation: the queries beside pyshacl on the same graph, in one run, and one document on a base.

pyshacl is measured on a graph that it can do: the bundled one, with what is entered by hand.

    .venv/bin/python benchmarks/validation.py             the bundled graph that was entered by hand
    .venv/bin/python benchmarks/validation.py --whole     also the whole bundled graph, by queries alone
"""

from __future__ import annotations

import argparse
import resource
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.bundle import Bundle
from graph.engines.embedded import EmbeddedStore
from graph.infer import infer
from graph.names import DEFAULT_BASE, Names
from graph.validate import Shapes, Validator, validate, validate_store

if TYPE_CHECKING:
    from graph.shacl.engine import Timing


def derived(bundle: Bundle) -> EmbeddedStore:
    store = EmbeddedStore.memory(bundle.quads())
    store.bulk_insert(Quad(*quad.triple, DefaultGraph()) for quad in list(store.named_quads()))
    infer(store, bundle.rules, NamedNode(Names(DEFAULT_BASE).graph_inferred))
    return store


def seconds(work: object) -> float:
    start = perf_counter()
    assert callable(work)
    work()
    return perf_counter() - start


def beside_pyshacl(shapes: Shapes) -> None:
    quads = list(derived(Bundle.installed().by_hand()).named_quads())
    ours = median(seconds(lambda: validate(quads, shapes=shapes)) for _ in range(3))
    theirs = seconds(lambda: validate(quads, shapes=shapes, engine="pyshacl"))
    print(f"{len(quads):,} quads: queries {ours:.2f} s, pyshacl {theirs:.2f} s, ratio {theirs / ours:.1f}")


def documents(shapes: Shapes) -> None:
    quads = list(Bundle.installed().by_hand().quads())
    is_document = f"{DEFAULT_BASE}doc/A/RES/"
    document = [quad for quad in quads if quad.graph_name.value.startswith(is_document)]
    validator = Validator([quad for quad in quads if "/doc/" not in quad.graph_name.value], shapes)
    validator.check(document)
    each = median(seconds(lambda: validator.check(document)) for _ in range(20))
    print(f"a set of {len(document)} quads on a base: {each * 1000:.1f} ms")


def whole(shapes: Shapes) -> None:
    store = derived(Bundle.installed())
    timings: list[Timing] = []
    taken = seconds(lambda: validate_store(store, shapes=shapes, timings=timings))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(store):,} quads, the union included: {taken:.1f} s, {memory} MB; the slowest constraints:")
    for timing in sorted(timings, key=lambda timing: -timing.seconds)[:10]:
        select = timing.constraint.select
        node = select.node if select else timing.shape.node
        print(f"  {timing.seconds:6.2f} s  {node.value.rpartition('#')[2]}  {timing.constraint.component}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--whole", action="store_true")
    given = options.parse_args()
    shapes = Shapes.read()
    seconds(lambda: shapes.engine)
    beside_pyshacl(shapes)
    documents(shapes)
    if given.whole:
        whole(shapes)


if __name__ == "__main__":
    main()
