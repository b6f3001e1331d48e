"""Reads seized files, keys what identifies people, and joins it.

No Django and no slice is imported here: the engine works on paths, bytes and
Polars frames, and can be run and tested alone.
"""
