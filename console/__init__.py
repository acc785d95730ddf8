"""The console: the pages on which a person sees their days, decides, and runs what the command line can run."""
