"""What a command refuses."""


class Refusal(Exception):  # noqa: N818 - it is no error of the program
    """The command cannot do this. The message is one sentence that says what to do."""
