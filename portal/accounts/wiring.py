"""What accounts put into the registries of the floors below."""
