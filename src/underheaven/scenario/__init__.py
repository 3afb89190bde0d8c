"""What a user writes: the schema of a scenario file, its loading with line and column, and the shipped files."""
