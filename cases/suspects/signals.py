"""News of this slice, for those above it."""

from __future__ import annotations

from django.dispatch import Signal

# A suspect has a handle or a number that they had not before. Sent in the transaction
# that writes it, with `officer`, and `obj`: an Alias or an Identifier.
identifier_recorded = Signal()

# What a slice above has to tell the officer about such an `obj`: receivers give a
# sentence, or "".
remarks_wanted = Signal()


def remarks(obj: object) -> list[str]:
    answers = remarks_wanted.send(sender=type(obj), obj=obj)
    return [str(text) for _receiver, text in answers if text]
