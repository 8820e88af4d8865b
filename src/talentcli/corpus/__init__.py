"""What a fact is, how its figures and dates are written, and how it is read from TOML."""
