"""The service: HTTP API, jobs, worker and command line. It starts the stages by argv and never imports their code."""
