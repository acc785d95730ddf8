"""Who may come in: sessions, password, forms of this site only, and the headers that hold a page together."""
