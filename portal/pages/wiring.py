"""What pages put into the registries of the floors below."""
