"""From exported rows to a result: pure functions, no database, no Django, exact numbers only."""
