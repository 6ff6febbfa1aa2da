"""The command line: one file a verb. Words, colours and exit codes are chosen here and nowhere below."""
