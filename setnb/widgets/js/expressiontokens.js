// The first look at a typed function: known characters only, parentheses in pairs, not too long.
import { explain } from "./expressionerrors.js";

const LONGEST = 200, DEEPEST = 20;
const TOKEN = /((?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)|([A-Za-z][A-Za-z0-9]*)|(\*\*|<=|>=|==|!=|[-+*/()<>,])/y;

/** Raised by the tokeniser and the parser only: a message for the reader and the place it is about. */
export class Refusal {
  constructor(message, at) { Object.assign(this, { message, at }); }
}

export function refuse(message, at) {
  throw new Refusal(message, at);
}

/** The tokens { text, number, name, at } of a text whose parentheses match. */
export function tokenise(text) {
  if (text.length > LONGEST) refuse(explain.long(text.length, LONGEST), LONGEST);
  const tokens = [], open = [];
  for (let at = 0; at < text.length;) {
    if (text[at] === " ") { at++; continue; }
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) refuse(explain.character(String.fromCodePoint(text.codePointAt(at))), at);
    const [written, number, name] = found;
    if (number && !Number.isFinite(Number(number))) refuse(explain.large, at);
    if (written === "(" && open.push(at) > DEEPEST) refuse(explain.deep(DEEPEST), at);
    if (written === ")" && open.pop() === undefined) refuse(explain.closing, at);
    tokens.push({ text: written, number, name, at });
    at = TOKEN.lastIndex;
  }
  if (tokens.length === 0) refuse(explain.empty, 0);
  if (open.length) refuse(explain.opening, open.at(-1));
  return tokens;
}
