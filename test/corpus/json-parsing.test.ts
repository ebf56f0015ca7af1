import { describe, expect, test } from 'vitest';
import { bind } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';
import { here, readJson, titled } from './corpus.ts';

type Expected = 'accept' | 'reject' | 'either';

interface Case {
  readonly name: string;
  readonly expect: Expected;
  readonly base64?: string;
  /** Of the two that are said in words: how long they are. */
  readonly bytes?: number;
}

/** The two nesting bombs, which the corpus does not write out. */
const BOMBS: Readonly<Record<string, string>> = {
  'n_structure_100000_opening_arrays.json': '['.repeat(100_000),
  'n_structure_open_array_object.json': `${'[{"":'.repeat(50_000)}\n`,
};

const bytesOf = ({ name, base64 }: Case): Uint8Array =>
  base64 === undefined ? Buffer.from(BOMBS[name] ?? '') : Buffer.from(base64, 'base64');

const STATUSES: Readonly<Record<Expected, readonly number[]>> = {
  accept: [200],
  reject: [400],
  either: [200, 400],
};

describe.skipIf(!here)(titled('the JSON parsing suite'), async () => {
  const { cases, count } = here
    ? (readJson('external/json-parsing.json') as { cases: Case[]; count: number })
    : { cases: [], count: 0 };
  const ran: unknown[] = [];
  const api = await bind(documentOf({ '/json': { post: operation('json', jsonBody({})) } }), {
    json: ({ body }) => {
      ran.push(body);
      return {};
    },
  });

  test('is whole', () => expect([cases.length, count]).toEqual([318, 318]));

  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const bytes = bytesOf(one);
    expect(bytes.byteLength).toBe(one.bytes ?? bytes.byteLength);
    const before = ran.length;
    const { status } = await inject(api, {
      method: 'POST',
      url: '/json',
      body: bytes,
      headers: { 'content-type': 'application/json' },
    });
    expect(STATUSES[one.expect]).toContain(status);
    expect(ran.length - before).toBe(status === 200 ? 1 : 0);
  });
});
