"""Jobs: accepted as rows, handed out by Procrastinate, run as child processes, supervised to their end."""
