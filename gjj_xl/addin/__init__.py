"""The add-in on a clerk's computer: its environment, its file, and what may be in its way.

Only the standard library may be used here, and nothing else of the house: the installer runs
from the unpacked folder, before anything is installed.
"""
