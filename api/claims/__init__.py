"""What a late payer owes a member, with interest."""
