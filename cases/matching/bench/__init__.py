"""Millions of links in a database of their own, and what they cost."""
