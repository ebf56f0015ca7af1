import { once } from '../http/once.ts';
import { memberOf } from '../problem/pointer.ts';
import { readBody, readContent } from './body.ts';
import type { Findings } from './findings.ts';
import { isNode, listOf, type Node, nodeOf, own, textOf } from './node.ts';
import type {
  Body,
  MediaType,
  Operation,
  Parameter,
  Pointer,
  ResponseRecord,
  Schemas,
  SecurityScheme,
} from './operation.ts';
import { checkQuerystring, identityOf, isIgnored, readParameter } from './parameter.ts';
import { readResponses } from './responses.ts';
import { followFrom, type Located, locatedAt, memberAt } from './schemas.ts';
import { createSecurityReader } from './security.ts';
import { createServersReader, type ServerHolder, toBasePath } from './servers.ts';
import { readSettings } from './settings.ts';
import { createSwagger2, readParameter2 } from './swagger2.ts';
import { checkVariables, templateShape, trimTemplate } from './template.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

export interface PathsOptions {
  readonly schemas: Schemas;
  readonly findings: Findings;
  readonly securitySchemes: readonly SecurityScheme[];
  /** In place of what the document says. */
  readonly basePath: string | undefined;
  /** Where schemas go that stand in no file. */
  readonly virtual: Map<Pointer, unknown>;
}

interface Declared {
  readonly located: Located;
  /** Undefined where it lacks a name or a known location. */
  readonly parameter: Parameter | undefined;
  readonly identity: string;
}

type Declarations = ReadonlyMap<string, Declared>;

const NOTHING: Declarations = new Map();

interface PathItem {
  readonly key: string;
  readonly template: string;
  readonly pointer: Pointer;
  /** The item, and what it refers to; the nearer one wins. */
  readonly parts: readonly ServerHolder[];
  /** What all its operations have, unless they say otherwise. */
  parameters(): Declarations;
  basePaths(): readonly string[];
}

/** A path item through its references; what stands beside a reference is kept. */
function partsOf(schemas: Schemas, pointer: Pointer): readonly ServerHolder[] {
  const node = schemas.at(pointer);
  if (!isNode(node)) return [];
  const own = { node, pointer };
  const target = followFrom(schemas, own);
  return target === undefined || target.pointer === pointer || !isNode(target.node)
    ? [own]
    : [own, { node: target.node, pointer: target.pointer }];
}

/** What an outer and an inner place declare together; the inner one wins. */
const merge = (outer: Declarations, inner: Declarations): Declarations => {
  if (outer.size === 0) return inner;
  return inner.size === 0 ? outer : new Map([...outer, ...inner]);
};

