"""Ten million valid entries with their seals, and what they cost."""
