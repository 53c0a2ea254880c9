// Labels that would cover each other move apart, and no farther than they must.

/** Positions at least `gap` apart and inside [low, high], in the order they had. */
export function spread(positions, gap, low, high) {
  const order = positions.map((_, i) => i).sort((i, j) => positions[i] - positions[j]);
  const start = ({ members }) => {
    const length = (members.length - 1) * gap;
    const middle = members.reduce((sum, i) => sum + positions[i], 0) / members.length;
    return Math.min(Math.max(middle - length / 2, low), high - length);
  };
  const groups = [];
  for (const i of order) {
    groups.push({ members: [i] });
    // A group that reaches into the one before joins it, and both stand around their common middle.
    while (groups.length > 1) {
      const [before, last] = groups.slice(-2);
      if (start(last) - start(before) >= before.members.length * gap) break;
      groups.splice(-2, 2, { members: [...before.members, ...last.members] });
    }
  }
  const found = [];
  for (const group of groups) group.members.forEach((i, k) => { found[i] = start(group) + k * gap; });
  return found;
}
