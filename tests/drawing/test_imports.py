"""What drawing needs: Python and MarkupSafe, so that the console stays small."""

import ast
import sys
from pathlib import Path

import drawing

OURS = {"drawing", "markupsafe"}


def test_drawing_imports_only_python_and_markupsafe():
    for path in Path(str(drawing.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in OURS | sys.stdlib_module_names, f"{path.name} imports {name}"
