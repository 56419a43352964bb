"""The add-in on a clerk's computer: its environment, its file, and what may be in its way.

Only the standard library may be used here: the installer runs before anything is installed.
"""
