/** Figures and the markdown they are shown in. */

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Median of the ratios of values that were measured side by side. */
export const ratio = (values, others) => median(values.map((value, n) => value / others[n]));

export const short = (value) => value.toFixed(value < 100 ? 1 : 0);

export const toTable = (head, rows) =>
  [head, head.map((_, n) => (n === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
