"""The exception for settings that cannot be used."""


class SettingsError(Exception):
    """One or more settings cannot be used; `problems` holds one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
