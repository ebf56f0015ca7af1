import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { bind } from '../../src/index.ts';
import { ContractError, type ContractReport, contractTest } from '../../src/testing/index.ts';
import { entries, here, pathOf, titled } from './corpus.ts';
import { FOUND } from './known.ts';

/** Operations for which no request can be made that fits, each looked at. */
const SKIPPED: Readonly<Record<string, readonly string[]>> = {
  // Its keys are told apart by a fragment, so another operation answers its URL.
  'v3.0/readme-parameters-style': ['cookies_standard'],
};

/** Answers that do not fit because an example of the document does not, each looked at. */
const MISFITS: Readonly<Record<string, readonly (readonly [operation: string, check: string])[]>> = {
  // The example of the answer has the cvc of a card, which is writeOnly.
  'train-travel': [['create-booking-payment', 'schema']],
};

/** Documents whose mocks keep their contract: small ones, all styles, unions and circles, and some of real services. */
const DOCUMENTS = [
  'v2/oai-petstore',
  'v2/swagger-petstore',
  'v2/oai-uber',
  'v3.0/oai-petstore-expanded',
  'v3.0/swagger-petstore-3.0.4',
  'v3.0/readme-parameters-style',
  'v3.0/readme-discriminators',
  'v3.0/readme-file-uploads',
  'v3.0/readme-security',
  'v3.0/readme-schema-circular',
  'v3.0/readme-complex-nesting',
  'v3.0/box-2025',
  'v3.1/oai-tictactoe',
  'v3.1/redocly-museum',
  'v3.1/redocly-starter',
  'v3.1/scalar-galaxy',
  'v3.2/redocly-cafe',
];

const SEED = 20;

async function tested(document: string | object, id: string): Promise<ContractReport> {
  const { options = {}, without = [] } = FOUND[id] ?? {};
  const api = await bind(document, {}, { ...options, unbound: 'mock' });
  const operations = ({ id: one }: { readonly id: string }): boolean => !without.includes(one);
  return contractTest(api, { seed: SEED, cases: 10, operations }).catch((error: unknown) => {
    if (error instanceof ContractError) return error.report;
    throw error;
  });
}

/** Each operation was answered as its document says, or it is known why not. */
function expectKept(report: ContractReport, id: string): void {
  expect(report.failures.map(({ operation, check }) => [operation, check])).toEqual(MISFITS[id] ?? []);
  const skipped = report.operations.filter((operation) => operation.skipped.length > 0);
  expect(skipped.map((operation) => operation.id)).toEqual(SKIPPED[id] ?? []);
  for (const operation of report.operations.filter((one) => one.skipped.length === 0))
    expect(operation.positive).toBeGreaterThanOrEqual(10);
}

describe.skipIf(!here)(titled('mocks keep the contract of their documents'), () => {
  test.each(DOCUMENTS)('%s', async (id) => {
    const entry = entries.find((one) => one.id === id)?.entry ?? '';
    expectKept(await tested(pathOf(`documents/${entry}`), id), id);
  });
});

test('so do those of the Train Travel API', async () => {
  const document = createRequire(import.meta.url)(
    '@readme/oas-examples/3.1/json/train-travel.json',
  ) as object;
  expectKept(await tested(document, 'train-travel'), 'train-travel');
});
