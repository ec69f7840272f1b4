"""Where the files stand that are data and not code: vocabulary, shapes, bundled graph, rules, questions.

In a wheel they all lie inside the package; in a checkout `ontology/` and `shapes/` stand at the top of the
repository, beside it. Nothing else needs to know.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def ontology_files() -> tuple[Path, ...]:
    """Return the Turtle files of the vocabulary, its schemes and its alignments, sorted by path."""
    return _files("ontology", ".ttl")


def shape_files() -> tuple[Path, ...]:
    """Return the Turtle files of the SHACL shapes, sorted by path."""
    return _files("shapes", ".ttl")


def data_files() -> tuple[Path, ...]:
    """Return the TriG and Turtle files of the bundled graph, sorted by path."""
    return _files("data", ".trig", ".ttl")


def packed_files() -> tuple[Path, ...]:
    """Return the packed files of the bundled graph, sorted by path; none in a checkout that lacks them."""
    top = _folder("data") / "corpus"
    return tuple(sorted(path for path in top.glob("*.nq.xz") if path != companion_file()))


def companion_file() -> Path:
    """Return the packed file of what the rules derive from the bundled graph; it may not exist."""
    return _folder("data") / "corpus" / "derived.nq.xz"


def rule_files() -> tuple[Path, ...]:
    """Return the CONSTRUCT queries that derive the inferred graph, sorted by path."""
    return _files("rules", ".rq")


def query_files() -> tuple[Path, ...]:
    """Return the questions, one SPARQL query a file, sorted by path."""
    return _files("queries", ".rq")


def context_file() -> Path:
    """Return the JSON-LD context of the vocabulary."""
    return _folder("ontology") / "context.jsonld"


def _files(folder: str, *suffixes: str) -> tuple[Path, ...]:
    """Return the files under `folder` with one of the suffixes; hidden ones are some editor's.

    Sorted by POSIX path within the folder, so that the order is the same on every system and in a wheel.
    Raises FileNotFoundError if there is none: a graph without its shapes would conform to anything.
    """
    top = _folder(folder)
    found = [
        path.relative_to(top)
        for path in top.rglob("*")
        if path.suffix in suffixes and not path.name.startswith(".")
    ]
    if not found:
        raise FileNotFoundError(f"no {' or '.join(suffixes)} file in {top}: the installation is not complete")
    return tuple(top / path for path in sorted(found, key=Path.as_posix))


def _folder(name: str) -> Path:
    """Return the folder of that name: in the package, else at the top of the checkout.

    Raises FileNotFoundError if it is in neither.
    """
    package = files("graph")
    if not isinstance(package, Path):
        raise FileNotFoundError(f"mandates reads its files from a folder, not from {package}: unpack it")
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no {name} in {package} or beside it: the installation is not complete")
