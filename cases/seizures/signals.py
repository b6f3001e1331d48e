"""News for the slices above, and questions to them."""

from django.dispatch import Signal

# Sent after the commit, with `dataset_id`: files of it were taken in, read anew or
# found whole again, or its description has changed, so that it has to be matched.
dataset_ready = Signal()

# Sent with `dataset_id`, before a file is read anew and once more, in the same
# transaction, before its rows are replaced. A receiver that holds on to the rows
# answers with the code of the sentence that says so (see `common.wording`).
rows_wanted = Signal()

# Sent with `dataset_id` in the transaction that replaces rows of it: whatever points to
# the rows must be removed.
rows_replaced = Signal()
