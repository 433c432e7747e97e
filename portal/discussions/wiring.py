"""What discussions put into the registries of the floors below."""
