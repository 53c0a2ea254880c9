// A list of letters that a pointer or the keyboard puts into another order, retypes or shortens.
import { pointerPosition } from "./handles.js";

/** The list with the letter at `from` taken out and put in at `to`. */
export function moveLetter(letters, from, to) {
  const list = [...letters], [moved] = list.splice(from, 1);
  list.splice(to, 0, moved);
  return list.join("");
}

/** The letters of a typed text that a list of at most `largest` can have. */
export function typedLetters(text, alphabet, largest) {
  return Array.from(text.toLowerCase()).filter((letter) => alphabet.includes(letter)).slice(0, largest).join("");
}

export function nextLetter(letter, alphabet) {
  return alphabet[(alphabet.indexOf(letter) + 1) % alphabet.length];
}

/** What a key makes of the list from element `at`, and where that element then is; null for other keys. */
export function arrangementForKey({ key, ctrlKey, metaKey, altKey }, letters, at, alphabet) {
  if (ctrlKey || metaKey || altKey) return null;
  const last = letters.length - 1, replaced = (letter) => ({ letters: letters.slice(0, at) + letter + letters.slice(at + 1), at });
  const places = { ArrowUp: Math.max(at - 1, 0), ArrowDown: Math.min(at + 1, last), Home: 0, End: last };
  if (key in places) return { letters: moveLetter(letters, at, places[key]), at: places[key] };
  if (key === "Delete" || key === "Backspace") return { letters: letters.slice(0, at) + letters.slice(at + 1), at: Math.min(at, last - 1) };
  if (key === "Enter" || key === " ") return replaced(nextLetter(letters[at], alphabet));
  return key.length === 1 && alphabet.includes(key.toLowerCase()) ? replaced(key.toLowerCase()) : null;
}

/**
 * Elements in a column, as a function of what is on view now: it returns the attributes of element i
 * and those of the drawing that holds them. `placeAt(y)` is the place at a pixel; a click that drags
 * nothing gives an element the next letter. `onchange(letters)` hears of each change.
 */
export function makeArranger() {
  let held = null, dragged = false;
  return ({ letters, alphabet, label, placeAt, onchange }) => {
    const settle = (svg, changed) => {
      if (changed.letters !== letters) onchange(changed.letters);
      svg.querySelector(`[data-place="${changed.at}"]`)?.focus();
    };
    const element = (i) => ({
      class: "setnb-handle setnb-arranges", "data-place": i, role: "button", tabindex: 0, "aria-label": label(i),
      onkeydown: (event) => {
        const changed = arrangementForKey(event, letters, i, alphabet);
        if (!changed) return;
        event.preventDefault();
        settle(event.currentTarget.ownerSVGElement, changed);
      },
      onpointerdown: (event) => {
        if (event.button) return;
        [held, dragged] = [i, false];
        event.currentTarget.ownerSVGElement.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
      },
    });
    const follow = (event) => {
      if (held === null) return;
      const svg = event.currentTarget, to = Math.min(Math.max(placeAt(pointerPosition(event, svg).y), 0), letters.length - 1);
      if (to === held) return;
      const changed = { letters: moveLetter(letters, held, to), at: to };
      [held, dragged] = [to, true];
      settle(svg, changed);
    };
    const release = (event) => {
      if (held !== null && !dragged) settle(event.currentTarget, arrangementForKey({ key: "Enter" }, letters, held, alphabet));
      held = null;
    };
    const cancel = () => { held = null; };
    return { element, drawing: { onpointermove: follow, onpointerup: release, onpointercancel: cancel } };
  };
}
