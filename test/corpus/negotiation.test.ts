import { describe, expect, test } from 'vitest';
import { bind, type Serializer } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf } from '../document-of.ts';
import { here, readJson } from './corpus.ts';

interface Vector {
  readonly accept: string;
  readonly offers: readonly string[];
  readonly expect: string | number;
  readonly source: string;
}

const { cases } = here
  ? (readJson('vectors/negotiation.json') as { readonly cases: readonly Vector[] })
  : { cases: [] };

const write: Serializer = (_value, { mediaType }) => mediaType;

/** Answers an object in whichever of the offers is chosen, and says which. */
async function chosen(accept: string, offers: readonly string[], rule: 'lenient' | 'strict') {
  const content = Object.fromEntries(offers.map((type) => [type, {}]));
  const responses = { 200: { description: 'ok', content } };
  const api = await bind(
    documentOf({ '/a': { get: { operationId: 'a', responses } } }),
    { a: () => ({}) },
    { accept: rule, serializers: Object.fromEntries(offers.map((type) => [type, write])) },
  );
  const { status, text, headers } = await inject(api, { url: '/a', headers: { accept } });
  return { status, chosen: status === 200 ? text : status, vary: headers['vary'] };
}

/** What a vector asks for; where it leaves a choice, what is documented. */
const expected = ({ expect: asked }: Vector): string | number =>
  String(asked).startsWith('default JSON') ? 'application/json' : asked;

describe.skipIf(!here)('Accept vectors', () => {
  test('there are as many as are counted on', () => expect(cases.length).toBeGreaterThanOrEqual(12));

  test.each(cases.map((vector) => [vector.accept, vector.offers, expected(vector)] as const))(
    '%s of %j gives %s',
    async (accept, offers, asked) => {
      const answer = await chosen(accept, offers, 'strict');
      expect(answer.chosen).toBe(asked);
      expect(answer.vary).toBe(offers.length > 1 ? 'Accept' : undefined);
    },
  );

  test.each(cases.map((vector) => [vector.accept, vector.offers, expected(vector)] as const))(
    'leniently, %s of %j gives %s or the first',
    async (accept, offers, asked) => {
      const answer = await chosen(accept, offers, 'lenient');
      expect(answer.chosen).toBe(asked === 406 ? offers[0] : asked);
    },
  );
});
