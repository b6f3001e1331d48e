"""News for the slices above."""

from django.dispatch import Signal

# Sent after the commit, with `dataset_id`: a further file of it can be matched.
dataset_ready = Signal()
