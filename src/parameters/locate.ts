import type { Parameter } from '../document/operation.ts';
import type { HttpRequest } from '../http/message.ts';
import type { Issue } from '../problem/issue.ts';
import { alternativesOf } from './alternatives.ts';
import { placeCookies, unquote } from './cookies.ts';
import { decodeForm } from './decode.ts';
import type { Failure } from './failure.ts';
import { groupByName } from './members.ts';
import { placePairs } from './pairs.ts';
import { compileSlots, type Declared, declare, type Raws } from './slots.ts';
import { isSpread, type Raw, wireOf } from './wire.ts';

/** The parts of a request that hold parameters, as they were sent. */
export interface RawParameters {
  /** Percent-encoded texts, in the order of the template. */
  readonly path: readonly string[];
  /** After the `?`; empty where there is none. */
  readonly query: string;
  /** The request, whose header fields are looked at only where a parameter is among them. */
  readonly request: Pick<HttpRequest, 'headers'>;
}

/** Finds the raw text of each parameter; undefined where it was not sent. */
export type Locate = (raw: RawParameters, issues: Issue[]) => readonly (Raw | undefined)[];

export function locatePath(parameters: readonly Parameter[], pathNames: readonly string[]): Locate {
  const places = parameters.map(({ name }) => pathNames.indexOf(name));
  // Most templates name their parameters in the order in which they are declared.
  if (places.every((place, index) => place === index)) return ({ path }) => path;
  return ({ path }) => places.map((place) => path[place]);
}

/** Headers come from any object, whose inherited members are no headers. */
const headerText = (value: unknown): Raw | undefined => {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  return value.length === 1 ? value[0] : value;
};

export function locateHeaders(parameters: readonly Parameter[]): Locate {
  const names = parameters.map(({ name }) => name.toLowerCase());
  return ({ request }) => names.map((name) => headerText(request.headers[name]));
}

const isFormSpread = (parameter: Parameter): boolean => parameter.style === 'form' && isSpread(parameter);

const unquoteAll = (raw: Raw | undefined): Raw | undefined =>
  typeof raw === 'string' ? unquote(raw) : raw?.map(unquote);

const namesOf = (parameter: Parameter): readonly string[] => [
  parameter.name,
  ...(alternativesOf(parameter.shape).object?.properties.keys() ?? []),
];

export function locateCookies(parameters: readonly Parameter[]): Locate {
  const slots = compileSlots(parameters.map(declareParameter));
  const severals = parameters.filter(({ shape }) => {
    const { array, object } = alternativesOf(shape);
    return array ?? object;
  });
  const quotes = parameters.map(({ style }) => style !== 'cookie');
  const ampersands = new Set(severals.filter(isFormSpread).flatMap(namesOf));
  return ({ request }) => {
    const { cookie } = request.headers;
    const raws: Raws = parameters.map(() => undefined);
    if (cookie !== undefined)
      placeCookies(Array.isArray(cookie) ? cookie.join(';') : cookie, raws, slots, ampersands);
    return raws.map((raw, index) => (quotes[index] ? unquoteAll(raw) : raw));
  };
}

function declareParameter(parameter: Parameter): Declared {
  const { name, shape, content } = parameter;
  if (parameter.in === 'querystring') return { name, place: 'whole', object: null };
  return content === undefined ? declare(parameter, shape) : { name, place: 'named', object: null };
}

const UNKNOWN: Failure = { code: 'unknown', message: 'No parameter of this operation has this name.' };

/** Names that are told of, and characters of each: they are the caller's, so there may be many and long ones. */
const TOLD = 20;
const LONGEST = 100;

/** What becomes of names that are not declared. */
export interface UnknownQuery {
  readonly unknownQuery: 'ignore' | 'reject';
  /** Names that are no parameters of the operation, and known all the same: the credentials that it asks for. */
  readonly allowed?: readonly string[];
}

function refuseUnknown(others: readonly string[], allowed: ReadonlySet<string>, issues: Issue[]): void {
  const names = [...groupByName(others).keys()].map((name) => decodeForm(name) ?? name);
  for (const name of names.filter((one) => !allowed.has(one)).slice(0, TOLD)) {
    issues.push({ in: 'query', name: name.slice(0, LONGEST), pointer: '', ...UNKNOWN });
  }
}

function locatePairs(parameters: readonly Parameter[], unknown: UnknownQuery): Locate {
  const allowed = new Set(unknown.allowed);
  const slots = compileSlots(parameters.map(declareParameter));
  const nothing: Raws = parameters.map(() => undefined);
  return ({ query }, issues) => {
    const raws = nothing.slice();
    if (query === '') return raws;
    const others = unknown.unknownQuery === 'reject' ? [] : null;
    placePairs(query, raws, slots, others);
    if (others !== null) refuseUnknown(others, allowed, issues);
    return raws;
  };
}

/** `in: querystring`: one parameter is the whole of it (3.2). */
function locateWhole(parameters: readonly Parameter[], whole: number): Locate {
  const locate = locatePairs(parameters, { unknownQuery: 'ignore' });
  return (raw, issues) =>
    locate(raw, issues).map((found, index) => (index === whole ? raw.query || undefined : found));
}

/**
 * The Style Examples of 3.0.0 to 3.0.3 and 3.1.0 write a delimited array or object without its name: `?blue%20black`.
 * Such a query string, with nothing else in it, is the value of the only parameter of this kind.
 */
function withBareValue(parameters: readonly Parameter[], locate: Locate): Locate {
  const delimited = parameters.filter(
    ({ style, explode }) => !explode && /^(space|pipe)Delimited$/.test(style),
  );
  const [only] = delimited;
  if (only === undefined || delimited.length > 1) return locate;
  const delimiter = wireOf(only)[only.style === 'spaceDelimited' ? 'space' : 'pipe'];
  return (raw, issues) =>
    /[=&]/.test(raw.query) || !delimiter.test(raw.query)
      ? locate(raw, issues)
      : parameters.map((parameter) => (parameter === only ? raw.query : undefined));
}

export function locateQuery(parameters: readonly Parameter[], unknown: UnknownQuery): Locate {
  const whole = parameters.findIndex((parameter) => parameter.in === 'querystring');
  return whole === -1
    ? withBareValue(parameters, locatePairs(parameters, unknown))
    : locateWhole(parameters, whole);
}
