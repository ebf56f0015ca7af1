import type { Call, Parts } from './call.ts';
import type { Parameter } from './document/operation.ts';
import type { HttpRequest } from './http/message.ts';
import { splitTarget } from './http/target.ts';
import type { ParameterValues } from './parameters/read.ts';
import type { Snapshot } from './runs/store.ts';
import { readValues, writeValues } from './runs/values.ts';
import type { Principal } from './security/principal.ts';
import type { Secrets } from './security/secrets.ts';

/** What is written down of a call. */
interface Written {
  readonly request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'protocol' | 'clientIp' | 'host'>;
  /** Typed values, as {@link writeValues} writes them. */
  readonly parameters: string;
  /** Names of the parameters that were sent. */
  readonly supplied: readonly string[];
  readonly caller: Principal | null;
  /** What the host application parsed, where it did; as {@link writeValues} writes it. */
  readonly parsed: string | null;
}

/** Fields that say how a body came, and not what it is. */
const FRAMING = new Set(['content-length', 'content-encoding', 'transfer-encoding', 'connection']);

/** Whoever knows the key of an anonymous caller may have its answer. */
const KEY = 'idempotency-key';

/** A page that was called with a key in its query tells of it in what it calls. */
const refererOf = ({ referer }: HttpRequest['headers']): object =>
  referer === undefined ? {} : { referer: String(referer).replace(/\?.*$/s, '') };

function withoutSecrets(request: HttpRequest, secrets: Secrets): Written['request'] {
  const { method, url, headers, protocol = 'http', clientIp, host } = request;
  const { path, query } = splitTarget(url);
  const kept = Object.entries({ ...headers, ...refererOf(headers) }).filter(
    ([name]) => !secrets.fields.has(name) && !FRAMING.has(name) && name !== KEY,
  );
  const pairs = query.split('&').filter((pair) => !secrets.isQuery(pair));
  return {
    method,
    url: pairs.join('&') === '' ? path : `${path}?${pairs.join('&')}`,
    headers: Object.fromEntries(kept),
    protocol,
    ...(clientIp !== undefined && { clientIp }),
    ...(host !== undefined && { host }),
  };
}

const principalOf = ({ name, claims, scopes, roles }: Principal): Principal => ({
  name,
  ...(claims && { claims }),
  ...(scopes && { scopes }),
  ...(roles && { roles }),
});

/** What the host application parsed, where it left no bytes. */
function parsedOf({ body }: HttpRequest, bytes: Uint8Array | null): string | null {
  const isParsed = bytes === null && typeof body === 'object' && body !== null && 'parsed' in body;
  return isParsed && body.parsed !== undefined ? writeValues(body.parsed) : null;
}

/** The same values, where some are as if they were not sent. */
const without = (values: Readonly<Record<string, unknown>>, names: readonly string[]): object =>
  names.length === 0 ? values : { ...values, ...Object.fromEntries(names.map((name) => [name, null])) };

/** The same, where an object of the query has gathered credentials among its members. */
const withoutMembers = (values: object, { isQuery }: Secrets): object =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [
            name,
            Object.fromEntries(
              Object.entries(value).filter(([member]) => !isQuery(encodeURIComponent(member))),
            ),
          ]
        : [name, value],
    ),
  );

/** Writes down what a worker makes the trigger of: typed values and the body. Of credentials, no more than whose they were. */
export function compileSnapshot(
  declared: readonly Parameter[],
  secrets: Secrets,
): (call: Call, parts: Parts) => Snapshot {
  const open = declared.filter((parameter) => !secrets.isParameter(parameter));
  const names = [...new Set(open.map(({ name }) => name))];
  const hidden = declared.filter((parameter) => secrets.isParameter(parameter));
  const inGroup = (location: Parameter['in']): readonly string[] =>
    hidden.filter((parameter) => parameter.in === location).map(({ name }) => name);
  const [inQuery, inHeaders, inCookies] = [inGroup('query'), inGroup('header'), inGroup('cookie')];
  return ({ request, carried }, { parameters, body, caller }) => {
    const { path, query, headers, cookies } = parameters;
    const written = withoutSecrets(request, secrets);
    const data: Written = {
      request: { ...written, headers: { ...written.headers, ...carried?.() } },
      parameters: writeValues({
        path,
        query: withoutMembers(without(query, inQuery), secrets),
        headers: without(headers, inHeaders),
        cookies: without(cookies, inCookies),
      }),
      supplied: names.filter((name) => parameters.supplied(name)),
      caller: caller.principal === null ? null : principalOf(caller.principal),
      parsed: parsedOf(request, body.bytes),
    };
    return { data, body: body.bytes };
  };
}

/** A call as it was written down. */
export interface Restored {
  readonly request: HttpRequest;
  readonly parameters: ParameterValues;
  readonly caller: Principal | null;
}

/** The call that a snapshot was taken of. Its body is still to be read, and checked, as that of any call. */
export function restore({ data, body }: Snapshot): Restored {
  const { request, parameters, supplied, caller, parsed } = data as Written;
  const values = readValues(parameters) as Omit<ParameterValues, 'supplied'>;
  const content = parsed === null ? body : { parsed: readValues(parsed) };
  return {
    request: content === null ? request : { ...request, body: content },
    parameters: { ...values, supplied: (name) => supplied.includes(name) },
    caller,
  };
}
