import { $RefParser } from '@apidevtools/json-schema-ref-parser';
import { describe, expect, test } from 'vitest';
import { type LoadedDocument, loadDocument } from '../../src/document/load.ts';
import type { Operation, ResponseRecord } from '../../src/document/operation.ts';
import { type Api, type BindOptions, bind } from '../../src/index.ts';
import { readExamples } from '../../src/mock/examples.ts';
import { type Chosen, usualOf } from '../../src/mock/status.ts';
import { createChecks } from '../../src/schema/checks.ts';
import { type Injected, type Injection, inject } from '../../src/testing/index.ts';
import { type Entry, entries, here, isRecord, pathOf, readGzip, titled } from './corpus.ts';
import { FOUND } from './known.ts';
import { compileRequest, type Source } from './request.ts';
import { toReadable } from './sampling.ts';

/** Answers whose values fit no schema, each looked at. */
const MISFITS: Readonly<Record<string, readonly string[]>> = {
  // The alternatives of oneOf are alike: whatever fits one fits the other.
  'v3.0/intellifi': ['getItemById 200', 'getSpotById 200'],
};

/** Operations at whose URL another one answers, which only the query tells apart from them. */
const HIDDEN: Readonly<Record<string, readonly string[]>> = {
  'v3.0/aws-lambda': ['GetProvisionedConcurrencyConfig'],
};

interface Mocked {
  readonly api: Api;
  readonly document: LoadedDocument;
}

async function mockAll(document: string | object, options: BindOptions): Promise<Mocked> {
  const { references = {}, basePath } = options;
  const api = await bind(document, {}, { ...options, unbound: 'mock' });
  return {
    api,
    document: await loadDocument(document, { references, ...(basePath !== undefined && { basePath }) }),
  };
}

/** Code samples that a document refers to were not taken into the corpus with it. */
const samples = { order: 1, canRead: /code_samples/, read: (): string => '""' };

/** The operations of a document once more, with samples in place of what openapi-sampler cannot read. */
async function sourceOf(
  path: string,
  { facts }: Entry,
  document: LoadedDocument,
  { basePath }: BindOptions,
): Promise<Source> {
  const whole =
    facts.files === 1 ? document.content() : await $RefParser.bundle(path, { resolve: { samples } });
  const root = toReadable(whole);
  return { ...(await loadDocument(root, basePath === undefined ? {} : { basePath })), root };
}

const REFUSALS = ['request-invalid', 'media-type-unsupported'];

/** Whether a mock told its client a mistake, of which samples are not free. */
function isRefusal({ headers, text }: Injected): boolean {
  if (headers['content-type'] !== 'application/problem+json') return false;
  const { code, errors = [] } = JSON.parse(text) as { code?: string; errors?: { name?: string }[] };
  return REFUSALS.includes(code ?? '') && errors.every(({ name }) => name !== 'Prefer');
}

interface Told {
  /** Operations whose sample of a request was refused. */
  readonly refused: string[];
  /** Operations that were not answered as they declare. */
  readonly amiss: [string, number][];
  /** Those whose answer does not fit. */
  readonly misfits: string[];
  madeUp: number;
}

/** The schema of what had to be made up; what a document gives as an example is sent as it is, right or wrong. */
function madeUpFor(
  { document }: Mocked,
  response: ResponseRecord | null,
  { headers }: Injected,
): string | null {
  const media = response?.content.find(({ type }) => type === headers['content-type']);
  if (response === null || media === undefined) return null;
  const { only, named } = readExamples(document.schemas, response, media, false);
  return only === null && named.size === 0 ? media.schema : null;
}

/** The statuses that an operation declares, each with what is to be answered; the usual one is not asked for by name. */
const statusesOf = ({ responses }: Operation): readonly (Chosen & { readonly prefer: string | null })[] => {
  const usual = usualOf(responses);
  const others = responses.flatMap((response): Chosen[] => {
    const status = Number(response.status === 'default' ? 500 : response.status.replace('XX', '00'));
    return response === usual.response || status < 200 ? [] : [{ status, response }];
  });
  return [
    { ...usual, prefer: null },
    ...others.map((other) => ({ ...other, prefer: `code=${other.status}` })),
  ];
};

