"""Jobs: accepted as rows, assigned to workers by Procrastinate, run as child processes, supervised to their end."""
