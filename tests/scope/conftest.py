"""An analyst's desk."""

from tests.support.desk import desk

__all__ = ["desk"]
