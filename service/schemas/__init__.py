"""Types of requests and responses: what the API, the schedules and the command line read and write as JSON."""
