"""The rules as workbooks: templates, reading, marking, results.

Rows and columns of cells enter and leave here; no network, no key, no clock. Only the rules are
known below. The front door of the room is its modules' public functions.
"""
