/** Something wrong, or worth knowing, that was found while a document was read or an API was bound. */
export interface Finding {
  /** Stable kind, for example `route-collision`. */
  readonly code: string;
  /** JSON pointer into the document (RFC 6901), for example `/paths/~1pets/get`, or the name of an option. In another file of the document: `pets.yaml#/Pet`. */
  readonly pointer: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** The one change that mends it. */
  readonly mend?: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
}

const place = ({ file, line, column }: Finding): string =>
  file === undefined ? '' : `  (${[file, line, column].filter((part) => part !== undefined).join(':')})`;

const paragraph = (finding: Finding): string =>
  [`  ${finding.code}  ${finding.pointer}${place(finding)}`, `    ${finding.message}`]
    .concat(finding.mend === undefined ? [] : [`    ${finding.mend}`])
    .join('\n');

const count = (findings: readonly Finding[]): string =>
  findings.length === 1 ? '1 finding' : `${findings.length} findings`;

/**
 * Everything that keeps a document from being bound, reported at once.
 *
 * @example
 * try {
 *   await bind('petstore.yaml', processes);
 * } catch (error) {
 *   if (error instanceof SetupError) console.error(error.findings);
 * }
 */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  /** All findings, in the order of the document. */
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[], source = 'the document') {
    super([`${count(findings)} in ${source}`, ...findings.map(paragraph)].join('\n\n'));
    this.findings = findings;
  }
}
