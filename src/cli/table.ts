import type { Paint } from './paint.ts';

/** Rows below each other, each column as wide as its widest cell; a column in which there is nothing is left out. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const columns = (rows[0] ?? head).map((_, column) => column);
  const used = columns.filter((column) => rows.some((row) => row[column] !== ''));
  const lines = head.length === 0 ? rows : [head, ...rows];
  const widths = used.map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const textOf = (line: readonly string[]): string =>
    used
      .map((column, index) => (line[column] ?? '').padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return lines.map((line) => `${line === head ? paint.dim(textOf(line)) : textOf(line)}\n`).join('');
}
