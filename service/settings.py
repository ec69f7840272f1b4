"""The settings: environment variables `MANDATES_…`, read once in the composition root and passed on.

A flag of the command line goes before the environment. The table in the documentation is held against the
descriptions here by a test.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.names import DEFAULT_BASE


def _base(iri: str) -> str:
    if (
        not iri.startswith(("https://", "http://"))
        or not iri.endswith("/")
        or any(c in iri for c in ' <>"{}|\\^`#?')
    ):
        raise ValueError("must be an http or https IRI that ends with a slash, without query and fragment")
    return iri


class Settings(BaseSettings):
    """Everything that can be set. Immutable."""

    model_config = SettingsConfigDict(env_prefix="MANDATES_", frozen=True, extra="ignore")

    data: Path = Field(
        default_factory=lambda: user_data_path("mandates", appauthor=False),
        description="The data folder: draft, releases, log.",
    )
    base: Annotated[str, AfterValidator(_base)] = Field(
        default=DEFAULT_BASE,
        description="The base IRI of the data, fixed when the data folder is made. Ends with a slash.",
    )
    bundle: Path | None = Field(
        default=None,
        description="A folder with another graph to start from: `ontology/`, `shapes/`, `data/`, `rules/`.",
    )
    host: str = Field(default="127.0.0.1", description="The address that `mandates serve` listens on.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="The port of `mandates serve`; 0 takes a free one."
    )
    publish: Literal["manual", "auto"] = Field(
        default="manual",
        description="With `auto`, an accepted write becomes a release at once.",
    )
    default_graph: Literal["union", "plain"] | None = Field(
        default=None,
        description="What a query without `GRAPH` sees: the `union` of all graphs, or (`plain`) the default "
        "graph as it was written. Fixed when the data folder is made.",
    )
    lock_wait: float = Field(
        default=30.0, ge=0, description="How many seconds a write waits for another one to end."
    )
    batch: int = Field(
        default=300_000,
        ge=1,
        description="How many statements of documents `mandates ingest` writes at once.",
    )
