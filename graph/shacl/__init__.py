"""SHACL as the standard defines it: each constraint is a SPARQL query over all focus nodes at once.

`model` reads the shapes; `paths`, `expressions`, `queries` and `select` write the queries; `engine` runs
them.
https://www.w3.org/TR/shacl/
"""
