import { createHash } from 'node:crypto';
import { type AskedOfDocument, findAsked } from './asked-schemas.ts';
import { findUnread } from './body/unread.ts';
import type { Needs } from './compiled-document.ts';
import type { LoadedDocument } from './document/loaded.ts';
import { beginningsOf } from './document/pointer.ts';
import { writeRecords, writeTree } from './document/write.ts';
import { type Checks, planParts } from './plan-parts.ts';
import type { Finding } from './problem/finding.ts';
import { findMeeting } from './routing/collision.ts';
import type { RoutingOptions } from './routing/router.ts';
import { codeOfChecks, writeChecks } from './schema/write-checks.ts';
import { expressionOf, literalOf } from './schema/write-function.ts';
import { VERSION } from './version.ts';

export interface CompileOptions {
  /** Whether the checks of answers are written too. Default false. */
  readonly responses?: boolean;
  /** What becomes of `readOnly` members in a request, as it is said to `bind`. Default `allow`. */
  readonly readOnly?: 'allow' | 'refuse';
}

export interface SplitOptions extends CompileOptions {
  /** The folder that parts are imported from, as seen from the module: `./petstore.parts`. */
  readonly folder: string;
  /** Whether the text of the document stays in the module itself. Default false. */
  readonly document?: boolean;
  /** Whether all is one module, however large. Default false. */
  readonly single?: boolean;
  /** Characters of one module from which on it has parts. */
  readonly least?: number;
}

/** A module that another imports. */
export interface PartText {
  readonly name: string;
  readonly text: string;
}

/** A document as modules. */
export interface CompiledModules {
  readonly text: string;
  /** Those that are loaded when something in them is needed; none, where the document is small. */
  readonly parts: readonly PartText[];
}

/** How paths are compared where `bind` is told nothing of it. */
const DEFAULT_ROUTING: RoutingOptions = { caseSensitive: true, trailingSlash: 'strict' };

/** A text that is asked for later: V8 skips it until then. */
const laterCode = (text: string): string => `()=>${literalOf(text)}`;

const listCode = (texts: readonly string[]): string => `[\n${texts.map(laterCode).join(',\n')}]`;

function treeCode(name: string, tree: unknown): string {
  const { rest, split, parts } = writeTree(name, tree);
  return `{name:${literalOf(name)},rest:${laterCode(rest)},split:${JSON.stringify(split)},parts:${listCode(parts)}}`;
}

/** What may stand in a part, as code; null for what stands elsewhere. */
interface Later {
  readonly requests: string | null;
  readonly responses: string | null;
  readonly trees: string | null;
}

const laterMembers = (stamp: string, { requests, responses, trees }: Later): string =>
  `stamp:${literalOf(stamp)},\nrequests:${requests},\nresponses:${responses},\ntrees:${trees}`;

/** A document, made ready to be written. */
interface Prepared {
  readonly loaded: LoadedDocument;
  readonly asked: AskedOfDocument;
  readonly checks: Checks;
  readonly trees: string;
  /** What is looked at whenever the document is bound. */
  readonly members: string;
}

async function prepare(loaded: LoadedDocument, options: CompileOptions): Promise<Prepared> {
  const { responses = false, readOnly = 'allow' } = options;
  const { operations, schemas } = loaded;
  const { records, details, shared, places } = await writeRecords(loaded);
  const meeting = findMeeting(operations, DEFAULT_ROUTING);
  const asked = findAsked(loaded);
  const pointersOf = (direction: keyof Checks) =>
    new Set(asked.operations.flatMap((operation) => operation[direction]));
  const unread = operations.filter((operation) => findUnread([operation]).length > 0);
  return {
    loaded,
    asked,
    checks: {
      requests: writeChecks(schemas, pointersOf('requests'), {
        direction: 'request',
        refuses: readOnly === 'refuse',
      }),
      responses: responses
        ? writeChecks(schemas, pointersOf('responses'), { direction: 'response', refuses: true })
        : null,
    },
    trees: `[${[...(loaded.parsed?.trees ?? [])].map(([name, tree]) => treeCode(name, tree)).join(',\n')}]`,
    members: [
      `compiledBy:${literalOf(`opbind ${VERSION}`)}`,
      `readOnly:${literalOf(readOnly)}`,
      `checksResponses:${responses}`,
      `records:${laterCode(records)}`,
      `details:${listCode(details)}`,
      `shared:${listCode(shared)}`,
      `places:${laterCode(places)}`,
      `unread:${expressionOf(unread.map(({ pointer }) => pointer))}`,
      `meeting:${expressionOf(meeting && [...meeting].map(({ pointer }) => pointer))}`,
    ].join(',\n'),
  };
}

