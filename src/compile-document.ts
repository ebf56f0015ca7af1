import { findUnread } from './body/unread.ts';
import { itemSchemaOf } from './document/item-schema.ts';
import type { LoadedDocument } from './document/loaded.ts';
import type { Encodings, MediaType, Operation, Parameter, Pointer } from './document/operation.ts';
import { beginningsOf } from './document/pointer.ts';
import { writeRecords, writeTree } from './document/write.ts';
import type { Finding } from './problem/finding.ts';
import { findMeeting } from './routing/collision.ts';
import type { RoutingOptions } from './routing/router.ts';
import { findFillChecks } from './schema/fill-part.ts';
import { codeOfChecks, writeChecks } from './schema/write-checks.ts';
import { expressionOf, literalOf } from './schema/write-function.ts';
import { VERSION } from './version.ts';

export interface CompileOptions {
  /** Whether the checks of answers are written too. Default false. */
  readonly responses?: boolean;
  /** What becomes of `readOnly` members in a request, as it is said to `bind`. Default `allow`. */
  readonly readOnly?: 'allow' | 'refuse';
}

const present = <Value>(values: readonly (Value | null | undefined)[]): readonly Value[] =>
  values.filter((value) => value !== null && value !== undefined);

/** The schemas that parameters are held against. */
const schemasOfParameters = (parameters: readonly Parameter[]): readonly Pointer[] =>
  present(parameters.filter(({ plain }) => !plain).map(({ schema }) => schema));

/** The header fields of the parts of a form. */
const partHeaders = ({ encoding = {}, prefixEncoding = [], itemEncoding }: Encodings): readonly Parameter[] =>
  present([...Object.values(encoding), ...prefixEncoding, itemEncoding]).flatMap((one) => [
    ...(one.headers ?? []),
    ...partHeaders(one),
  ]);

const schemasOfContent = (content: readonly MediaType[]): readonly Pointer[] =>
  content.flatMap(({ schema, itemSchema }) => present([schema, itemSchema]));

const asked = ({ parameters, body }: Operation): readonly Pointer[] => {
  const content = body?.content ?? [];
  return [
    ...schemasOfParameters(parameters),
    ...schemasOfContent(content),
    ...schemasOfParameters(content.flatMap(partHeaders)),
  ];
};

/** The schemas that requests are held against: what is declared of them, and what defaults ask for that are filled. */
function schemasOfRequests({ operations, schemas }: LoadedDocument): ReadonlySet<Pointer> {
  const bodies = operations.flatMap(({ body }) => schemasOfContent(body?.content ?? []));
  return new Set([...operations.flatMap(asked), ...findFillChecks(schemas, new Set(bodies))]);
}

/** The schemas that answers are held against. */
function schemasOfAnswers({ operations, schemas, headersOf }: LoadedDocument): ReadonlySet<Pointer> {
  const pointers = operations.flatMap(({ responses }) =>
    responses.flatMap(({ pointer, content }) => [
      ...schemasOfContent(content),
      ...present(content.map((mediaType) => itemSchemaOf(schemas, mediaType))),
      ...present(headersOf(pointer).map(({ schema }) => schema)),
    ]),
  );
  return new Set(pointers);
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

/**
 * A document as the text of a module: its records as data, its checks as code. `bind` takes what the module exports in place of the document.
 *
 * @param loaded A document that could be read.
 */
export async function compileDocument(loaded: LoadedDocument, options: CompileOptions = {}): Promise<string> {
  const { responses = false, readOnly = 'allow' } = options;
  const { records, details, shared, places } = await writeRecords(loaded);
  const meeting = findMeeting(loaded.operations, DEFAULT_ROUTING);
  const requests = writeChecks(loaded.schemas, schemasOfRequests(loaded), {
    direction: 'request',
    refuses: readOnly === 'refuse',
  });
  const answers = responses
    ? writeChecks(loaded.schemas, schemasOfAnswers(loaded), { direction: 'response', refuses: true })
    : null;
  const trees = [...(loaded.parsed?.trees ?? [])].map(([name, tree]) => treeCode(name, tree));
  return [
    `// ${loaded.source.replace(/[^ -~]/g, '?')}, compiled by opbind ${VERSION}. Do not edit: compile it again.`,
    'export default {',
    `compiledBy:${literalOf(`opbind ${VERSION}`)},`,
    `readOnly:${literalOf(readOnly)},`,
    `records:${laterCode(records)},`,
    `details:${listCode(details)},`,
    `shared:${listCode(shared)},`,
    `places:${laterCode(places)},`,
    `trees:[\n${trees.join(',\n')}],`,
    `unread:${expressionOf(loaded.operations.filter((one) => findUnread([one]).length > 0).map(({ pointer }) => pointer))},`,
    `meeting:${expressionOf(meeting && [...meeting].map(({ pointer }) => pointer))},`,
    `requests:${codeOfChecks(requests)},`,
    `responses:${answers === null ? 'null' : codeOfChecks(answers)}`,
    '};\n',
  ].join('\n');
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
