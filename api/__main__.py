"""`python -m api` is the program `eligo`."""

from api.cli import main

main()
