// The look shared by all widgets; colours are the palette's variables, which know the theme.

export const WIDGET_STYLE = `
.setnb-live { max-width: 46rem; margin: 0.5rem 0; color: var(--setnb-ink); font-size: 0.95rem; line-height: 1.45; }
.setnb-live * { box-sizing: border-box; }
.setnb-live p { margin: 0.5rem 0; }
.setnb-live svg { display: block; width: 100%; overflow: visible; font-family: inherit; }
.setnb-live text { fill: var(--setnb-ink); font-size: 13px; }
.setnb-live .setnb-caption { fill: var(--setnb-muted); font-size: 13px; }
.setnb-live .setnb-list-name { font-weight: 600; font-size: 14px; }
.setnb-live .setnb-numeral { fill: var(--setnb-muted); font-size: 12px; dominant-baseline: central; }
.setnb-live .setnb-value { font-size: 11.5px; text-anchor: middle; dominant-baseline: central; pointer-events: none; }
.setnb-live .setnb-value.setnb-small { font-size: 11px; }
.setnb-live .setnb-value.setnb-long { font-size: 10px; }
.setnb-disc { stroke: var(--setnb-line); stroke-width: 1; }
.setnb-ring { fill: none; stroke: none; stroke-width: 2.5; }
.setnb-ring.setnb-wrong { stroke: var(--setnb-verdict-not-equivariant); }
.setnb-ring.setnb-chosen { stroke: var(--setnb-accent); stroke-dasharray: 4 3; }
.setnb-cross { fill: none; stroke: var(--setnb-verdict-not-equivariant); stroke-width: 2.5; stroke-linecap: round; }
.setnb-axis { stroke: var(--setnb-line); stroke-width: 1; }
.setnb-target { stroke: var(--setnb-ink); stroke-width: 2.5; }
.setnb-live .setnb-digits { font-size: 12px; font-variant-numeric: tabular-nums; }
.setnb-live .setnb-plane { overflow: hidden; }
.setnb-disc.setnb-wanted { fill: var(--setnb-blue); }
.setnb-disc.setnb-hollow { fill: none; stroke: var(--setnb-blue-stroke); stroke-width: 2.5; }
.setnb-disc.setnb-predicted { fill: var(--setnb-orange); }
.setnb-trail { fill: none; stroke: var(--setnb-orange-stroke); stroke-width: 1.5; stroke-opacity: 0.6; }
.setnb-trail-dots { fill: none; stroke: var(--setnb-orange-stroke); stroke-width: 4; stroke-linecap: round; }
${["blue", "orange", "green", "purple", "sky", "vermillion", "yellow"].map((name, kind) => `
.setnb-disc.setnb-class-${kind} { fill: var(--setnb-${name}); }
.setnb-live .setnb-value.setnb-on-class-${kind} { fill: ${name === "blue" ? "#fff" : "#000"}; font-size: 14px; font-weight: 600; }`).join("")}
.setnb-best { fill: none; stroke-width: 2; }
.setnb-wanted-numbers { stroke: var(--setnb-muted); stroke-width: 2.5; }
.setnb-errorbar { fill: var(--setnb-vermillion-stroke); }
.setnb-live .setnb-count { font-weight: 600; font-size: 13px; }
.setnb-weights { fill: none; stroke: var(--setnb-accent); stroke-width: 2.5; }
.setnb-knot { fill: var(--setnb-page); stroke: var(--setnb-accent); stroke-width: 2.5; }
.setnb-pull { fill: none; stroke: var(--setnb-accent); stroke-width: 2.5; stroke-linejoin: round; }
.setnb-pull-start { fill: var(--setnb-accent); }
.setnb-band { fill: var(--setnb-surface); stroke: var(--setnb-grid); }
.setnb-band.setnb-new { fill: none; stroke: var(--setnb-line); stroke-dasharray: 3 4; }
.setnb-band.setnb-over { stroke: var(--setnb-accent); stroke-width: 2; stroke-dasharray: none; }
.setnb-disc.setnb-plain { fill: var(--setnb-page); }
.setnb-due { fill: none; stroke: var(--setnb-verdict-not-equivariant); stroke-width: 1.75; stroke-dasharray: 4 3; }
.setnb-due.setnb-place { fill: var(--setnb-surface); }
.setnb-true-scheme { stroke: var(--setnb-ink); stroke-width: 1; stroke-dasharray: 1 3; }
.setnb-gridline { stroke: var(--setnb-grid); stroke-width: 1; }
.setnb-link { stroke: var(--setnb-line); stroke-width: 1.75; fill: none; }
.setnb-link.setnb-applies { stroke: var(--setnb-grid); stroke-width: 1.5; }
.setnb-link.setnb-faint { stroke-dasharray: 3 5; }
.setnb-link.setnb-set-equivariant { stroke: var(--setnb-verdict-set-equivariant); stroke-width: 2.5; }
.setnb-link.setnb-exclusively-multiset-equivariant { stroke: var(--setnb-verdict-exclusively-multiset-equivariant); stroke-width: 2.5; }
.setnb-link.setnb-invariant { stroke: var(--setnb-verdict-invariant); stroke-width: 2.5; }
.setnb-link.setnb-not-equivariant { stroke: var(--setnb-verdict-not-equivariant); stroke-width: 2; stroke-dasharray: 6 4; }
.setnb-curve { fill: none; }
.setnb-curve.setnb-multiset { stroke: var(--setnb-blue-stroke); stroke-width: 7; stroke-opacity: 0.45; stroke-linecap: round; }
.setnb-curve.setnb-list { stroke: var(--setnb-vermillion-stroke); stroke-width: 2; stroke-dasharray: 7 4; }
.setnb-dot.setnb-multiset { fill: var(--setnb-blue-stroke); fill-opacity: 0.45; stroke: var(--setnb-blue-stroke); }
.setnb-dot.setnb-list { fill: var(--setnb-vermillion-stroke); }
.setnb-live .setnb-note.setnb-multiset { fill: var(--setnb-blue-text); font-weight: 600; }
.setnb-live .setnb-note.setnb-list { fill: var(--setnb-vermillion-text); }
.setnb-now { stroke: var(--setnb-muted); stroke-width: 1; stroke-dasharray: 2 3; }
.setnb-handle { outline: none; }
.setnb-handle.setnb-slides { cursor: ew-resize; touch-action: pan-y; }
.setnb-handle.setnb-lifts { cursor: ns-resize; touch-action: none; }
.setnb-handle.setnb-picks { cursor: pointer; }
.setnb-handle.setnb-moves { cursor: move; touch-action: none; }
.setnb-handle.setnb-arranges { cursor: grab; touch-action: none; }
.setnb-handle.setnb-paints { cursor: cell; touch-action: none; }
.setnb-touch { fill: transparent; }
.setnb-handle:hover .setnb-disc { stroke: var(--setnb-ink); stroke-width: 1.5; }
.setnb-handle:focus-visible .setnb-ring { stroke: var(--setnb-accent); stroke-width: 3; stroke-dasharray: none; }
.setnb-live .setnb-said { margin: 0.8rem 0; border-left: 3px solid var(--setnb-accent); padding: 0.15rem 0 0.15rem 0.75rem; min-height: 3.2em; }
.setnb-said.setnb-tall { min-height: 4.6em; }
@media (max-width: 30rem) { .setnb-said { min-height: 4.6em; } .setnb-said.setnb-tall { min-height: 8.8em; } }
.setnb-row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; margin: 0.6rem 0; }
.setnb-row .setnb-row { margin: 0; }
.setnb-button, .setnb-live select { font: inherit; color: var(--setnb-ink); background: var(--setnb-surface);
  border: 1px solid var(--setnb-line); border-radius: 0.4rem; padding: 0.3rem 0.7rem; min-height: 2.2rem; max-width: 100%; cursor: pointer; }
.setnb-live .setnb-typed { font: 1.05rem ui-monospace, monospace; letter-spacing: 0.15em; width: 100%; color: var(--setnb-ink); background: var(--setnb-page);
  border: 1px solid var(--setnb-line); border-radius: 0.4rem; padding: 0.3rem 0.6rem; min-height: 2.2rem; }
.setnb-live .setnb-expression { letter-spacing: normal; }
.setnb-live .setnb-expression[aria-invalid="true"] { border: 2px solid var(--setnb-verdict-not-equivariant); }
.setnb-live .setnb-marked { font: 0.9rem ui-monospace, monospace; line-height: 1.2; margin: 0.3rem 0; padding: 0; border: 0; background: none; color: var(--setnb-ink); overflow: hidden; }
.setnb-live .setnb-reply { margin: 0.3rem 0; min-height: 1.5em; }
.setnb-live .setnb-language code { white-space: pre-wrap; color: inherit; background: none; border: 0; padding: 0; }
.setnb-live .setnb-language { margin: 0.3rem 0 0.8rem; }
.setnb-live summary { cursor: pointer; }
.setnb-live .setnb-whole { font: inherit; width: 4em; color: var(--setnb-ink); background: var(--setnb-page);
  border: 1px solid var(--setnb-line); border-radius: 0.4rem; padding: 0.3rem 0.5rem; min-height: 2.2rem; }
.setnb-orders { fill: none; stroke: var(--setnb-line); stroke-width: 1; stroke-opacity: 0.65; }
.setnb-orders.setnb-nodes { stroke-width: 5; stroke-opacity: 1; stroke-linecap: round; }
.setnb-reading-path { fill: none; stroke: var(--setnb-vermillion-stroke); stroke-width: 3; stroke-linejoin: round; }
.setnb-reading-dot { fill: var(--setnb-vermillion-stroke); }
.setnb-swapped-path { fill: none; stroke: var(--setnb-blue-stroke); stroke-width: 2.5; stroke-dasharray: 6 4; stroke-linejoin: round; }
.setnb-swapped-dot { fill: var(--setnb-page); stroke: var(--setnb-blue-stroke); stroke-width: 2.5; }
.setnb-live .setnb-reading-label { fill: var(--setnb-vermillion-text); font-weight: 600; }
.setnb-live .setnb-swapped-label { fill: var(--setnb-blue-text); font-weight: 600; }
.setnb-right-band { fill: var(--setnb-surface); stroke: var(--setnb-grid); }
.setnb-button:hover:not(:disabled) { border-color: var(--setnb-ink); }
.setnb-button:disabled { color: var(--setnb-muted); border-style: dashed; cursor: default; }
.setnb-live :is(button, select, input, pre, summary):focus-visible { outline: 3px solid var(--setnb-accent); outline-offset: 2px; }
.setnb-choice { border: 0; margin: 0; padding: 0; min-width: 0; }
.setnb-choice legend, .setnb-field > span:first-child { font-size: 0.85rem; color: var(--setnb-muted); padding: 0; margin: 0 0 0.15rem; float: none; width: auto; }
.setnb-stepper { display: flex; align-items: center; gap: 0.4rem; }
.setnb-stepper .setnb-button { min-width: 2.2rem; }
.setnb-segments { display: flex; flex-wrap: wrap; border: 1px solid var(--setnb-line); border-radius: 0.4rem; overflow: hidden; width: fit-content; }
.setnb-segment { position: relative; margin: 0; cursor: pointer; }
.setnb-segment input { position: absolute; opacity: 0; inset: 0; margin: 0; cursor: pointer; }
.setnb-segment span { display: block; padding: 0.3rem 0.7rem; background: var(--setnb-surface); }
.setnb-segment input:checked + span { background: var(--setnb-accent); color: var(--setnb-page); font-weight: 600; }
.setnb-segment input:focus-visible + span { box-shadow: inset 0 0 0 3px var(--setnb-ink); }
.setnb-field { display: flex; flex-direction: column; min-width: 0; margin: 0; }
.setnb-range { flex: 1 1 16rem; display: grid; grid-template-columns: 1fr auto; column-gap: 0.6rem; align-items: center; }
.setnb-range > span:first-child { grid-column: 1 / -1; }
.setnb-range input { width: 100%; min-height: 2.2rem; margin: 0; accent-color: var(--setnb-accent); }
.setnb-reading { min-width: 4.5em; font-variant-numeric: tabular-nums; }
.setnb-chip { display: inline-block; border: 1.5px solid currentColor; border-radius: 1em; padding: 0.05em 0.7em; font-weight: 600; }
${["set-equivariant", "exclusively-multiset-equivariant", "invariant", "not-equivariant"].map((name) => `
.setnb-chip[data-verdict="${name}"] { background: var(--setnb-verdict-${name}-background); color: var(--setnb-verdict-${name}); }`).join("")}
.setnb-live table { border-collapse: collapse; margin: 0.4rem 0; font-size: 0.9rem; width: auto; max-width: 100%; border: 0; background: none; }
.setnb-live :is(th, td) { text-align: left; font-weight: 400; padding: 0.3rem 0.7rem 0.3rem 0; border: 0; border-bottom: 1px solid var(--setnb-grid); vertical-align: top; background: none; color: inherit; }
.setnb-live thead th { color: var(--setnb-muted); font-size: 0.85rem; }
.setnb-live tr.setnb-current :is(th, td) { background: var(--setnb-surface); font-weight: 600; }
.setnb-live .setnb-overlaps :is(th, td) { text-align: center; vertical-align: middle; width: 2.1rem; height: 2rem; padding: 0 0.1rem; border: 0; font-variant-numeric: tabular-nums; }
.setnb-live .setnb-overlaps td.setnb-matched { outline: 2px solid currentColor; outline-offset: -4px; font-weight: 700; }
.setnb-live .setnb-gradients { font-size: 0.8rem; }
.setnb-live .setnb-gradients .setnb-meaning .setnb-number { white-space: normal; }
.setnb-live .setnb-gradients :is(th, td) { padding-right: 0.35rem; }
.setnb-comparison th { white-space: nowrap; }
.setnb-live .setnb-formula { margin: 0 0 0.4rem; color: var(--setnb-muted); font-size: 0.9rem; }
.setnb-meaning { color: var(--setnb-muted); font-size: 0.85rem; }
.setnb-number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.setnb-panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 0.5rem 2rem; align-items: start; }
.setnb-live .setnb-title { font-weight: 600; margin: 0.8rem 0 0.2rem; }
.setnb-python, .setnb-code { overflow-x: auto; background: var(--setnb-surface); color: var(--setnb-ink); border: 1px solid var(--setnb-grid); border-radius: 0.4rem; padding: 0.6rem; font-size: 0.85rem; margin: 0.4rem 0; }
.setnb-live .setnb-code { white-space: pre-wrap; }
@media (prefers-reduced-motion: no-preference) { .setnb-button, .setnb-segment span { transition: background-color 0.15s, border-color 0.15s; } }
`;
