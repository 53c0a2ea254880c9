"""ATTRIBUTION.md: the authors of the furniture meshes, from the catalogues' own licence files."""

import re
from itertools import groupby

import furniture
import meshes
import save

HEAD = """# Authors of the furniture in `furniture_pc2048.npz`

Each cloud is 2,048 points sampled on a mesh of the Debian package `sweethome3d-furniture` 1.8-1
(Sweet Home 3D, Emmanuel Puybaret / eTeks), then centred and scaled: a changed version of the
author's work, not the work itself. `data/make/attribution.py` writes this list.
"""

LICENCES = {
    "BlendSwap-CC-0": "Blend Swap contributors, cleaned and converted by Emmanuel Puybaret. "
    "[CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/); credit is not required.",
    "BlendSwap-CC-BY": "Blend Swap contributors, cleaned and converted by Emmanuel Puybaret. "
    "[CC BY 3.0](https://creativecommons.org/licenses/by/3.0/).",
    "KatorLegaz": "© 2003–2008 Andrew Kator & Jennifer Legaz. "
    "[CC BY 3.0 US](https://creativecommons.org/licenses/by/3.0/us/).",
    "Reallusion": "© 2008–2011 [Reallusion](http://www.reallusion.com/). "
    "[CC BY 3.0 US](https://creativecommons.org/licenses/by/3.0/us/).",
    "Scopia": "© 2006–2020 Emmanuel Puybaret / eTeks <info@eteks.com> and "
    "[Scopia Visual Interfaces Systems, s.l.](http://www.scopia.es) "
    "[CC BY 3.0](https://creativecommons.org/licenses/by/3.0/).",
}


def build() -> str:
    models = [model for model, _ in furniture.labelled_models()]
    parts = [HEAD]
    for source, members in groupby(models, key=lambda model: model.source):
        named = [entry(model) for model in members]
        parts.append(f"## {source}\n\n{LICENCES[source]}\n\n{'; '.join(named)}.\n")
    return "\n".join(parts)


def entry(model: meshes.Model) -> str:
    """Name of the model, its author and, where its licence file tells, the page it came from."""
    if model.source not in ("BlendSwap-CC-0", "BlendSwap-CC-BY"):
        return model.name
    credit = f"{model.name} by {model.creator}"
    page = licence_page(model)
    return f"[{credit}]({page})" if page else credit


def licence_page(model: meshes.Model) -> str | None:
    folder = model.path.rsplit("/", 1)[0] + "/"
    for name in model.archive.namelist():
        if name.startswith(folder) and "license" in name.lower():
            text = model.archive.read(name).decode("latin-1")
            if found := re.search(r"blendswap\.com/blends/view/\d+", text):
                return f"https://www.{found[0]}"
    return None


if __name__ == "__main__":
    save.write(save.DATA / "ATTRIBUTION.md", build().encode())
