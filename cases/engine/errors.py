"""What can go wrong with a file, named so that it can be said in two languages."""

from __future__ import annotations


class EngineError(Exception):
    """The root of everything the engine raises on purpose.

    `code` names the sentence (the slices hold the wording in each language);
    `where` fills it: `file`, `sheet`, `line` and whatever else the sentence
    needs. No value from a seized row is ever put into it.
    """

    code = "engine_error"

    def __init__(self, code: str | None = None, **where: object) -> None:
        self.code = code or type(self).code
        self.where = where
        super().__init__(self.code, where)


class UnreadableFile(EngineError):
    """The file cannot be read at all; nothing was stored."""

    code = "unreadable"


class Cancelled(EngineError):
    """The officer asked for a stop; what was finished can be resumed."""

    code = "cancelled"


class WrongKey(EngineError):
    """The key does not open what was sealed, or the sealed bytes were changed."""

    code = "wrong_key"
