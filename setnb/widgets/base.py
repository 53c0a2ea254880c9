"""What every widget shares: one JavaScript module, two hosts.

JupyterLab and Colab run the module through anywidget, joined to Python by a kernel. The built book
has no kernel: there the widget is one HTML element that carries its state, and `mount.js` runs the
same module on it. A module may use `model.get, set, save_changes, on, off` and nothing else.
"""

import html
import inspect
import json
from pathlib import Path
from typing import Any, ClassVar

import anywidget

from setnb.checks import reject
from setnb.viz.host import in_book
from setnb.viz.palette import css, script_constant
from setnb.widgets.bundle import bundle


class Widget(anywidget.AnyWidget):
    """Base of the widgets. A subclass names its module and declares its state as traitlets.

    `_name = "push_apart"` takes `push_apart.js` beside the class's own file. Every traitlet tagged
    `sync=True` is part of the state, which is set from Python as a keyword or an attribute:
    `PushApart(a=1, b=2)`. In JavaScript the colours of both themes are in the constant `PALETTE`,
    and as CSS variables `--setnb-...` of the theme in force.
    """

    _name: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "_name" in cls.__dict__:
            module = Path(inspect.getfile(cls)).with_name(f"{cls._name}.js")
            cls._esm = script_constant() + bundle(module)
            cls._css = css()
        super().__init_subclass__(**kwargs)

    def open(self) -> None:
        """Tell the front end that this widget exists; the book has none."""
        if not in_book():
            super().open()

    def state(self) -> dict[str, Any]:
        """Return the traitlets that the subclass declared, as plain values."""
        inherited = anywidget.AnyWidget.class_trait_names()
        declared = sorted(set(self.class_trait_names(sync=True)).difference(inherited))
        # anywidget adds traits of its own to the class of each instance: _esm, _css, ...
        return {name: getattr(self, name) for name in declared if not name.startswith("_")}

    def static_html(self) -> str:
        """Return the element that `mount.js` brings to life. Its state must be finite JSON."""
        try:
            state = json.dumps(self.state(), allow_nan=False)
        except (TypeError, ValueError) as problem:
            reject(
                f"state of {type(self).__name__}",
                expected="finite numbers, strings, lists and dicts",
                got=str(problem),
            )
        return (
            f'<div class="setnb-widget" data-widget="{self._name}" '
            f'data-state="{html.escape(state)}"><noscript><p>This is an interactive drawing. '
            "It needs JavaScript; everything it shows is also said in the text.</p></noscript>"
            "</div>"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        static = {"text/plain": f"{type(self).__name__}()", "text/html": self.static_html()}
        if in_book():
            return static, {}
        live, metadata = super()._repr_mimebundle_(**kwargs)
        return live | static, metadata

    # ipywidgets 7 displays through this method, and would pass by the one above.
    _ipython_display_ = None
