"""Imports: files of examination results, previewed before anything is stored."""
