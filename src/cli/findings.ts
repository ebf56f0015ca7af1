import type { Finding } from '../problem/finding.ts';
import type { Paint } from './paint.ts';

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

/** Places that are named after the first. */
const MOST_PLACES = 6;

/** In the same file a line is enough; where a whole text is one line, its columns tell places apart. */
const nearPlace = (finding: Finding, first: Finding): string =>
  finding.file !== undefined && finding.file === first.file
    ? `${finding.line}:${finding.column}`
    : placeOf(finding) || finding.pointer;

const withPlaces = (finding: Finding, others: readonly Finding[]): Finding => {
  if (others.length === 0) return finding;
  const places = others.slice(0, MOST_PLACES).map((other) => nearPlace(other, finding));
  const more = others.length > MOST_PLACES ? ` and ${others.length - MOST_PLACES} more` : '';
  return { ...finding, message: `${finding.message} The same at ${places.join(', ')}${more}.` };
};

/** The same thing found at several places is told once, with the places. */
export function together(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.code} ${finding.message}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(finding);
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [withPlaces(first, others)],
  );
}
