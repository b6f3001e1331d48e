"""What a file of fraud reports says: pure functions, no database.

`provinces`, `methods`, `dates` and `losses` read one cell each, `fields` and
`guessing` name the columns, `rows` reads a whole batch.
"""
