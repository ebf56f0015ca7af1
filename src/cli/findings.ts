import type { Finding } from '../problem/finding.ts';
import type { Paint } from './paint.ts';

/** `1 finding`, `2 findings`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** `petstore.yaml:412:5`; nothing where the text is not at hand. */
const placeOf = ({ file, line, column }: Finding): string =>
  [file, line, column].filter((part) => part !== undefined).join(':');

const paragraphOf = (finding: Finding, paint: Paint, colour: 'red' | 'yellow'): string => {
  const place = placeOf(finding);
  const head = [paint[colour](finding.code), paint.dim(finding.pointer), place && `(${paint.cyan(place)})`];
  const lines = [
    `  ${head.filter((part) => part !== '').join('  ')}`,
    `    ${finding.message}`,
    ...(finding.mend === undefined ? [] : [`    ${paint.green(finding.mend)}`]),
  ];
  return lines.join('\n');
};

/** Findings one below the other, with a line break at the end of each; the form of a `SetupError`, coloured. */
export const paragraphs = (findings: readonly Finding[], paint: Paint, colour: 'red' | 'yellow'): string =>
  findings.map((finding) => `${paragraphOf(finding, paint, colour)}\n\n`).join('');

/** What keeps an API from being bound: a heading, and all findings. */
export const reportOf = (heading: string, findings: readonly Finding[], paint: Paint): string =>
  `${paint.bold(heading)}\n\n${paragraphs(findings, paint, 'red')}`;
