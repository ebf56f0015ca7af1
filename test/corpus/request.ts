import type {
  Encoding,
  MediaType,
  Operation,
  Parameter,
  Schemas,
  SecurityScheme,
} from '../../src/document/operation.ts';
import type { Injection } from '../../src/testing/inject.ts';
import { isRecord } from './corpus.ts';
import { sampleOf } from './sampling.ts';
import { toFieldText, toPairs, toPathText } from './wire.ts';

/** Where the values of a request are taken from. */
export interface Source {
  readonly operations: readonly Operation[];
  readonly schemas: Schemas;
  readonly securitySchemes: readonly SecurityScheme[];
  /** The document without references to other files. */
  readonly root: object;
}

const follow = ({ schemas }: Source, value: unknown): unknown => {
  const target =
    isRecord(value) && typeof value['$ref'] === 'string' ? schemas.target('#', value['$ref']) : undefined;
  return target === undefined ? value : schemas.at(target);
};

/** The example that an object itself brings. */
function exampleOf(source: Source, pointer: string): unknown {
  const node = source.schemas.at(pointer);
  if (!isRecord(node)) return undefined;
  for (const name of ['example', 'x-example']) if (node[name] !== undefined) return node[name];
  const [first] = isRecord(node['examples']) ? Object.values(node['examples']) : [];
  const example = follow(source, first);
  return isRecord(example) ? (example['value'] ?? example['dataValue']) : undefined;
}

const sampleFor = (source: Source, { pointer, schema }: Parameter | MediaType): unknown => {
  const node = schema === null ? undefined : source.schemas.at(schema);
  return exampleOf(source, pointer) ?? (isRecord(node) ? sampleOf(node, source.root) : null);
};

/** Text of one part of a request that is added to by parameters and credentials alike. */
interface Parts {
  readonly path: Map<string, string>;
  readonly query: string[];
  readonly headers: Record<string, string>;
  readonly cookies: string[];
}

const joined = (pairs: readonly (readonly [string, string])[]): string[] =>
  pairs.map(([name, value]) => `${name}=${value}`);

function addParameter(parts: Parts, parameter: Parameter, value: unknown): void {
  if (parameter.in === 'path') parts.path.set(parameter.name, toPathText(parameter, value));
  if (parameter.in === 'query') parts.query.push(...joined(toPairs(parameter, value)));
  if (parameter.in === 'querystring') parts.query.push(encodeURIComponent(JSON.stringify(value)));
  if (parameter.in === 'header') parts.headers[parameter.name] = toFieldText(parameter, value);
  if (parameter.in === 'cookie') parts.cookies.push(...joined(toPairs(parameter, value)));
}

const AUTHORIZATION: Readonly<Record<string, string>> = { basic: 'Basic dTpw', bearer: 'Bearer token' };

function addCredential(parts: Parts, scheme: SecurityScheme): void {
  const { type, in: place, parameter = '' } = scheme;
  if (type === 'mutualTLS') return;
  if (type !== 'apiKey') {
    const name = type === 'http' ? (scheme.scheme ?? '') : 'bearer';
    parts.headers['authorization'] = AUTHORIZATION[name] ?? `${name} token`;
  } else if (place === 'header') parts.headers[parameter] = 'key';
  else (place === 'query' ? parts.query : parts.cookies).push(`${encodeURIComponent(parameter)}=key`);
}

const isSent = (source: Source, parameter: Parameter): boolean => {
  const schema = parameter.schema === null ? null : follow(source, source.schemas.at(parameter.schema));
  return (
    parameter.required ||
    exampleOf(source, parameter.pointer) !== undefined ||
    (isRecord(schema) && (schema['example'] ?? schema['examples']) !== undefined)
  );
};

type Body = Pick<Injection, 'body'> & { readonly type?: string };

const UNSTYLED: Encoding = { style: 'form', explode: true, styled: false };

/** Fields of a form, each as its `encoding` says. */
const toForm = ({ encoding = {} }: MediaType, value: unknown): string =>
  Object.entries(isRecord(value) ? value : {})
    .flatMap(([name, field]) => {
      const given = encoding[name] ?? UNSTYLED;
      const { style, explode, styled } = given.styled ? given : UNSTYLED;
      return joined(
        toPairs({ name, style, explode }, styled || !isRecord(field) ? field : JSON.stringify(field)),
      );
    })
    .join('&');

const BOUNDARY = 'a-boundary';

