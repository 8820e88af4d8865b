"""The command line: resolve, ask, view, emit."""
