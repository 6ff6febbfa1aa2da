"""What was known of a member on a day, beside what is known now."""
