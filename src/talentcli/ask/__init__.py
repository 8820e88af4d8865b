"""Questions: a store and plain values in, records out; no terminal, no clock, no files."""
