"""Finds what a document cites: pure functions from a `Document` to claims with character spans.

`citations.py` is the door; what a language's words mean is in `languages/*.toml` and in the tables of
`graph/grammar`, the code knows none.
"""
