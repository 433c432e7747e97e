"""What notices put into the registries of the floors below."""
