import type { Shape } from '../document/operation.ts';
import type { SchemaIssue } from '../problem/issue.ts';
import { segment } from '../problem/pointer.ts';
import { type Alternatives, type ArrayShape, alternativesOf, type ObjectShape } from './alternatives.ts';
import { type Cast, castDecoded, compileRawCast, isFailure } from './cast.ts';
import type { Decode } from './decode.ts';
import { type Failure, fail, isFull, REPEATED } from './failure.ts';
import { compileMembers, setOwn } from './members.ts';

/** What was sent under one name: raw texts, members, or (which is an error) both. */
interface Node {
  readonly texts: string[];
  readonly members: Map<string, Node>;
  /** Whether a name ended in `[]`. */
  list: boolean;
}

type ReadNode = (node: Node, pointer: string, issues: SchemaIssue[]) => unknown;

/** Brackets within brackets; beyond it nobody writes by intent. */
const DEEPEST = 10;

const BRACKETS: Failure = { code: 'malformed', message: 'Must be written name[property].' };
const TOO_DEEP: Failure = { code: 'depth', message: `Must not be nested deeper than ${DEEPEST}.` };
const MIXED: Failure = { code: 'type', message: 'Must not be a value and an object at once.' };
const NOT_OBJECT: Failure = { code: 'type', message: 'Must be an object, written name[property].' };
const NOT_SCALAR: Failure = { code: 'type', message: 'Must be a single value.' };
const NOT_NUMBERED: Failure = { code: 'index', message: 'Must have items numbered from 0 without a gap.' };

const createNode = (): Node => ({ texts: [], members: new Map(), list: false });

/** `[a][b]` → `a`, `b`. */
function readPath(path: string): readonly string[] | Failure {
  const keys: string[] = [];
  for (let start = 0; start < path.length; ) {
    const end = path.indexOf(']', start);
    if (path[start] !== '[' || end === -1) return BRACKETS;
    if (keys.length === DEEPEST) return TOO_DEEP;
    const key = path.slice(start + 1, end);
    if (key.includes('[')) return BRACKETS;
    keys.push(key);
    start = end + 1;
  }
  return keys.indexOf('') === -1 || keys.indexOf('') === keys.length - 1 ? keys : BRACKETS;
}

function descend(root: Node, keys: readonly string[]): Node {
  let node = root;
  for (const key of keys) {
    if (key === '') {
      node.list = true;
      return node;
    }
    const member = node.members.get(key) ?? createNode();
    node.members.set(key, member);
    node = member;
  }
  return node;
}

/** Paths and raw texts in turn → a tree. */
function plant(raw: readonly string[]): Node | Failure {
  const root = createNode();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const keys = readPath(raw[index] ?? '');
    if ('code' in keys) return keys;
    descend(root, keys).texts.push(raw[index + 1] ?? '');
  }
  return root;
}

/** Members numbered 0, 1, 2, …; null where a number is missing or a key is none. */
function numbered({ members }: Node): readonly Node[] | null {
  const nodes: Node[] = [];
  for (let index = 0; index < members.size; index += 1) {
    const node = members.get(String(index));
    if (node === undefined) return null;
    nodes.push(node);
  }
  return nodes;
}

const leaf = (text: string): Node => ({ texts: [text], members: new Map(), list: false });

const isEmpty = ({ texts, list }: Node): boolean => !list && texts.length === 1 && texts[0] === '';

function itemsOf(node: Node): readonly Node[] | null {
  if (node.members.size > 0) return numbered(node);
  return isEmpty(node) ? [] : node.texts.map(leaf);
}

const readList =
  (itemAt: (index: number) => ReadNode): ReadNode =>
  (node, pointer, issues) => {
    const items = itemsOf(node);
    if (items === null) return fail(issues, pointer, NOT_NUMBERED);
    return items.map((item, index) => itemAt(index)(item, pointer + segment(index), issues));
  };

const readTree =
  (memberOf: (key: string) => ReadNode): ReadNode =>
  (node, pointer, issues) => {
    const value: Record<string, unknown> = {};
    for (const [key, member] of node.members) {
      if (isFull(issues)) break;
      setOwn(value, key, memberOf(key)(member, pointer + segment(key), issues));
    }
    return value;
  };

const readText =
  (castRaw: Cast): ReadNode =>
  ({ texts: [raw = '', ...others] }, pointer, issues) => {
    const value = others.length > 0 ? REPEATED : castRaw(raw);
    return isFailure(value) ? fail(issues, pointer, value) : value;
  };

interface Readers {
  readonly text: ReadNode | null;
  readonly list: ReadNode | null;
  readonly tree: ReadNode | null;
}

/** Which of the readers a node is for. What was sent decides; where a node could be a list and an object, its keys. */
function choose({ text, list, tree }: Readers): ReadNode {
  const branch = (node: Node): ReadNode | null => (list && (!tree || numbered(node)) ? list : tree);
  const leaves = (node: Node): ReadNode | null =>
    list && (!text || node.list || node.texts.length > 1) ? list : text;
  return (node, pointer, issues) => {
    const branches = node.members.size > 0;
    if (branches && node.texts.length > 0) return fail(issues, pointer, MIXED);
    const read = branches ? branch(node) : leaves(node);
    return read ? read(node, pointer, issues) : fail(issues, pointer, branches ? NOT_SCALAR : NOT_OBJECT);
  };
}

interface DeepOptions {
  readonly decode: Decode;
  readonly long: boolean;
}

/** Where the document says nothing: texts, lists of texts where `[]` says so, and objects of these. */
function readFree({ decode }: DeepOptions): ReadNode {
  const text = readText(castDecoded((text) => text, decode));
  const list = readList(() => text);
  const tree = readTree(() => read);
  const read: ReadNode = (node, pointer, issues) => {
    const readers = { text, list: node.list ? list : null, tree };
    return choose(readers)(node, pointer, issues);
  };
  return read;
}

const isAny = ({ scalars: [first], array, object }: Alternatives): boolean =>
  first?.types.length === 0 && array === null && object === null;

function compileItems({ prefix, items }: ArrayShape, options: DeepOptions): ReadNode {
  const first = prefix.map((shape) => compileNode(shape, options));
  const other = compileNode(items, options);
  return readList((index) => first[index] ?? other);
}

const compileProperties = (object: ObjectShape, options: DeepOptions): ReadNode =>
  readTree(compileMembers(object, (shape) => compileNode(shape, options)));

function compileNode(shape: Shape, options: DeepOptions): ReadNode {
  const alternatives = alternativesOf(shape);
  if (isAny(alternatives)) return readFree(options);
  const { array, object, scalars, nullable } = alternatives;
  return choose({
    text:
      scalars.length > 0 || nullable
        ? readText(compileRawCast(alternatives, options.decode, options.long))
        : null,
    list: array && compileItems(array, options),
    tree: object && compileProperties(object, options),
  });
}

/** `style: deepObject`, nested as far as the schema goes and with arrays by number, which OpenAPI leaves undefined. */
export function compileDeep(shape: Shape, options: DeepOptions) {
  const read = compileNode(shape, options);
  return (raw: readonly string[], pointer: string, issues: SchemaIssue[]): unknown => {
    const root = plant(raw);
    return 'code' in root ? fail(issues, pointer, root) : read(root, pointer, issues);
  };
}
