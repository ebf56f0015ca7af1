import { describe, expect, test } from 'vitest';
import { bind } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { here, readJson, titled } from './corpus.ts';

interface Case {
  readonly what: string;
  readonly limits?: Readonly<Record<string, number>>;
  readonly partsBase64: readonly string[];
  readonly expected: readonly (readonly [name: string, value: string])[];
}

/**
 * Rows whose limits cut names, values or their number short. A form here is bounded by the bytes of its body, and what is in it is never
 * cut: these have to be read whole.
 */
const isCut = ({ limits }: Case): boolean => limits !== undefined;

async function* parts({ partsBase64 }: Case): AsyncGenerator<Uint8Array> {
  for (const part of partsBase64) yield Buffer.from(part, 'base64');
}

const textOf = ({ partsBase64 }: Case): string =>
  partsBase64.map((part) => Buffer.from(part, 'base64').toString()).join('');

const membersOf = (pairs: Iterable<readonly [name: string, value: string]>): object =>
  Object.fromEntries(pairs);

describe.skipIf(!here)(titled('urlencoded bodies of busboy'), async () => {
  const { cases } = here ? (readJson('external/urlencoded-busboy.json') as { cases: Case[] }) : { cases: [] };
  const type = 'application/x-www-form-urlencoded';
  const api = await bind(
    documentOf({ '/form': { post: operation('form', { requestBody: { content: { [type]: {} } } }) } }),
    { form: ({ body }) => ({ body: body ?? null }) },
  );

  test('are all here', () => expect([cases.length, cases.filter(isCut).length]).toEqual([27, 12]));

  test.each(cases.map((one) => [one.what, one] as const))('%s', async (_, one) => {
    const answer = await inject(api, {
      method: 'POST',
      url: '/form',
      body: parts(one),
      headers: { 'content-type': type },
    });
    const text = textOf(one);
    // The platform's own reading stands for the rows that busboy cuts.
    const fields = membersOf(isCut(one) ? new URLSearchParams(text) : one.expected);
    expect(answer.json()).toEqual({ body: text === '' ? null : fields });
  });
});
