"""What proposals put into the registries of the floors below."""
