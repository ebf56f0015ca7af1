import type { Finding } from '../problem/finding.ts';
import { escapeSegment, unescapeSegment } from '../problem/pointer.ts';
import { loadYaml, withoutMark } from './parse.ts';

/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The paths that are looked for, as a tree of their segments. */
interface Wanted {
  readonly path: string;
  readonly children: Map<string, Wanted>;
}

const toWanted = (paths: Iterable<string>): Wanted => {
  const root: Wanted = { path: '', children: new Map() };
  for (const path of paths) {
    let node = root;
    for (const segment of path.split('/').slice(1)) {
      const name = unescapeSegment(segment);
      const child = node.children.get(name) ?? {
        path: `${node.path}/${escapeSegment(name)}`,
        children: new Map(),
      };
      node.children.set(name, child);
      node = child;
    }
  }
  return root;
};

type Found = Map<string, Position>;

const QUOTE = 0x22;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/** Reads only as much of a JSON text as leads to what is wanted; the text is known to be well-formed. */
function scanJson(text: string, wanted: Wanted): Found {
  const offsets: (readonly [path: string, offset: number])[] = [];

  const skip = (from: number): number => {
    let at = from;
    while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at += 1;
    return at;
  };

  const stringEnd = (start: number): number => {
    for (let at = start + 1; ; at += 1) {
      at = text.indexOf('"', at);
      let slashes = 0;
      while (text.charAt(at - 1 - slashes) === '\\') slashes += 1;
      if (slashes % 2 === 0) return at + 1;
    }
  };

  /** Where a value ends; what is not wanted is passed over by its brackets and strings alone. */
  const valueEnd = (start: number): number => {
    const first = text.charAt(start);
    if (first === '"') return stringEnd(start);
    if (first !== '{' && first !== '[') {
      const literal = /[^\s,\]}]+/y;
      literal.lastIndex = start;
      return literal.test(text) ? literal.lastIndex : start + 1;
    }
    let depth = 0;
    for (let at = start; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) at = stringEnd(at) - 1;
      else if (code === BRACE || code === BRACKET) depth += 1;
      else if (code === BRACE + 2 || code === BRACKET + 2) depth -= 1;
      if (depth === 0) return at + 1;
    }
  };

  const readChild = (name: string, place: number, value: number, node: Wanted): number => {
    const child = node.children.get(name);
    if (child === undefined) return valueEnd(value);
    offsets.push([child.path, place]);
    return child.children.size === 0 ? valueEnd(value) : readValue(value, child);
  };

  const readValue = (start: number, node: Wanted): number => {
    const open = text.charAt(start);
    if (open !== '{' && open !== '[') return valueEnd(start);
    let at = skip(start + 1);
    for (let index = 0; !'}]'.includes(text.charAt(at)); index += 1) {
      if (open === '[') {
        at = readChild(String(index), at, at, node);
      } else {
        const end = stringEnd(at);
        at = readChild(JSON.parse(text.slice(at, end)), at, skip(skip(end) + 1), node);
      }
      at = skip(at);
      if (text.charAt(at) === ',') at = skip(at + 1);
    }
    return at + 1;
  };

  readValue(skip(0), wanted);
  return toPositions(text, offsets);
}

function toPositions(text: string, offsets: readonly (readonly [path: string, offset: number])[]): Found {
  const found: Found = new Map();
  let line = 1;
  let start = 0;
  let end = text.indexOf('\n');
  for (const [path, offset] of offsets) {
    while (end !== -1 && end < offset) {
      line += 1;
      start = end + 1;
      end = text.indexOf('\n', start);
    }
    found.set(path, { line, column: offset - start + 1 });
  }
  return found;
}

interface YamlNode extends Position {
  kind: string | null;
  value: unknown;
  readonly children: YamlNode[];
}

/** Where every node of a YAML text stands, as js-yaml meets them: of a mapping keys and values in turn. */
async function readYaml(text: string): Promise<YamlNode> {
  const open: YamlNode[] = [];
  let root: YamlNode = { line: 1, column: 1, kind: null, value: null, children: [] };
  await loadYaml(text, (event, state) => {
    if (event === 'open') {
      open.push({
        line: state.line + 1,
        column: state.position - state.lineStart + 1,
        kind: null,
        value: null,
        children: [],
      });
      return;
    }
    const node = open.pop();
    if (node === undefined) return;
    node.kind = state.kind;
    if (state.kind === 'scalar') node.value = state.result;
    if (state.kind !== 'mapping' && state.kind !== 'sequence') node.children.length = 0;
    const parent = open.at(-1);
    if (parent === undefined) root = node;
    else parent.children.push(node);
  });
  return root;
}

async function scanYaml(text: string, wanted: Wanted): Promise<Found> {
  const found: Found = new Map();
  const pairs: [YamlNode, Wanted][] = [[await readYaml(text), wanted]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [{ kind, children }, want] = pair;
    const step = kind === 'mapping' ? 2 : 1;
    for (let index = 0; index + step <= children.length; index += step) {
      const place = children[index];
      const value = children[index + step - 1];
      const child = want.children.get(kind === 'mapping' ? String(place?.value) : String(index));
      if (place === undefined || value === undefined || child === undefined) continue;
      found.set(child.path, { line: place.line, column: place.column });
      pairs.push([value, child]);
    }
  }
  return found;
}

/** Where the paths, or the nearest nodes above them, stand in a text. */
export async function findPositions(
  source: string,
  format: 'json' | 'yaml',
  paths: readonly string[],
): Promise<(path: string) => Position> {
  const text = withoutMark(source);
  const wanted = toWanted(paths);
  const found = format === 'json' ? scanJson(text, wanted) : await scanYaml(text, wanted);
  return (path) => {
    for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const position = found.get(at);
      if (position !== undefined) return position;
    }
    return { line: 1, column: 1 };
  };
}

/** A file of the document as findings name it. */
export interface FindingFile {
  readonly label: string;
  text(): string;
  readonly format: 'json' | 'yaml' | 'object';
}

const split = (pointer: string): readonly [file: string, path: string] => {
  const hash = pointer.startsWith('/') || pointer === '' ? -1 : pointer.indexOf('#');
  return hash === -1 ? ['', pointer] : [pointer.slice(0, hash), pointer.slice(hash + 1)];
};

const isUnplaced = ({ pointer, file }: Finding): boolean => file === undefined && /^$|^\/|#/.test(pointer);

/** The findings with file, line and column where their texts are at hand, in the order of the texts; what is not about a text comes last. */
export async function placeFindings(
  findings: readonly Finding[],
  files: ReadonlyMap<string, FindingFile>,
): Promise<readonly Finding[]> {
  const placed: Finding[] = [];
  for (const [name, { label, text, format }] of files) {
    const here = findings.filter((finding) => isUnplaced(finding) && split(finding.pointer)[0] === name);
    if (here.length === 0) continue;
    if (format === 'object') {
      placed.push(...here);
      continue;
    }
    const paths = here.map(({ pointer }) => split(pointer)[1]);
    const positionOf = await findPositions(text(), format, paths);
    const list = here.map((finding) => ({
      ...finding,
      file: label,
      ...positionOf(split(finding.pointer)[1]),
    }));
    placed.push(...list.sort((a, b) => a.line - b.line || a.column - b.column));
  }
  return [...placed, ...findings.filter((finding) => !isUnplaced(finding))];
}
