"""The demo case: told by a newspaper, with everything personal invented."""