const moduleCode = ({ source }: LoadedDocument, members: readonly string[]): string =>
  `// ${source.replace(/[^ -~]/g, '?')}, compiled by opbind ${VERSION}. Do not edit: compile it again.\nexport default {\n${members.join(',\n')}\n};\n`;

const needsCode = (needs: Needs): string => `needs:${laterCode(JSON.stringify(needs))}`;

/** All in one module. */
function writeWhole({ loaded, asked, checks, trees, members }: Prepared): string {
  const later = {
    requests: codeOfChecks(checks.requests),
    responses: checks.responses && codeOfChecks(checks.responses),
    trees,
  };
  const needs = needsCode({ operations: [], defaults: [...asked.defaults] });
  return moduleCode(loaded, [members, needs, 'parts:[]', laterMembers('', later)]);
}

/** The parts of a document, and the numbers of those that each operation needs. */
function writeParts(
  { asked, checks, trees }: Prepared,
  hasDocument: boolean,
): { readonly parts: readonly (Later & { readonly name: string })[]; readonly needs: Needs } {
  const { parts, needs } = planParts(asked.operations, checks);
  const written = parts.map(({ requests, responses }, number) => ({
    name: `checks-${number}.mjs`,
    requests: codeOfChecks(checks.requests, requests.roots, requests.chosen),
    responses: checks.responses && codeOfChecks(checks.responses, responses.roots, responses.chosen),
    trees: null,
  }));
  const document = { name: 'document.mjs', requests: null, responses: null, trees };
  const operations = needs.map((numbers, number) =>
    hasDocument && asked.operations[number]?.looksUp === true ? [...numbers, parts.length] : numbers,
  );
  return {
    parts: hasDocument ? [...written, document] : written,
    needs: { operations, defaults: [...asked.defaults] },
  };
}

/** The same for the same texts, and for no others. */
const stampOf = (texts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('base64url').slice(0, 16);
};

/** A module, and those that it imports when something in them is needed. */
function writeSplit(prepared: Prepared, { folder, document = false }: SplitOptions): CompiledModules {
  const { loaded, trees, members } = prepared;
  // Schemas that are known by $id are looked for in all of the document before anything else.
  const hasDocument = !document && loaded.parsed?.identified === false;
  const { parts, needs } = writeParts(prepared, hasDocument);
  const stamp = stampOf([
    members,
    ...parts.flatMap((part) => [part.requests, part.responses, part.trees]).map(String),
  ]);
  const imports = parts.map(({ name }) => `()=>import(${JSON.stringify(`${folder}/${name}`)})`);
  const own = { requests: null, responses: null, trees: hasDocument ? null : trees };
  return {
    text: moduleCode(loaded, [
      members,
      needsCode(needs),
      `parts:[\n${imports.join(',\n')}]`,
      laterMembers(stamp, own),
    ]),
    parts: parts.map((part) => ({ name: part.name, text: moduleCode(loaded, [laterMembers(stamp, part)]) })),
  };
}

/**
 * A document as the text of a module: its records as data, its checks as code. `bind` takes what the module exports in place of the document.
 *
 * @param loaded A document that could be read.
 */
export const compileDocument = async (
  loaded: LoadedDocument,
  options: CompileOptions = {},
): Promise<string> => writeWhole(await prepare(loaded, options));

// Below this, a module is read faster than another is found.
const LEAST = 256 * 1024;

/** The same as several modules, where one would be large: a server that starts reads what its first calls need. */
export async function compileModules(
  loaded: LoadedDocument,
  options: SplitOptions,
): Promise<CompiledModules> {
  const { single = false, least = LEAST } = options;
  const prepared = await prepare(loaded, options);
  const text = writeWhole(prepared);
  return single || text.length < least ? { text, parts: [] } : writeSplit(prepared, options);
}

/** What is wrong with a document, whichever of its operations are bound. */
export function findingsOfAll({ findings, operations }: LoadedDocument): readonly Finding[] {
  const pointers = new Set(operations.map(({ pointer }) => pointer));
  const isOfOperation = ({ pointer }: Finding): boolean =>
    beginningsOf(`#${pointer}`).some((beginning) => pointers.has(beginning));
  return findings.filter((finding) => !isOfOperation(finding));
}

/** The declarations of the module of a compiled document, for those who import it from TypeScript. */
export async function writeDeclarations(loaded: LoadedDocument, withTypes: boolean): Promise<string> {
  const types = withTypes ? `\n${(await import('./types/to-types.ts')).toTypes(loaded)}` : '';
  return `import type { CompiledDocument } from 'opbind';\ndeclare const document: CompiledDocument;\nexport default document;\n${types}`;
}
