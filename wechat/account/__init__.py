"""The official account: what it answers by itself, and its menu."""
