// A drawing is a pure function of the state that returns nodes; `patch` makes the page agree with
// it and touches only what differs, so focus, pointer capture and screen readers are not disturbed.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const PROPERTIES = ["value", "checked"];

/** Describe an element; `on…` attributes are handlers, null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  const kept = children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined);
  return { tag, attributes, children: kept };
}

export function patch(parent, wanted) {
  wanted.forEach((spec, i) => {
    const present = parent.childNodes[i];
    if (typeof spec !== "object") return patchText(parent, present, String(spec));
    const reusable = present && present.nodeName.toLowerCase() === spec.tag.toLowerCase();
    const node = reusable ? present : create(parent, spec.tag);
    if (!reusable) present ? parent.replaceChild(node, present) : parent.append(node);
    patchAttributes(node, spec.attributes);
    patch(node, spec.children);
    for (const name of PROPERTIES) {
      if (name in spec.attributes && node[name] !== spec.attributes[name]) node[name] = spec.attributes[name];
    }
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}

function create(parent, tag) {
  const inSvg = tag === "svg" || parent.namespaceURI === SVG_NAMESPACE;
  return inSvg ? document.createElementNS(SVG_NAMESPACE, tag) : document.createElement(tag);
}

function patchText(parent, present, text) {
  if (!present) parent.append(text);
  else if (present.nodeType !== Node.TEXT_NODE) parent.replaceChild(document.createTextNode(text), present);
  else if (present.data !== text) present.data = text;
}

// What a handler throws would end in the console, where no reader looks: the host hears of it.
function telling(node, handler) {
  return async (event) => {
    try {
      await handler(event);
    } catch (error) {
      node.dispatchEvent(new CustomEvent("setnb-failed", { bubbles: true, detail: error }));
    }
  };
}

function patchAttributes(node, wanted) {
  const present = node.setnbAttributes ?? {};
  for (const name of new Set([...Object.keys(present), ...Object.keys(wanted)])) {
    const value = wanted[name];
    if (PROPERTIES.includes(name) || value === present[name]) continue;
    if (name.startsWith("on")) node[name] = value ? telling(node, value) : null;
    else if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.setnbAttributes = wanted;
}
