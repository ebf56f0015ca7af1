/** What a comment says of a declaration. */
export interface Remark {
  readonly description?: string | undefined;
  readonly format?: string | undefined;
  /** Undefined where there is none. */
  readonly default?: unknown;
  readonly deprecated?: boolean | undefined;
}

const linesOf = ({ description, format, default: value, deprecated }: Remark): readonly string[] => [
  ...(description === undefined || description.trim() === '' ? [] : description.trim().split(/\r\n?|\n/)),
  ...(format === undefined ? [] : [`Format: ${format}`]),
  ...(value === undefined ? [] : [`@default ${JSON.stringify(value)}`]),
  ...(deprecated === true ? ['@deprecated'] : []),
];

const commentLine = (line: string): string => ` * ${line}`.trimEnd();

/** The comment before a declaration, with the break after it; empty where there is nothing to say. */
export function commentOf(remark: Remark): string {
  const lines = linesOf(remark).map((line) => line.replaceAll('*/', '*\\/'));
  const [first, ...others] = lines;
  if (first === undefined) return '';
  return others.length === 0 ? `/** ${first} */\n` : `/**\n${lines.map(commentLine).join('\n')}\n */\n`;
}
