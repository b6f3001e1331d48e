"""How fast this machine takes a seized file in and matches it.

Beside each figure stands the bare tool on the same data in the same run, which
is what the ratio is to.
"""

from cases.engine.bench.measure import CSV, NUMBERS, BenchResult, run

__all__ = ["CSV", "NUMBERS", "BenchResult", "run"]
