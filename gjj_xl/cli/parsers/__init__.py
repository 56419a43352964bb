"""The arguments of the commands, one module for each room of them, with one function ``add``.

A module here names the code that a command runs and never imports it: the parser is built before
anything is known of what the clerk wants, and must be there at once.
"""
