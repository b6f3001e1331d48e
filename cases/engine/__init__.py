"""Reads seized files, turns what identifies people into keyed tokens, and joins these.

No Django and no slice is imported here: the engine works on paths, bytes and
Polars frames, and can be run and tested alone.
"""
