"""What a district still lacks before residents can come (docs/start-a-district.md). Reads only."""
