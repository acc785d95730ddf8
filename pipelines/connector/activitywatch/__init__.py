"""ActivityWatch: programs and presence at a computer, from its export."""
