"""Answers on their way out: views, tables, formats."""