/** Every operation of `paths`, whatever the version, in the order of the document. */
export function readOperations(options: PathsOptions): readonly Operation[] {
  const { schemas, findings, virtual } = options;
  const { version } = schemas;
  const root = nodeOf(schemas.at('#'));
  const serversOf = createServersReader(findings);
  const securityOf = createSecurityReader(schemas, findings, options.securitySchemes);
  const swagger2 = createSwagger2(schemas, virtual);
  const shared = new Map<Pointer, Declared>();

  const declaredFrom = (located: Located): Declared => {
    const { pointer } = located;
    const node = nodeOf(located.node);
    const parameter =
      version === '2.0'
        ? readParameter2(schemas, findings, node, pointer)
        : readParameter(schemas, findings, node, pointer);
    const identity =
      parameter === undefined
        ? `${String(own(node, 'in'))} ${String(own(node, 'name'))}`
        : identityOf(parameter);
    return { located, parameter, identity };
  };

  /** What many refer to is read once. */
  const sharedFrom = (located: Located): Declared => {
    const known = shared.get(located.pointer);
    if (known !== undefined) return known;
    const declared = declaredFrom(located);
    shared.set(located.pointer, declared);
    return declared;
  };

  const declaredAt = (place: Located): Declared | undefined => {
    const located = followFrom(schemas, place);
    if (located === undefined || !isNode(located.node)) return undefined;
    return located === place ? declaredFrom(located) : sharedFrom(located);
  };

  const noteDuplicate = ({ node }: Located, place: Pointer): void => {
    const [name, location] = [own(nodeOf(node), 'name'), own(nodeOf(node), 'in')];
    const message = `A second parameter is named ${String(name)} in ${String(location)}.`;
    findings.error('parameter-duplicate', place, message, 'Drop one of them.');
  };

  /** The parameters that one list declares, by name and location; of two with the same, the first is kept. */
  const readList = ({ node, pointer }: ServerHolder): Declarations => {
    const values = listOf(own(node, 'parameters'));
    if (values.length === 0) return NOTHING;
    const list = new Map<string, Declared>();
    values.forEach((value, index) => {
      const place = memberOf(pointer, 'parameters', index);
      const declared = declaredAt({ node: value, pointer: place });
      if (declared === undefined) return;
      if (list.has(declared.identity)) noteDuplicate(declared.located, place);
      else list.set(declared.identity, declared);
    });
    return list;
  };

  const basePathsOf = (holders: readonly ServerHolder[]): readonly string[] => {
    if (options.basePath !== undefined) return [toBasePath(options.basePath)];
    if (version === '2.0') return [toBasePath(textOf(own(root, 'basePath')) ?? '')];
    return serversOf([...holders, { node: root, pointer: '#' }]);
  };

  const responsesAt = (pointer: Pointer): readonly ResponseRecord[] => {
    const operation = locatedAt(schemas, pointer);
    const contentOf = (response: Located): readonly MediaType[] =>
      version === '2.0'
        ? swagger2.readContent(nodeOf(operation.node), response)
        : readContent(schemas, memberAt(response, 'content'), false);
    return readResponses(schemas, operation, contentOf);
  };

  const read = new Map<Operation, readonly ResponseRecord[]>();

  // Nothing is found in responses that was not found with the rest of the document, and most of them nobody ever asks for. A getter that
  // all operations share leaves them of one kind to the engine; one in each would cost a kilobyte.
  const LATER: PropertyDescriptor = {
    enumerable: true,
    get(this: Operation) {
      const responses = read.get(this) ?? responsesAt(this.pointer);
      read.set(this, responses);
      return responses;
    },
  };

  const withResponses = (operation: Omit<Operation, 'responses'>): Operation =>
    Object.defineProperty(operation, 'responses', LATER) as Operation;

  const bodyOf = (operation: ServerHolder, declared: readonly Declared[]): Body | null => {
    if (version !== '2.0') return readBody(schemas, operation);
    const { node, pointer } = operation;
    return swagger2.readBody(
      node,
      pointer,
      declared.map(({ located }) => located),
    );
  };

  const parametersOf = (
    { template }: PathItem,
    { pointer }: ServerHolder,
    declared: readonly Declared[],
  ): readonly Parameter[] => {
    const kept = declared.flatMap(({ parameter }) =>
      parameter === undefined || isIgnored(parameter) ? [] : parameter,
    );
    checkVariables(findings, template, kept, pointer);
    checkQuerystring(findings, kept, pointer);
    return kept;
  };

  const idOf = ({ key }: PathItem, method: string, node: Node): string => {
    const id = textOf(own(node, 'operationId'));
    return id === undefined || id === '' ? `${method} ${key}` : id;
  };

  const readOperation = (item: PathItem, method: string, operation: ServerHolder): Operation => {
    const { node, pointer } = operation;
    const declared = [...merge(item.parameters(), readList(operation)).values()];
    return withResponses({
      id: idOf(item, method, node),
      method,
      template: item.template,
      pointer,
      basePaths: Object.hasOwn(node, 'servers') ? basePathsOf([operation, ...item.parts]) : item.basePaths(),
      parameters: parametersOf(item, operation, declared),
      body: bodyOf(operation, declared),
      security: securityOf(node, pointer),
      settings: readSettings(findings, node, pointer),
    });
  };

  const fixed = version === '3.2' ? [...METHODS, 'query'] : METHODS;

  const eachMethod = (part: ServerHolder, take: (method: string, operation: Located) => void): void => {
    for (const field of Object.keys(part.node))
      if (fixed.includes(field)) take(field.toUpperCase(), memberAt(part, field));
    if (version !== '3.2') return;
    const additional = memberAt(part, 'additionalOperations');
    for (const method of Object.keys(nodeOf(additional.node))) take(method, memberAt(additional, method));
  };

  const readItem = (item: PathItem): readonly Operation[] => {
    const found = new Map<string, Operation>();
    const take = (method: string, { node, pointer }: Located): void => {
      if (isNode(node) && !found.has(method))
        found.set(method, readOperation(item, method, { node, pointer }));
    };
    for (const part of item.parts) eachMethod(part, take);
    return [...found.values()];
  };

  const readItems = (): readonly PathItem[] => {
    const shapes = new Map<string, string>();
    return Object.keys(nodeOf(own(root, 'paths'))).flatMap((key) => {
      if (!key.startsWith('/')) return [];
      const pointer = memberOf('#', 'paths', key);
      const template = trimTemplate(findings, key, pointer);
      const before = shapes.get(templateShape(template));
      if (before !== undefined && template === key) {
        findings.warn(
          'template-equal',
          pointer,
          `The paths ${before} and ${key} are equal but for the names of their variables.`,
          'Join them under one path.',
        );
      }
      shapes.set(templateShape(template), key);
      const parts = partsOf(schemas, pointer);
      const parameters = once(() => parts.toReversed().map(readList).reduce(merge, NOTHING));
      const basePaths = once(() => basePathsOf(parts));
      return [{ key, template, pointer, parts, parameters, basePaths }];
    });
  };

  const operations = readItems().flatMap(readItem);
  checkIds(findings, operations);
  return operations;
}

function checkIds(findings: Findings, operations: readonly Operation[]): void {
  const seen = new Map<string, Operation>();
  for (const operation of operations) {
    const first = seen.get(operation.id);
    if (first === undefined) seen.set(operation.id, operation);
    else {
      findings.error(
        'operation-id-duplicate',
        operation.pointer,
        `${first.method} ${first.template} and ${operation.method} ${operation.template} have the same operationId ${operation.id}.`,
        'Give each operation an id of its own.',
      );
    }
  }
}
