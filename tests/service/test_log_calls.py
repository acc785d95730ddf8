"""Every log call of the service names its action, by which a program finds it, and the ids it is about."""

import ast
from collections.abc import Iterator
from pathlib import Path

import service

FOLDER = Path(service.__file__).parent
METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of loggers: of `logger`, and of what `getLogger` returns."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        target = node.func.value
        is_logger = isinstance(target, ast.Name) and target.id == "logger"
        is_call = isinstance(target, ast.Call) and ast.unparse(target.func).endswith("getLogger")
        if node.func.attr in METHODS and (is_logger or is_call):
            yield node


def names_action(call: ast.Call, tree: ast.AST) -> bool:
    """Return whether `extra` is a dictionary with an action, given here or by a name of the same file."""
    extra = next((keyword.value for keyword in call.keywords if keyword.arg == "extra"), None)
    if isinstance(extra, ast.Name):
        values = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == extra.id
        ]
    else:
        values = [extra] if extra is not None else []
    return bool(values) and all(_has_action(value) for value in values)


def _has_action(value: ast.expr) -> bool:
    keys = {
        ast.literal_eval(key)
        for node in ast.walk(value)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    return "action" in keys


def test_every_log_call_has_an_action():
    calls = [
        (f"{path.relative_to(FOLDER)}:{call.lineno}", names_action(call, tree))
        for path in sorted(FOLDER.rglob("*.py"))
        for tree in [ast.parse(path.read_text(encoding="utf-8"))]
        for call in log_calls(tree)
    ]
    assert len(calls) > 15
    assert [place for place, has_action in calls if not has_action] == []


def test_a_call_without_an_action_is_found():
    lines = (
        'logger.info("x")',
        'logger.info("x", extra={"job": 1})',
        'logging.getLogger("a").info("y")',
        'logger.info("z", extra={"action": "a"})',
    )
    source = "\n".join(lines)
    tree = ast.parse(source)
    assert [names_action(call, tree) for call in log_calls(tree)] == [False, False, False, True]
