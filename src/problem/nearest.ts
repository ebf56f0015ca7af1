/** Letters to change, add or take away to make one word of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The name that was probably meant; undefined where none is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const furthest = Math.max(2, name.length / 3);
  const [best] = names
    .filter((known) => Math.abs(known.length - name.length) <= furthest)
    .map((known) => ({ known, apart: distance(name.toLowerCase(), known.toLowerCase()) }))
    .sort((a, b) => a.apart - b.apart);
  return best !== undefined && best.apart <= furthest ? best.known : undefined;
}
