"""Tables that everyone can read: caption, headers with scope, scrolling in place."""

import html
from typing import Any

import pandas as pd

# In the book, book.css says more; here is what a notebook elsewhere needs.
SCROLL = "overflow-x:auto;max-width:100%"
LEFT = "text-align:left;vertical-align:top"
# A short text stays on its line, a long one gets room to wrap: tables scroll, words do not break.
SHORT, ONE_LINE, ROOM = 26, "white-space:nowrap", "min-width:11rem"


def table_html(
    table: pd.DataFrame, caption: str, *, links: dict[str, list[str]] | None = None
) -> str:
    """Return a table as HTML; its first column heads the rows.

    Cells are shown as they are, in text; NaN and None are a dash. `links` gives a column's cells
    an address each, an empty one for none.
    """
    columns = [str(column) for column in table]
    head = "".join(f'<th scope="col" style="{LEFT}">{html.escape(c)}</th>' for c in columns)
    addresses = {column: (links or {}).get(column, [""] * len(table)) for column in columns}
    body = "".join(
        f"<tr>{_row(values, [addresses[column][i] for column in columns])}</tr>"
        for i, values in enumerate(table.itertuples(index=False, name=None))
    )
    title = html.escape(caption)
    return (
        f'<div class="setnb-table" role="region" aria-label="{title}" tabindex="0" '
        f'style="{SCROLL}"><table><caption style="{LEFT}">{title}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(values: tuple[Any, ...], addresses: list[str]) -> str:
    cells = zip(values, addresses, strict=True)
    return "".join(_cell(*cell, heads=place == 0) for place, cell in enumerate(cells))


def _cell(value: Any, address: str, *, heads: bool) -> str:
    text = "–" if pd.isna(value) else str(value)
    style = f"{LEFT};{ONE_LINE if len(text) <= SHORT else ROOM}"
    inside = html.escape(text)
    if address:
        inside = f'<a href="{html.escape(address)}">{inside}</a>'
    if heads:
        return f'<th scope="row" style="{style}">{inside}</th>'
    return f'<td style="{style}">{inside}</td>'
