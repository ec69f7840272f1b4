"""Claims as quads: what a document says, each statement in the graph of the paragraph that makes it.

What a symbol itself says of a work stands in the graph of that work's own IRI, so that every document that
cites it writes the same; structure, hashes and metadata stand in the graph of the expression; citations,
mandates and mentions stand in the graph of their paragraph (docs/model.md, docs/decisions/0007).
"""

from graph.statements.stating import Detail, File, statements

__all__ = ["Detail", "File", "statements"]
