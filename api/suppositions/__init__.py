"""What a member's figures would be, if it paid."""
