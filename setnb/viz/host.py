"""Where an output is going to be shown."""

import os


def in_book() -> bool:
    """Return whether this process executes a chapter for the built book.

    The book's Sphinx extension sets `SETNB_BOOK=1` before it starts a kernel. The page has no
    kernel, so its figures and widgets must be complete HTML; JupyterLab and Colab have their own.
    """
    return os.environ.get("SETNB_BOOK") == "1"
