import { createFindings } from '../document/findings.ts';
import type { LoadedDocument } from '../document/load.ts';
import { nodeOf } from '../document/node.ts';
import type { Pointer, Schemas } from '../document/operation.ts';
import { readParameter } from '../document/parameter.ts';
import { follow } from '../document/schemas.ts';
import { memberOf } from '../problem/pointer.ts';
import { type ContentTypes, componentHolder, createContentTypes } from './content-types.ts';
import { createDeclarations } from './declarations.ts';
import { createIsOther, createScalars } from './format.ts';
import { createLoops } from './loops.ts';
import { createNames, holderOf, type Kind, namesIn } from './names.ts';
import { createOperationTypes, type OperationTypes } from './operation-types.ts';
import { componentParameter, nameOperations, pathMembers } from './paths-types.ts';
import { createSchemaTypes } from './schema-types.ts';
import { createSides } from './side.ts';
import { bodyOf, keyOf } from './text.ts';

/** What `toTypes` writes. */
export interface TypesOptions {
  /** What processes receive integers of 64 bits as; the option of `bind` of the same name. */
  readonly int64?: 'number' | 'bigint' | 'string';
  /** Whether `bind` fills bodies with defaults (it does); its option of the same name. */
  readonly bodyDefaults?: boolean;
  /** Gives texts of each format a type of their own, which no other text has. */
  readonly formats?: boolean;
  /** The command that writes it, to be told in the first line. */
  readonly command?: string;
}

const WITH_REQUIRED =
  'type WithRequired<T, Names extends PropertyKey> = T & Required<Pick<T, Names & keyof T>>;\n';

const FORMATTED = `declare const format: unique symbol;

/** A text of a format of the document. */
export type Formatted<Name extends string> = string & { readonly [format]: Name };
`;

/** A declaration, in the way of openapi-typescript where there is nothing in it. */
const declareAll = (name: string, members: readonly string[], remark = ''): string =>
  members.length === 0
    ? `export type ${name} = Record<string, never>;\n`
    : `${remark}export interface ${name} ${bodyOf(members)}\n`;

const declareSome = (name: string, members: readonly string[], remark: string): string =>
  members.length === 0 ? '' : declareAll(name, members, `${remark}\n`);

const RECEIVED =
  '/** Schemas as bodies reach a process: with their defaults, and without what only answers have to hold. */';
const ANSWERED = '/** Schemas as a process answers them: without what only requests hold. */';

/** Writes types of the operations of a document, in the shape of openapi-typescript 7. The same document gives the same text. */
export function toTypes(loaded: LoadedDocument, options: TypesOptions = {}): string {
  const { schemas, headersOf } = loaded;
  const { int64 = 'number', bodyDefaults = true, formats = false, command = 'opbind types' } = options;
  const format = { int64, formats };
  const names = createNames(schemas);
  const loops = createLoops(schemas);
  const sides = createSides(schemas, { bodyDefaults, isOther: createIsOther(schemas, format) });
  const declarations = createDeclarations({ names, sides, loops });
  const { nameOf } = declarations;
  const types = createSchemaTypes({ schemas, sides, loops, nameOf, scalarOf: createScalars(format) });
  const contents = createContentTypes({ schemas, types, headersOf });
  const operationTypes = createOperationTypes({ schemas, types, contents });
  const named = nameOperations(loaded.operations);

  const operations = [...named].map(
    ([name, operation]) =>
      `${operationTypes.remarkOf(operation)}${keyOf(name)}: ${operationTypes.of(operation)}`,
  );
  const paths = pathMembers(schemas, named, operationTypes);
  const others = componentMembers(loaded, contents, operationTypes);
  const received = declarations.membersOf('request', types);
  const answered = declarations.membersOf('answer', types);
  const clients = declarations.membersOf('client', types);
  const components = [member('schemas', clients), ...others];

  const body = [
    declareAll('paths', paths),
    declareAll('webhooks', []),
    declareAll('components', components),
    declareAll('$defs', []),
    declareSome('received', received, RECEIVED),
    declareSome('answered', answered, ANSWERED),
    ...declarations.aliases().map((alias) => `${alias}\n`),
    declareAll('operations', operations),
  ].filter((text) => text !== '');
  const all = body.join('\n');
  return [
    `// Written by: ${command}\n// Do not change it by hand.\n`,
    ...(all.includes('Formatted<') ? [FORMATTED] : []),
    ...(all.includes('WithRequired<') ? [WITH_REQUIRED] : []),
    all,
  ].join('\n');
}

/** A header has its name where it is used, and here that of its component. */
function headerType(schemas: Schemas, { header }: ContentTypes, pointer: Pointer): string {
  const located = follow(schemas, pointer);
  const node = { ...nodeOf(located?.node), name: pointer, in: 'header' };
  const read = readParameter(schemas, createFindings(), node, located?.pointer ?? pointer);
  return read === undefined ? 'unknown' : header(read);
}

const member = (name: string, members: readonly string[]): string =>
  `${name}: ${members.length === 0 ? 'never' : bodyOf(members)}`;

/** All of `components` but the schemas. */
function componentMembers(
  { schemas }: LoadedDocument,
  contents: ContentTypes,
  types: OperationTypes,
): readonly string[] {
  const is2 = schemas.version === '2.0';
  const membersOf = (kind: Kind, typeOf: (pointer: string) => string): string =>
    member(
      kind,
      namesIn(schemas, kind).map((name) => {
        const pointer = memberOf(holderOf(schemas, kind), name);
        return `${contents.remarkOf(pointer)}${keyOf(name)}: ${typeOf(pointer)}`;
      }),
    );
  return [
    // What responses of 2.0 hold is said by the operations that give them.
    is2
      ? member('responses', [])
      : membersOf('responses', (pointer) =>
          contents.response(componentHolder(schemas, pointer, false), 'client'),
        ),
    membersOf('parameters', (pointer) => {
      const parameter = componentParameter(schemas, pointer);
      return parameter === undefined ? 'never' : types.parameter(parameter);
    }),
    is2
      ? member('requestBodies', [])
      : membersOf('requestBodies', (pointer) =>
          bodyOf([`content: ${contents.of(componentHolder(schemas, pointer, true), 'client')}`]),
        ),
    is2 ? member('headers', []) : membersOf('headers', (pointer) => headerType(schemas, contents, pointer)),
    member('pathItems', []),
  ];
}
