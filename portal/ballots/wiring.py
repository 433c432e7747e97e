"""What ballots put into the registries of the floors below."""
