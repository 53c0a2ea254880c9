"""From ES modules that import each other to one text without imports.

Neither anywidget nor a page opened from disk can follow `import ... from "./js/x.js"`. The widget's
own module stays as it is; each shared module becomes a constant, evaluated once:

    const js_sets = (() => { ...; return { permute }; })();

so that names private to a module cannot collide. Only the plain forms are understood: imports of
names in braces from a relative path, `export` before a declaration, `export { a, b };`.
"""

import re
from pathlib import Path

from setnb.checks import reject

IMPORT = re.compile(
    r'^import\s*\{(?P<names>[^}]*)\}\s*from\s*["\'](?P<path>[^"\']+)["\'];?[ \t]*$', re.MULTILINE
)
ANY_IMPORT = re.compile(r"^import\b.*$|\bimport\(.*$", re.MULTILINE)
EXPORTED = re.compile(
    r"^export\s+(?P<kept>(?:async\s+)?(?:function\*?|class|const|let)\s+(?P<name>[\w$]+))",
    re.MULTILINE,
)
EXPORT_LIST = re.compile(r"^export\s*\{(?P<names>[^}]*)\};?[ \t]*$", re.MULTILINE)
ANY_EXPORT = re.compile(r"^export\b.*$", re.MULTILINE)


def bundle(entry: Path) -> str:
    """Return the module `entry`, and before it everything that it imports, as one text.

    Raises FileNotFoundError for a missing module, ValueError for modules that import each other in
    a circle and for forms of import and export that are not understood.
    """
    parts: dict[Path, str] = {}
    text = link(entry.resolve(), parts, ())
    return "\n".join([*parts.values(), text])


def link(path: Path, parts: dict[Path, str], above: tuple[Path, ...]) -> str:
    """Return the text of `path` with its imports taken from `parts`, adding those still missing."""
    if path in above:
        circle = " -> ".join(p.name for p in (*above[above.index(path) :], path))
        reject("import", expected="modules that import one way", got=circle)
    if not path.is_file():
        raise FileNotFoundError(
            f"JavaScript module: expected a file, got {path}"
            + (f", imported by {above[-1].name}. Correct the path there." if above else ".")
        )

    def from_constant(statement: re.Match) -> str:
        target = (path.parent / statement["path"]).resolve()
        if target not in parts:
            parts[target] = as_constant(target, link(target, parts, (*above, path)))
        names = re.sub(r"\s+as\s+", ": ", " ".join(statement["names"].split()))
        return f"const {{ {names} }} = {constant_name(target)};"

    text = IMPORT.sub(from_constant, path.read_text(encoding="utf8"))
    if left := ANY_IMPORT.search(text):
        reject(path.name, expected='import { a } from "./b.js";', got=f"`{left[0].strip()}`")
    return text


def as_constant(path: Path, text: str) -> str:
    """Wrap a shared module into a constant that holds what it exports."""
    names = [found["name"] for found in EXPORTED.finditer(text)]
    for found in EXPORT_LIST.finditer(text):
        names += [name for name in re.split(r"[\s,]+", found["names"]) if name]
    text = EXPORT_LIST.sub("", EXPORTED.sub(lambda found: found["kept"], text))
    if left := ANY_EXPORT.search(text):
        reject(path.name, expected="export before a declaration", got=f"`{left[0]}`")
    exports = ", ".join(names)
    return f"const {constant_name(path)} = (() => {{\n{text}\nreturn {{ {exports} }};\n}})();"


def constant_name(path: Path) -> str:
    """Return the name of a module's constant: its folder and file, which are unique together."""
    return re.sub(r"\W", "_", f"{path.parent.name}_{path.stem}")
