import type { Parameter, Pointer } from '../document/operation.ts';
import { GROUP_OF, type ParameterGroup } from '../http/parameter-group.ts';
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
import { compileParameter, type ReadParameter } from './parameter.ts';
import type { Raw } from './wire.ts';

export type { RawParameters } from './locate.ts';

/** Typed values by the names of the document. What was not sent is its default, or null. */
export interface ParameterValues {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly cookies: Readonly<Record<string, unknown>>;
  /** Whether a parameter of this name was sent, in any location. */
  supplied(name: string): boolean;
}

export interface ParameterOptions extends UnknownQuery {
  /** Names of the path parameters, in the order of {@link RawParameters.path}. */
  readonly pathNames: readonly string[];
  readonly checkOf: (schema: Pointer) => Check;
  readonly int64: Int64;
}

/** Reads the parameters of one request. Where issues were pushed, the values mean nothing. */
export type ReadParameters = (raw: RawParameters, issues: Issue[]) => ParameterValues;

/** The parameters of one group, read together. */
interface ReadGroup {
  readonly read: (raw: RawParameters, issues: Issue[]) => Readonly<Record<string, unknown>>;
  readonly isSupplied: (name: string, raw: RawParameters) => boolean;
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

const EMPTY: ReadGroup = { read: () => NOTHING, isSupplied: () => false };

type Fill = (values: Record<string, unknown>, raw: Raw | undefined, issues: Issue[]) => void;

function compileFill(name: string, { read, absent }: ReadParameter): Fill {
  return (values, raw, issues) => {
    if (raw !== undefined) setOwn(values, name, read(raw, issues));
    else if ('make' in absent) setOwn(values, name, absent.make(issues));
  };
}

/**
 * Every declared name is there, in the order of the document. All requests get copies of one object, in which what was not sent
 * stands already: that is much less work than to build one name by name.
 */
function compileGroup(
  parameters: readonly Parameter[],
  locate: Locate,
  options: ParameterOptions,
): ReadGroup {
  const unsent: Record<string, unknown> = {};
  const fills = parameters.map((parameter) => {
    const reading = compileParameter(parameter, options);
    setOwn(unsent, parameter.name, 'value' in reading.absent ? reading.absent.value : null);
    return compileFill(parameter.name, reading);
  });
  return {
    read(raw, issues) {
      const raws = locate(raw, issues);
      const values = { ...unsent };
      for (let index = 0; index < fills.length; index += 1) fills[index]?.(values, raws[index], issues);
      return values;
    },
    isSupplied: (name, raw) => {
      const raws = locate(raw, []);
      return parameters.some((own, index) => own.name === name && raws[index] !== undefined);
    },
  };
}

/** The groups of an operation, in the order of {@link ParameterValues}. */
type Groups = readonly [path: ReadGroup, query: ReadGroup, headers: ReadGroup, cookies: ReadGroup];

// A class, for one is made per request, and few processes ask what was sent.
class CallParameters implements ParameterValues {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly cookies: Readonly<Record<string, unknown>>;
  readonly #groups: Groups;
  readonly #raw: RawParameters;

  constructor(groups: Groups, raw: RawParameters, issues: Issue[]) {
    this.path = groups[0].read(raw, issues);
    this.query = groups[1].read(raw, issues);
    this.headers = groups[2].read(raw, issues);
    this.cookies = groups[3].read(raw, issues);
    this.#groups = groups;
    this.#raw = raw;
  }

  supplied(name: string): boolean {
    return this.#groups.some((group) => group.isSupplied(name, this.#raw));
  }
}

/** Compiles the reading of an operation's parameters. All that can be decided without a request is decided here. */
export function compileParameters(
  parameters: readonly Parameter[],
  options: ParameterOptions,
): ReadParameters {
  const { pathNames, unknownQuery } = options;
  const inGroup = (group: ParameterGroup): readonly Parameter[] =>
    parameters.filter((parameter) => GROUP_OF[parameter.in] === group);
  const compile = (
    group: ParameterGroup,
    compileLocate: (own: readonly Parameter[]) => Locate,
  ): ReadGroup => {
    const own = inGroup(group);
    const idle = own.length === 0 && (group !== 'query' || unknownQuery === 'ignore');
    return idle ? EMPTY : compileGroup(own, compileLocate(own), options);
  };
  const path = compile('path', (own) => locatePath(own, pathNames));
  const query = compile('query', (own) => locateQuery(own, options));
  const headers = compile('headers', locateHeaders);
  const cookies = compile('cookies', locateCookies);
  const groups: Groups = [path, query, headers, cookies];
  return (raw, issues) => new CallParameters(groups, raw, issues);
}
