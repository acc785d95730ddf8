"""The person's categories and the rules that decide them."""
