"""The scores of a list without names: report and distribution."""
