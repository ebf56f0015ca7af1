import { $RefParser } from '@apidevtools/json-schema-ref-parser';
import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import type { Operation } from '../../src/document/operation.ts';
import { type Api, type BindOptions, bind, describe as read, type Trigger } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { type Entry, entries, here, pathOf, readFindings, titled, toAuthenticators } from './corpus.ts';
import { FOUND, REFUSED } from './known.ts';
import { compileRequest, type Sent, type Source } from './request.ts';
import { toReadable } from './sampling.ts';

/** An API, and where its last request came to. */
interface Bound {
  readonly api: Api;
  readonly last: { trigger: Trigger | null };
}

async function bindAll(entry: Entry, options: BindOptions, without: readonly string[] = []): Promise<Bound> {
  const path = pathOf(`documents/${entry.entry}`);
  const { operations, securitySchemes } = await read(path, options);
  const last: Bound['last'] = { trigger: null };
  const process = (trigger: Trigger): void => {
    last.trigger = trigger;
  };
  const ids = operations.map(({ id }) => id).filter((id) => !without.includes(id));
  const api = await bind(path, Object.fromEntries(ids.map((id) => [id, process])), {
    collisions: 'concrete-first',
    scopes: 'all',
    authenticators: toAuthenticators(securitySchemes),
    ...options,
  });
  return { api, last };
}

/** Code samples that a document refers to were not taken into the corpus with it. */
const samples = { order: 1, canRead: /code_samples/, read: (): string => '""' };

/** The operations of a document once more, with samples in place of what openapi-sampler cannot read. */
async function sourceOf({ entry, facts }: Entry, { api }: Bound, { basePath }: BindOptions): Promise<Source> {
  const path = pathOf(`documents/${entry}`);
  const whole = facts.files === 1 ? api.document : await $RefParser.bundle(path, { resolve: { samples } });
  const root = toReadable(whole);
  return { ...(await loadDocument(root, basePath === undefined ? {} : { basePath })), root };
}

/** What the process got of what was sent. */
const received = ({ path, query, headers, cookies }: Trigger, sent: Sent): Sent => {
  const pick = (values: Readonly<Record<string, unknown>>, names: object): Record<string, unknown> =>
    Object.fromEntries(Object.keys(names).map((name) => [name, values[name]]));
  return {
    path: pick(path, sent.path),
    query: pick(query, sent.query),
    headers: pick(headers, sent.headers),
    cookies: pick(cookies, sent.cookies),
  };
};

interface Refused {
  readonly errors?: readonly { in: string; name?: string; pointer: string; code: string }[];
}

const toRefusal = (status: number, { errors: [first] = [] }: Refused): string => {
  if (first === undefined) return String(status);
  const place = `${first.name ?? ''}${first.pointer}`;
  return [first.in, place, first.code].filter((word) => word !== '').join(' ');
};

/** By operation, what became of a request that is not as it should be: to be called, with what was sent. */
async function call(source: Source, operation: Operation, { api, last }: Bound): Promise<unknown> {
  last.trigger = null;
  const { request, sent } = compileRequest(source, operation);
  const answer = await inject(api, request);
  const trigger = last.trigger as Trigger | null; // Written by the process meanwhile.
  if (trigger === null) return toRefusal(answer.status, answer.json() as Refused);
  if (trigger.operation.id !== operation.id) return `answered by ${trigger.operation.id}`;
  if (answer.status >= 300) return `answered with ${answer.status}`;
  const got = received(trigger, sent);
  return JSON.stringify(got) === JSON.stringify(sent) ? null : { sent, got };
}

describe.skipIf(!here)(titled('documents of the corpus'), () => {
  test.each(entries.map((entry) => [entry.id, entry] as const))(
    '%s binds, and a request per operation comes to its process',
    async (id, entry) => {
      const known = FOUND[id];
      const found = known === undefined ? [] : await readFindings(bindAll(entry, {}));
      const bound = await bindAll(entry, known?.options ?? {}, known?.without);
      const source = await sourceOf(entry, bound, known?.options ?? {});
      const amiss: [string, unknown][] = [];
      for (const operation of source.operations)
        amiss.push([operation.id, await call(source, operation, bound)]);

      expect(found).toEqual(known?.findings ?? []);
      const without = known?.without?.length ?? 0;
      expect(bound.api.operations).toHaveLength(entry.facts.operations - without);
      expect(source.operations).toHaveLength(entry.facts.operations - without);
      expect(Object.fromEntries(amiss.filter(([, refusal]) => refusal !== null))).toEqual(
        Object.fromEntries(
          REFUSED.filter(([document]) => document === id).flatMap(([, refusal, , ...ids]) =>
            ids.map((operation) => [operation, refusal]),
          ),
        ),
      );
    },
  );

  test('what is known is known of documents that are there', () => {
    const ids = new Set(entries.map(({ id }) => id));
    const known = [...Object.keys(FOUND), ...REFUSED.map(([document]) => document)];
    expect(known.filter((id) => !ids.has(id))).toEqual([]);
  });
});