async function ask(
  mocked: Mocked,
  operations: readonly Operation[],
  requestOf: (operation: Operation) => Injection,
): Promise<Told> {
  const checks = createChecks(mocked.document.schemas);
  const told: Told = { refused: [], amiss: [], misfits: [], madeUp: 0 };
  for (const operation of operations) {
    const request = requestOf(operation);
    for (const { status, response, prefer } of statusesOf(operation)) {
      const headers = { ...request.headers, ...(prefer !== null && { prefer }) };
      const answer = await inject(mocked.api, { ...request, headers });
      const applied = answer.headers['preference-applied'] ?? null;
      if (isRefusal(answer)) {
        told.refused.push(operation.id);
        break;
      }
      if (answer.status !== status || applied !== prefer) {
        told.amiss.push([operation.id, answer.status]);
        break;
      }
      const schema = madeUpFor(mocked, response, answer);
      if (schema === null || answer.text === '' || !/json/.test(answer.headers['content-type'] ?? ''))
        continue;
      told.madeUp += 1;
      if (checks.checkOf(schema, 'response')(answer.json()) !== null)
        told.misfits.push(`${operation.id} ${status}`);
    }
  }
  return told;
}

describe.skipIf(!here)(titled('documents of the corpus answer for their operations'), () => {
  let madeUp = 0;
  let asked = 0;
  let refused = 0;

  test.each(entries.map((entry) => [entry.id, entry] as const))('%s', async (id, entry) => {
    const { options = {}, without = [] } = FOUND[id] ?? {};
    const hidden = [...without, ...(HIDDEN[id] ?? [])];
    const path = pathOf(`documents/${entry.entry}`);
    const mocked = await mockAll(path, options);
    const source = await sourceOf(path, entry, mocked.document, options);
    const sources = new Map(source.operations.map((operation) => [operation.id, operation]));
    const told = await ask(
      mocked,
      mocked.document.operations.filter((operation) => !hidden.includes(operation.id)),
      (operation) => compileRequest(source, sources.get(operation.id) ?? operation).request,
    );

    expect(told.amiss).toEqual([]);
    expect(told.misfits).toEqual(MISFITS[id] ?? []);
    expect(mocked.api.operations).toEqual([]);
    madeUp += told.madeUp;
    asked += mocked.document.operations.length - hidden.length;
    refused += told.refused.length;
  });

  test('most answers had to be made up, and few requests were refused', () => {
    expect(madeUp).toBeGreaterThan(2_500);
    expect(asked).toBeGreaterThan(1_500);
    expect(refused / asked).toBeLessThan(0.05);
  });
});

/** Payloads of events are told apart by what stands beside them, so that one may fit several alternatives. */
const isEvents = (told: string): boolean => /^activity\/list-.*events/.test(told);

/** Examples of media types are objects, those of schemas lists. */
const withoutExamples = (document: unknown): unknown =>
  JSON.parse(JSON.stringify(document), (key, value) =>
    key === 'examples' && isRecord(value) ? undefined : value,
  );

describe.skipIf(!here)(titled('large documents answer every GET'), () => {
  test.each([
    ['github', 'as it is', 600, 0],
    ['github', 'less its examples', 600, 550],
    ['stripe', 'as it is', 190, 190],
  ] as const)(
    '%s %s',
    async (name, how, least, leastMadeUp) => {
      const whole = readGzip(`large/${name}.json.gz`);
      const document = (how === 'as it is' ? whole : withoutExamples(whole)) as object;
      const mocked = await mockAll(document, { authenticators: {} });
      const source = { ...mocked.document, root: document };
      const operations = source.operations.filter(({ method }) => method === 'GET');
      const usualOnly = operations.map((operation) => {
        const { response } = usualOf(operation.responses);
        return { ...operation, responses: response === null ? [] : [response] };
      });
      const told = await ask(mocked, usualOnly, (operation) => compileRequest(source, operation).request);

      expect(operations.length).toBeGreaterThan(least);
      expect(told.amiss).toEqual([]);
      expect(told.refused.length).toBeLessThan(5);
      expect(told.misfits.filter((one) => !isEvents(one))).toEqual([]);
      expect(told.madeUp).toBeGreaterThanOrEqual(leastMadeUp);
    },
    300_000,
  );
});
