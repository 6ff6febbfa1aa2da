"""A portfolio for the file: a lender's book, a table of loans or invoices, or what a supervisor publishes."""
