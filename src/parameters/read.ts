import type { Parameter, ParameterLocation, Pointer } from '../document/operation.ts';
import type { Check, Issue } from '../problem/issue.ts';
import type { Int64 } from './cast.ts';
import {
  type Locate,
  locateCookies,
  locateHeaders,
  locatePath,
  locateQuery,
  type RawParameters,
  type UnknownQuery,
} from './locate.ts';
import { setOwn } from './members.ts';
import { compileParameter } from './parameter.ts';
import type { Raw } from './wire.ts';

export type { RawParameters } from './locate.ts';

/** Typed values by the names of the document. What was not sent is its default, or null. */
export interface ParameterValues {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly cookies: Readonly<Record<string, unknown>>;
  /** Whether a parameter of this name was sent, in any location. */
  readonly supplied: (name: string) => boolean;
}

export interface ParameterOptions extends UnknownQuery {
  /** Names of the path parameters, in the order of {@link RawParameters.path}. */
  readonly pathNames: readonly string[];
  readonly checkOf: (schema: Pointer) => Check;
  readonly int64: Int64;
}

/** Reads the parameters of one request. Where issues were pushed, the values mean nothing. */
export type ReadParameters = (raw: RawParameters, issues: Issue[]) => ParameterValues;

type Group = 'path' | 'query' | 'headers' | 'cookies';

const GROUPS: Readonly<Record<ParameterLocation, Group>> = {
  path: 'path',
  query: 'query',
  querystring: 'query',
  header: 'headers',
  cookie: 'cookies',
};

/** The parameters of one group, read together. */
interface ReadGroup {
  readonly read: (raw: RawParameters, issues: Issue[]) => Readonly<Record<string, unknown>>;
  readonly isSupplied: (name: string, raw: RawParameters) => boolean;
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

const EMPTY: ReadGroup = { read: () => NOTHING, isSupplied: () => false };

type Fill = (values: Record<string, unknown>, raw: Raw | undefined, issues: Issue[]) => void;

/** Every declared name is there, in the order of the document, so that all requests give objects of one form. */
function compileFill(parameter: Parameter, options: ParameterOptions): Fill {
  const { name } = parameter;
  const { read, absent } = compileParameter(parameter, options);
  return (values, raw, issues) =>
    setOwn(values, name, raw === undefined ? absent(issues) : read(raw, issues));
}

function compileGroup(
  parameters: readonly Parameter[],
  locate: Locate,
  options: ParameterOptions,
): ReadGroup {
  const names = parameters.map(({ name }) => name);
  const fills = parameters.map((parameter) => compileFill(parameter, options));
  return {
    read(raw, issues) {
      const raws = locate(raw, issues);
      const values: Record<string, unknown> = {};
      for (let index = 0; index < fills.length; index += 1) fills[index]?.(values, raws[index], issues);
      return values;
    },
    isSupplied: (name, raw) => {
      const raws = locate(raw, []);
      return names.some((own, index) => own === name && raws[index] !== undefined);
    },
  };
}

/** Compiles the reading of an operation's parameters. All that can be decided without a request is decided here. */
export function compileParameters(
  parameters: readonly Parameter[],
  options: ParameterOptions,
): ReadParameters {
  const { pathNames, unknownQuery } = options;
  const inGroup = (group: Group): readonly Parameter[] =>
    parameters.filter((parameter) => GROUPS[parameter.in] === group);
  const compile = (group: Group, compileLocate: (own: readonly Parameter[]) => Locate): ReadGroup => {
    const own = inGroup(group);
    const idle = own.length === 0 && (group !== 'query' || unknownQuery === 'ignore');
    return idle ? EMPTY : compileGroup(own, compileLocate(own), options);
  };
  const path = compile('path', (own) => locatePath(own, pathNames));
  const query = compile('query', (own) => locateQuery(own, options));
  const headers = compile('headers', locateHeaders);
  const cookies = compile('cookies', locateCookies);
  const groups = [path, query, headers, cookies];

  return (raw, issues) => ({
    path: path.read(raw, issues),
    query: query.read(raw, issues),
    headers: headers.read(raw, issues),
    cookies: cookies.read(raw, issues),
    supplied: (name) => groups.some((group) => group.isSupplied(name, raw)),
  });
}
