import type { Operation, Parameter, Schemas } from '../document/operation.ts';
import { bestFit, parseMediaType } from '../http/media-type.ts';
import { GROUP_OF } from '../http/parameter-group.ts';
import { compilePath, parameterNames } from '../routing/template.ts';
import type { Injection } from './inject.ts';
import { compileWriteBody, type WrittenBody } from './write-body.ts';
import { joinPairs, toFieldText, toPairs, toPathText, type Written } from './write-value.ts';

/** Values of one operation, by the names of its document. What is undefined or null is not sent. */
export interface RequestValues {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  /** Declared header parameters, and any other field. */
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: Readonly<Record<string, unknown>>;
  /** Undefined: no body. */
  readonly body?: unknown;
  /** Media type of the body. Default: the first that is declared, JSON before others. */
  readonly contentType?: string;
}

/** A request of known parts. */
export type WrittenRequest = Required<Pick<Injection, 'method' | 'url'>> & {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

type WriteRequest = (values: RequestValues) => WrittenRequest;

const isSent = (value: unknown): boolean => value !== undefined && value !== null;

const sentIn = (parameter: Parameter, values: RequestValues): unknown => {
  const group = values[GROUP_OF[parameter.in]] ?? {};
  return Object.hasOwn(group, parameter.name) ? group[parameter.name] : undefined;
};

/** A name that the document does not declare is written as the most usual style has it. */
function undeclared(
  operation: Operation,
  location: 'query' | 'cookie',
  given: object = {},
): readonly Written[] {
  const declared = new Set(
    operation.parameters.filter((one) => GROUP_OF[one.in] === GROUP_OF[location]).map(({ name }) => name),
  );
  return Object.keys(given)
    .filter((name) => !declared.has(name))
    .map((name) => ({ name, style: 'form', explode: true }));
}

const pairsIn = (
  operation: Operation,
  location: 'query' | 'cookie',
  values: RequestValues,
): readonly string[] => {
  const declared = operation.parameters.filter((one) => one.in === location);
  const group = values[GROUP_OF[location]] ?? {};
  return [...declared, ...undeclared(operation, location, group)].flatMap((parameter) => {
    const value = Object.hasOwn(group, parameter.name) ? group[parameter.name] : undefined;
    return isSent(value) ? joinPairs(toPairs(parameter, value)) : [];
  });
};

/** `in: querystring`: one parameter is the whole of it (3.2). */
function wholeQuery(operation: Operation, values: RequestValues, schemas: Schemas): string | null {
  const whole = operation.parameters.find((one) => one.in === 'querystring');
  const value = whole === undefined ? undefined : sentIn(whole, values);
  if (whole === undefined || !isSent(value)) return null;
  const type = whole.content ?? 'application/x-www-form-urlencoded';
  const { body } = compileWriteBody({ type, pointer: whole.pointer, schema: whole.schema }, schemas)(value);
  const text = Buffer.from(body).toString();
  return type.includes('urlencoded') ? text : encodeURIComponent(text);
}

function headersOf(operation: Operation, values: RequestValues): Record<string, string> {
  const given = values.headers ?? {};
  const declared = new Map(
    operation.parameters.filter((one) => one.in === 'header').map((one) => [one.name.toLowerCase(), one]),
  );
  const lines = Object.entries(given).flatMap(([name, value]) => {
    const key = name.toLowerCase();
    const parameter = declared.get(key) ?? { name, style: 'simple' as const, explode: false };
    return isSent(value) ? [[key, toFieldText(parameter, value)] as const] : [];
  });
  return Object.fromEntries(lines);
}

const isJsonFirst = (type: string): number => Number(!/[/+]json\b/.test(type));

/** The body as the document has it written; as JSON where it declares none. */
function bodyOf(
  { body, ...operation }: Operation,
  values: RequestValues,
  schemas: Schemas,
): WrittenBody | null {
  if (values.body === undefined) return null;
  const content = body?.content ?? [];
  const asked = values.contentType;
  const parts = asked === undefined ? null : parseMediaType(asked);
  const ranges = content.flatMap((mediaType) => {
    const range = parseMediaType(mediaType.type);
    return range === null ? [] : [{ mediaType, range }];
  });
  const [usual] = content.toSorted((a, b) => isJsonFirst(a.type) - isJsonFirst(b.type));
  const declared = parts === null ? usual : bestFit(ranges, parts)?.mediaType;
  const type = asked ?? declared?.type ?? 'application/json';
  const { pointer } = operation;
  return compileWriteBody({ ...(declared ?? { pointer, schema: null }), type }, schemas)(values.body);
}

/**
 * Compiles the writing of requests of an operation: every value as its parameter's style has it, the body in a declared media type.
 *
 * @throws {TypeError} from the writer, where a path parameter has no value.
 */
export function compileWriteRequest(operation: Operation, schemas: Schemas): WriteRequest {
  const { id, method, template, basePaths } = operation;
  const toPath = compilePath(basePaths[0] ?? '', template, (text) => text);
  const names = parameterNames(template);
  const paths = names.map((name) => {
    const declared = operation.parameters.find((one) => one.in === 'path' && one.name === name);
    return declared ?? { name, in: 'path' as const, style: 'simple' as const, explode: false };
  });

  const pathTexts = (values: RequestValues): readonly string[] =>
    paths.map((parameter) => {
      const value = values.path?.[parameter.name];
      if (!isSent(value))
        throw new TypeError(`${id} needs a value for the path parameter ${parameter.name}.`);
      return toPathText(parameter, value);
    });

  return (values) => {
    const query = wholeQuery(operation, values, schemas) ?? pairsIn(operation, 'query', values).join('&');
    const cookie = pairsIn(operation, 'cookie', values).join('; ');
    const written = bodyOf(operation, values, schemas);
    return {
      method,
      url: toPath(pathTexts(values)) + (query === '' ? '' : `?${query}`),
      headers: {
        ...(written !== null && { 'content-type': written.type }),
        ...(cookie !== '' && { cookie }),
        ...headersOf(operation, values),
      },
      ...(written !== null && { body: written.body }),
    };
  };
}
