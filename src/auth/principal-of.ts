import type { Principal } from '../security/principal.ts';
import { type JsonObject, own } from './json-object.ts';

/** Which claims say what. The name of a claim, or the names on the way to one within others: `['realm_access', 'roles']`. */
export interface ClaimNames {
  /** The caller's name. Default: `name`, else `preferred_username`, `username`. Where it is missing, `sub` and then `client_id` name the caller. */
  readonly nameClaim?: string | readonly string[];
  /** A list of roles, or a string that is one role. Default: `roles`, else `role`. */
  readonly roleClaim?: string | readonly string[];
  /** A list of scopes, or a string of them parted by spaces. Default: `scope`, else `scp`. */
  readonly scopeClaim?: string | readonly string[];
}

export const CLAIM_NAMES: readonly (keyof ClaimNames)[] = ['nameClaim', 'roleClaim', 'scopeClaim'];

type Path = readonly string[];

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (claims: JsonObject, path: Path): unknown =>
  path.reduce<unknown>((value, name) => (isObject(value) ? own(value, name) : undefined), claims);

const isPath = (given: unknown): boolean =>
  typeof given === 'string' || (Array.isArray(given) && given.every((one) => typeof one === 'string'));

/** @throws {TypeError} for what names no claim. */
function checkPath(name: keyof ClaimNames, given: unknown): void {
  if (given !== undefined && !isPath(given))
    throw new TypeError(`${name} is neither the name of a claim nor a list of names on the way to one.`);
}

const pathsOf = (given: string | Path | undefined, standard: readonly string[]): readonly Path[] =>
  given === undefined ? standard.map((name) => [name]) : [typeof given === 'string' ? [given] : given];

const firstOf = (claims: JsonObject, paths: readonly Path[]): unknown =>
  paths.map((path) => at(claims, path)).find((value) => value !== undefined && value !== null);

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

const toList = (value: unknown, split: (text: string) => readonly string[]): readonly string[] =>
  Object.freeze(typeof value === 'string' ? split(value) : Array.isArray(value) ? value.filter(isName) : []);

const words = (text: string): readonly string[] => text.split(' ').filter(isName);

const whole = (text: string): readonly string[] => [text].filter(isName);

/** Claims → who is calling; null where nothing names anybody. */
export function compilePrincipal(names: ClaimNames): (claims: JsonObject) => Principal | null {
  for (const name of CLAIM_NAMES) checkPath(name, names[name]);
  const named = [
    ...pathsOf(names.nameClaim, ['name', 'preferred_username', 'username']),
    ['sub'],
    ['client_id'],
  ];
  const roles = pathsOf(names.roleClaim, ['roles', 'role']);
  const scopes = pathsOf(names.scopeClaim, ['scope', 'scp']);
  return (claims) => {
    const name = named.map((path) => at(claims, path)).find(isName);
    if (name === undefined) return null;
    return Object.freeze({
      name,
      claims,
      scopes: toList(firstOf(claims, scopes), words),
      roles: toList(firstOf(claims, roles), whole),
    });
  };
}
