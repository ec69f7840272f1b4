"""One small module per engine behind the port of `graph/store.py`."""
