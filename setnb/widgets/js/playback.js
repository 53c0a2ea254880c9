// Playing a sequence of steps: it starts when it is told to, never by itself. Steps
// follow each other without tweening, so that readers who want less motion lose nothing.

/** A clock that calls what `start` was given every `interval` milliseconds until `stop`. */
export function makePlayback(interval) {
  let timer = null;
  const stop = () => { clearInterval(timer); timer = null; };
  const start = (tick) => { stop(); timer = setInterval(tick, interval); };
  return { start, stop, isPlaying: () => timer !== null };
}
