import { describe, expect, test } from 'vitest';
import { type Authenticator, bind, type ScopeRule } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

/** What a caller presents for a scheme. `narrow`: somebody's, who has the scope `one` and not `two`. */
type State = 'absent' | 'rejected' | 'accepted' | 'narrow';

const SCHEMES = ['a', 'b', 'c'] as const;
type Scheme = (typeof SCHEMES)[number];

const subsetsOf = <T>(list: readonly T[]): T[][] =>
  list.reduce<T[][]>((subsets, one) => subsets.concat(subsets.map((subset) => [...subset, one])), [[]]);

/** All sets of alternatives, each of which is a set of schemes; the empty one is anonymous. */
const EXPRESSIONS = subsetsOf(subsetsOf(SCHEMES)).filter((expression) => expression.length > 0);

const tuples = (states: readonly State[]): [State, State, State][] =>
  states.flatMap((a) => states.flatMap((b) => states.map((c): [State, State, State] => [a, b, c])));

const scheme = (name: Scheme): object => ({ type: 'apiKey', in: 'header', name: `x-${name}` });

const SCOPES: Readonly<Record<string, readonly string[]>> = { accepted: ['one', 'two'], narrow: ['one'] };

const authenticator: Authenticator = (state: string) =>
  state === 'rejected' ? null : { name: state, scopes: SCOPES[state] ?? [] };

const nameOf = (expression: readonly (readonly Scheme[])[]): string =>
  expression.map((alternative) => alternative.join('&') || '{}').join(' | ');

/** An API with an operation for each expression, at /0, /1, … */
async function apiOf(scopes: readonly string[], rule: ScopeRule) {
  const operations = EXPRESSIONS.map((expression, index): [string, object] => [
    `/${index}`,
    {
      get: operation(`o${index}`, {
        security: expression.map((alternative) =>
          Object.fromEntries(alternative.map((name) => [name, scopes])),
        ),
      }),
    },
  ]);
  const document = documentOf(Object.fromEntries(operations), {
    components: { securitySchemes: Object.fromEntries(SCHEMES.map((name) => [name, scheme(name)])) },
  });
  const processes = Object.fromEntries(EXPRESSIONS.map((_, index) => [`o${index}`, () => 'in']));
  return bind(document, processes, {
    authenticators: Object.fromEntries(SCHEMES.map((name) => [name, authenticator])),
    scopes: rule,
  });
}

/** The truth, worked out in another way: what the specification says of an expression, and what we say of credentials that are nobody's. */
function statusOf(
  expression: readonly (readonly Scheme[])[],
  states: Readonly<Record<Scheme, State>>,
  suffices: (state: State) => boolean,
): number {
  const known = (name: Scheme): boolean => states[name] === 'accepted' || states[name] === 'narrow';
  const alternatives = expression.filter((alternative) => alternative.length > 0);
  if (alternatives.some((all) => all.every((name) => known(name) && suffices(states[name])))) return 200;
  if (alternatives.some((all) => all.every(known))) return 403;
  const asked = new Set(alternatives.flat());
  const isWrong = [...asked].some((name) => states[name] === 'rejected');
  return expression.length > alternatives.length && !isWrong ? 200 : 401;
}

async function compare(
  api: Awaited<ReturnType<typeof apiOf>>,
  [a, b, c]: readonly [State, State, State],
  suffices: (state: State) => boolean,
): Promise<void> {
  const states = { a, b, c };
  const headers = Object.fromEntries(
    SCHEMES.filter((name) => states[name] !== 'absent').map((name) => [`x-${name}`, states[name]]),
  );
  const got: string[] = [];
  const expected: string[] = [];
  for (const [index, expression] of EXPRESSIONS.entries()) {
    const { status } = await inject(api, { url: `/${index}`, headers });
    got.push(`${nameOf(expression)} → ${status}`);
    expected.push(`${nameOf(expression)} → ${statusOf(expression, states, suffices)}`);
  }
  expect(got).toEqual(expected);
}

test('there are all expressions over three schemes', () => expect(EXPRESSIONS).toHaveLength(255));

describe('without scopes', async () => {
  const api = await apiOf([], 'all');
  test.each(tuples(['absent', 'rejected', 'accepted']))('%s, %s, %s', async (...states) => {
    await compare(api, states, () => true);
  });
});

describe.each<[rule: ScopeRule, scopes: string[], suffices: (state: State) => boolean]>([
  ['all', ['one', 'two'], (state) => state === 'accepted'],
  ['any', ['one', 'two'], () => true],
  ['any', ['two', 'three'], (state) => state === 'accepted'],
  ['all', ['three'], () => false],
])('with %s of the scopes %j', async (rule, scopes, suffices) => {
  const api = await apiOf(scopes, rule);
  test.each(tuples(['absent', 'accepted', 'narrow', 'rejected']))('%s, %s, %s', async (...states) => {
    await compare(api, states, suffices);
  });
});
