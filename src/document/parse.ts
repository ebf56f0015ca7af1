import type { LoadOptions, State } from 'js-yaml';

/** Why a text is not a document. Line and column are 1-based. */
export interface Malformed {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

export type Parsed =
  | { readonly tree: unknown; readonly format: 'json' | 'yaml' }
  | { readonly malformed: Malformed };

/** Deeper documents are refused, so that nobody who walks one needs to count. */
export const DEPTH_LIMIT = 500;

const placeAt = (text: string, offset: number): { line: number; column: number } => {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
};

const malformedJson = (text: string, error: unknown): Malformed => {
  const message = error instanceof Error ? error.message : String(error);
  const offset = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  return { message: `The JSON is malformed: ${message}.`, ...placeAt(text, offset) };
};

/** The parts of js-yaml's exception that we read. */
interface YamlError {
  readonly reason: string;
  readonly mark?: { readonly line: number; readonly column: number };
}

const isYamlError = (error: unknown): error is YamlError =>
  error instanceof Error && error.name === 'YAMLException' && 'reason' in error;

const malformedYaml = (error: unknown): Malformed => {
  if (!isYamlError(error)) return { message: `The YAML cannot be read: ${String(error)}.` };
  const place = error.mark === undefined ? {} : { line: error.mark.line + 1, column: error.mark.column + 1 };
  return { message: `The YAML is malformed: ${error.reason}.`, ...place };
};

export type Listener = (event: 'open' | 'close', state: State) => void;

/**
 * js-yaml with the core schema of YAML 1.2, and merge keys: documents in use have them, and as plain members they
 * would drop what they stand for in silence.
 */
export async function loadYaml(text: string, listener?: Listener): Promise<unknown> {
  const { load, CORE_SCHEMA, Type } = await import('js-yaml');
  const merge = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (key) => key === '<<' });
  const options: LoadOptions & { readonly maxDepth: number } = {
    schema: CORE_SCHEMA.extend({ implicit: [merge] }),
    maxDepth: DEPTH_LIMIT,
    ...(listener === undefined ? {} : { listener }),
  };
  return load(text, options);
}

const parseYaml = async (text: string): Promise<Parsed> => {
  try {
    return { tree: await loadYaml(text), format: 'yaml' };
  } catch (error) {
    return { malformed: malformedYaml(error) };
  }
};

export const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** JSON or YAML, told apart by the text and not by the name of its file. */
export async function parseDocument(source: string): Promise<Parsed> {
  const text = withoutMark(source);
  if (!/^\s*[{[]/.test(text)) return parseYaml(text);
  try {
    return { tree: JSON.parse(text), format: 'json' };
  } catch (error) {
    // What starts with a brace may be a flow mapping of YAML.
    const yaml = await parseYaml(text);
    return 'tree' in yaml ? yaml : { malformed: malformedJson(text, error) };
  }
}
