"""Files the pages load, gathered from installed packages instead of from a CDN."""

import importlib.metadata
import json
import re
import shutil
from pathlib import Path

import plotly
import pydata_sphinx_theme

from setnb import widgets
from setnb.viz import palette

MATHJAX = ("tex-svg.js", "input/tex/extensions")
# An icon in Font Awesome's script: "xmark":[384,512,[aliases],"f00d","path"]
ICON = re.compile(
    r'"?(?P<name>[\w-]+)"?:\[\d+,\d+,\[(?P<aliases>[^\]]*)\],"[0-9a-f]+",'
    r'(?:"[^"]*"|\[(?:"[^"]*",?)*\])\],?'
)


def write_assets(folder: Path) -> Path:
    """Fill `folder` with scripts and styles for the build's static files; return it."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "widgets").mkdir(parents=True)
    package = Path(plotly.__file__).parent
    shutil.copy(package / "package_data" / "plotly.min.js", folder)
    copy_mathjax(folder / "mathjax")
    (folder / "palette.css").write_text(palette.css(), encoding="utf8")
    (folder / "palette.js").write_text(
        palette.script_constant().replace("const PALETTE", "window.setnbPalette"),
        encoding="utf8",
    )
    for name in widgets.__all__:
        write_widget(getattr(widgets, name), folder / "widgets")
    return folder


def copy_mathjax(folder: Path) -> None:
    """Copy the SVG output of MathJax: unlike the other, it needs no fonts.

    The package's name is no Python name and importing it would register it with Sphinx: its files
    are all that is wanted.
    """
    files = importlib.metadata.files("sphinx-mathjax-offline") or []
    start = next(f for f in files if f.name == MATHJAX[0])
    source = Path(start.locate()).parent
    for name in MATHJAX:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, target)
        else:
            shutil.copy(source / name, target)


def write_widget(widget: type, folder: Path) -> None:
    """Write a widget's module as a string in a plain script, since a page opened from disk can
    load scripts but neither fetch files nor import modules.
    """
    text = json.dumps(widget._esm)
    (folder / f"{widget._name}.esm.js").write_text(
        f"(window.setnbWidgets ??= {{}})[{json.dumps(widget._name)}] = {text};\n",
        encoding="utf8",
    )


def keep_used_icons(outdir: Path) -> None:
    """Reduce the theme's icon script (1.5 MB, every page) to the icons that occur in the book."""
    package = Path(pydata_sphinx_theme.__file__).parent
    script = next(package.rglob("static/scripts/fontawesome.js")).read_text(encoding="utf8")
    used: set[str] = set()
    for page in [
        *outdir.rglob("*.html"),
        *outdir.glob("_static/scripts/*theme.js"),
    ]:
        used |= set(re.findall(r"\bfa-([a-z0-9-]+)", page.read_text(encoding="utf8")))

    def keep(icon: re.Match) -> str:
        names = {
            icon["name"],
            *re.findall(r'"([\w-]+)"', icon["aliases"]),
        }
        return icon[0] if names & used else ""

    (outdir / "_static/scripts/fontawesome.js").write_text(ICON.sub(keep, script), encoding="utf8")
