"""What the ground floor puts into its own registries."""
