"""Facts compiled into one SQLite file, so that a question costs a few point reads."""
