import json

import pytest

from setnb.widgets.bundle import bundle


def write(folder, **modules):
    for name, text in modules.items():
        path = folder / f"{name.replace('__', '/')}.js"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf8")
    return folder / "widget.js"


@pytest.mark.browser
def test_bundle_computes_what_the_modules_do(tmp_path, browser):
    entry = write(
        tmp_path,
        js__base="const secret = 1;\n"
        "export const one = secret;\n"
        "export function twice(x) { return 2 * x; }",
        js__left='import { one,\n  twice as double } from "./base.js";\n'
        "const secret = 10;\n"
        "const left = double(one) + secret;\n"
        "export { left };",
        js__right='import { one } from "./base.js";\n'
        "export async function right() { return one; }\n"
        "export class Right {}",
        widget='import { left } from "./js/left.js";\n'
        'import { right, Right } from "./js/right.js";\n'
        "export default { left, right, Right };",
    )
    text = bundle(entry)
    assert text.count("const secret = 1;") == 1
    page = browser.new_page()
    result = page.evaluate(
        f"""async () => {{
            const blob = new Blob([{json.dumps(text)}], {{ type: "text/javascript" }});
            const widget = (await import(URL.createObjectURL(blob))).default;
            return [widget.left, await widget.right(), typeof new widget.Right()];
        }}"""
    )
    page.close()
    assert result == [12, 1, "object"]


def test_a_missing_module_is_named_with_its_importer(tmp_path):
    entry = write(tmp_path, widget='import { a } from "./js/gone.js";\nexport default {};')
    with pytest.raises(FileNotFoundError, match=r"gone\.js, imported by widget\.js"):
        bundle(entry)


def test_a_circle_is_shown(tmp_path):
    entry = write(
        tmp_path,
        js__a='import { b } from "./b.js";\nexport const a = b;',
        js__b='import { a } from "./a.js";\nexport const b = a;',
        widget='import { a } from "./js/a.js";\nexport default { a };',
    )
    with pytest.raises(ValueError, match=r"got a\.js -> b\.js -> a\.js"):
        bundle(entry)


@pytest.mark.parametrize(
    "statement",
    [
        'import a from "./js/a.js";',
        'import * as a from "./js/a.js";',
        'const a = import("./js/a.js");',
    ],
)
def test_other_forms_of_import_are_refused(tmp_path, statement):
    entry = write(tmp_path, js__a="export const a = 1;", widget=statement)
    with pytest.raises(ValueError, match=r"widget\.js: expected import \{ a \}"):
        bundle(entry)


def test_other_forms_of_export_are_refused(tmp_path):
    entry = write(
        tmp_path,
        js__a='export * from "./b.js";',
        widget='import { a } from "./js/a.js";\nexport default { a };',
    )
    with pytest.raises(ValueError, match=r"a\.js: expected export before a declaration"):
        bundle(entry)
