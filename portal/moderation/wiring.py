"""What moderation put into the registries of the floors below."""