const toPart = (name: string, value: unknown): string => {
  const isTree = typeof value === 'object';
  const type = isTree ? 'content-type: application/json\r\n' : '';
  const text = isTree ? JSON.stringify(value) : String(value);
  return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n${type}\r\n${text}\r\n`;
};

const isJsonText = (encoding: Encoding | undefined): boolean => encoding?.contentType === 'application/json';

/** Parts by name, lists as one part for each item. */
const toMultipart = ({ encoding = {} }: MediaType, value: unknown): string =>
  Object.entries(isRecord(value) ? value : { items: value })
    .flatMap(([name, field]) => {
      const { style = 'form', explode = true, styled = false } = encoding[name] ?? {};
      if (styled)
        return toPairs({ name, style, explode }, field).map(([one, text]) =>
          toPart(decodeURIComponent(one), decodeURIComponent(text)),
        );
      if (isJsonText(encoding[name]))
        return [toPart(name, isRecord(field) || Array.isArray(field) ? field : JSON.stringify(field))];
      return Array.isArray(field) ? field.map((item) => toPart(name, item)) : [toPart(name, field)];
    })
    .concat(`--${BOUNDARY}--\r\n`)
    .join('');

/** Types that are written here, the most telling first. What is left is written as bytes. */
const WRITERS: readonly (readonly [RegExp, (mediaType: MediaType, value: unknown) => string])[] = [
  [/[/+]json\b/, (_, value) => JSON.stringify(value)],
  [/urlencoded/, toForm],
  [/^text\//, (_, value) => (typeof value === 'string' ? value : JSON.stringify(value))],
  [/^multipart/, toMultipart],
  [/^(?!.*xml)/, () => 'bytes'],
];

/** A type for a range of types: whatever can say the value. */
const toType = (range: string, value: unknown): string => {
  if (!range.includes('*')) return range;
  return typeof value === 'string' ? 'application/octet-stream' : 'application/json';
};

function bodyOf(source: Source, { body }: Operation): Body {
  const candidates = (body?.content ?? []).map((mediaType) => {
    const value = sampleFor(source, mediaType);
    return { mediaType, value, type: toType(mediaType.type, value) };
  });
  for (const [pattern, write] of WRITERS) {
    const found = candidates.find(({ type }) => pattern.test(type));
    if (found === undefined) continue;
    const type = found.type.startsWith('multipart') ? `${found.type}; boundary=${BOUNDARY}` : found.type;
    return { body: write(found.mediaType, found.value), type };
  }
  return {};
}

/** Values by the names of the document, as a trigger holds them. */
export interface Sent {
  readonly path: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
  readonly cookies: Record<string, unknown>;
}

const GROUPS = {
  path: 'path',
  query: 'query',
  querystring: 'query',
  header: 'headers',
  cookie: 'cookies',
} as const;

/** Some examples are a number where a text is asked for, or one item of a list. */
const meant = ({ shape: { types } }: Parameter, example: unknown): unknown => {
  if (types[0] === 'string' && typeof example === 'number') return String(example);
  return types[0] === 'array' && !Array.isArray(example) ? [example] : example;
};

/** A request that an operation's own examples and schemas make up, with the credentials of its first alternative. */
export function compileRequest(source: Source, operation: Operation): { request: Injection; sent: Sent } {
  const parts: Parts = { path: new Map(), query: [], headers: {}, cookies: [] };
  const sent: Sent = { path: {}, query: {}, headers: {}, cookies: {} };
  for (const parameter of operation.parameters.filter((one) => isSent(source, one))) {
    const value = meant(parameter, sampleFor(source, parameter));
    sent[GROUPS[parameter.in]][parameter.name] = value;
    addParameter(parts, parameter, value);
  }
  const schemes = (operation.security[0] ?? []).map(({ scheme }) => scheme);
  for (const scheme of source.securitySchemes.filter(({ name }) => schemes.includes(name))) {
    addCredential(parts, scheme);
  }
  const path = operation.template.replace(/\{([^}]*)\}/g, (text, name) => parts.path.get(name) ?? text);
  const query = parts.query.length > 0 ? `?${parts.query.join('&')}` : '';
  const { type, ...body } = bodyOf(source, operation);
  const request = {
    method: operation.method,
    url: `${operation.basePaths[0]}${path}${query}`,
    headers: {
      ...parts.headers,
      ...(parts.cookies.length > 0 && { cookie: parts.cookies.join('; ') }),
      ...(type !== undefined && { 'content-type': type }),
    },
    ...body,
  };
  return { request, sent };
}
