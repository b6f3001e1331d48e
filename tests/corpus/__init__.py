"""Messy files as they are seized, made by a seeded generator, with their truth.

`python -m tests.corpus FOLDER` writes them out, each with a `.truth.json` beside
it, to be tried in the browser.
"""
