"""Bringing files in: recognise, read, check, load, withdraw.

Nouns: Run (one file on its way in), Problem (what is wrong with a row or a file), Source (a pure reader of one
publisher's file). National files are loaded by a platform data officer, a partnership's own measures by its people.
"""
