/** Figures and the markdown they are shown in. */

/** The value that so much of all lies below, between the nearest two. */
export const quantile = (values, part) => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const below = Math.floor(at);
  return sorted[below] + (sorted[Math.ceil(at)] - sorted[below]) * (at - below);
};

export const median = (values) => quantile(values, 0.5);

export const quartiles = (values) => [quantile(values, 0.25), quantile(values, 0.75)];

/** Ratios of values that were measured side by side. */
export const ratios = (values, others) => values.map((value, n) => value / others[n]);

/** Median of the ratios of values that were measured side by side. */
export const ratio = (values, others) => median(ratios(values, others));

/** Median, and between which values the middle half lies. */
export const spread = (values, digits = 2) =>
  `${median(values).toFixed(digits)} (${quartiles(values)
    .map((value) => value.toFixed(digits))
    .join('–')})`;

export const short = (value) => value.toFixed(value < 100 ? 1 : 0);

export const toTable = (head, rows) =>
  [head, head.map((_, n) => (n === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
