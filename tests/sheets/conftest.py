"""What the tests of the sheets share."""

from tests.office import office

__all__ = ["office"]
