"""The knowledge graph of United Nations mandates: read, state, store, validate, release and ask."""
