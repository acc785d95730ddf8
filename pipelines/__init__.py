"""The batch stages. Each runs as a child process, `python -m pipelines.<stage>`, and knows nothing of the service."""
