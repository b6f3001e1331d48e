"""News for the slices above."""

from django.dispatch import Signal

# Sent with `case_id` and `officer` in the transaction in which it was said that two
# officers must agree on a link of the case.
two_officers_wanted = Signal()
