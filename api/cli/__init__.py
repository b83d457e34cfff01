"""The program `eligo`: every command by noun, every refusal as one sentence."""

from api.cli.program import main

__all__ = ["main"]
