"""One district's database and media as a folder that another machine can begin from (docs/operations.md)."""
