"""The service on top of the graph: SPARQL, a page for every IRI, lineage, and the `mandates` command."""
