"""Reserved by the floor plan (docs/architecture.md); this room is not built yet."""
