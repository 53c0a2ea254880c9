// Open Peeps faces, for peeps.py:
//
//   node peeps.mjs NODE_MODULES options                      what each attribute can be, as JSON
//   node peeps.mjs NODE_MODULES draw SIZE < faces > pixels   a JSON list of faces in, raw RGB out
//
// A face is {head, face, facialHair, accessories, skinColor, clothingColor, headContrastColor};
// "none" leaves a part out. Colours are "#rrggbb".

import { readFileSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, command, size] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(resolve(join(modules, path))));
const style = await load("@dicebear/open-peeps/lib/index.js");
const PARTS = ["accessories", "face", "facialHair", "head"];
const COLOURS = ["clothingColor", "headContrastColor", "skinColor"];

// The style asks a random generator for its choices; ours always takes the only one on offer.
const prng = { pick: ([only]) => only, bool: (percent) => percent === 100 };

async function options() {
  const parts = await load("@dicebear/open-peeps/lib/components/index.js");
  const { properties } = style.schema;
  const usesContrast = (draw) => String(draw).includes("colors.headContrast");
  return {
    choices: Object.fromEntries([
      ...PARTS.map((key) => [key, Object.keys(parts[key])]),
      ...COLOURS.map((key) => [key, properties[key].default.map((colour) => `#${colour}`)]),
    ]),
    // Names of the parts that are painted in headContrastColor; all others ignore it.
    contrast: Object.fromEntries(
      PARTS.map((key) => [
        key,
        Object.keys(parts[key]).filter((name) => usesContrast(parts[key][name])),
      ]),
    ),
  };
}

function pixels(face, Resvg) {
  const chosen = Object.entries(face).map(([key, value]) => [key, [value.replace("#", "")]]);
  const { attributes, body } = style.create({
    prng,
    options: {
      ...Object.fromEntries(chosen),
      mask: [],
      maskProbability: 0,
      facialHairProbability: face.facialHair === "none" ? 0 : 100,
      accessoriesProbability: face.accessories === "none" ? 0 : 100,
    },
  });
  const head = `xmlns="http://www.w3.org/2000/svg" viewBox="${attributes.viewBox}" fill="none"`;
  const drawing = new Resvg(`<svg ${head}>${body}</svg>`, {
    background: "white",
    fitTo: { mode: "width", value: Number(size) },
  });
  return drawing.render().pixels.filter((_, i) => i % 4 !== 3);
}

function write(bytes) {
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(1, bytes, sent);
}

if (command === "options") {
  write(Buffer.from(JSON.stringify(await options())));
} else {
  const { Resvg } = (await load("@resvg/resvg-js/index.js")).default;
  for (const face of JSON.parse(readFileSync(0, "utf8"))) write(pixels(face, Resvg));
}
