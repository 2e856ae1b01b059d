"""The engine: the embedded database, the processes around it and the command line's footing. No Django here."""
