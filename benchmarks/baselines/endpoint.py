"""rdflib-endpoint on the same triples, in the store that its documentation recommends for size (oxrdflib)."""

from __future__ import annotations

import os

from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint

dataset = Dataset(store="Oxigraph", default_union=True)
dataset.parse(os.environ["ENDPOINT_DATA"], format="nt")
app = SparqlEndpoint(graph=dataset, path="/sparql")
