import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileDocument } from '../../src/compile-document.ts';
import { loadDocument } from '../../src/document/load.ts';
import { type Api, bind, type HttpRequest, type Process, describe as read, reply } from '../../src/index.ts';
import { createCases } from '../../src/testing/contract/cases.ts';
import { createReference } from '../../src/testing/contract/reference.ts';
import { contractOf } from '../../src/testing/contract-of.ts';
import { here, readGzip, titled, toAuthenticators } from '../corpus/corpus.ts';
import { evaluate } from './evaluate.ts';

/** What a process is given is its answer. */
const echo: Process = ({ path, query, headers, body }) => reply(200, { path, query, headers, body });

const bearer = { authorization: 'Bearer token' };

async function bindAll(document: object): Promise<Api> {
  const { operations, securitySchemes } = await read(document);
  return bind(document, Object.fromEntries(operations.map(({ id }) => [id, echo])), {
    authenticators: toAuthenticators(securitySchemes),
    collisions: 'concrete-first',
    scopes: 'all',
    onError: () => undefined,
  });
}

/** One request that fits, and one with something wrong, of every other operation that any can be made of: of all of them takes a minute. */
function requestsOf(api: Api): readonly HttpRequest[] {
  const contract = contractOf(api);
  const reference = createReference(contract);
  const casesOf = createCases({ fc, contract, reference, change: (values) => values });
  const chosen = contract.operations.filter((_, n) => n % 2 === 0);
  return chosen.flatMap((operation) => {
    const { positive, negative } = casesOf(operation);
    return [positive, negative].flatMap((cases) => {
      const [made] = cases === null ? [] : fc.sample(cases, { seed: 7, numRuns: 1 });
      if (made?.request == null) return [];
      return [{ ...made.request, headers: { ...made.request.headers, ...bearer } }];
    });
  });
}

/** All of an answer, less what each answer has of its own: the id of its run. */
async function answerOf(api: Api, request: HttpRequest): Promise<unknown> {
  const { status, headers, body } = (await api.handle(request)) ?? { status: 404, headers: [], body: null };
  return {
    status,
    headers,
    body: typeof body === 'string' ? body.replace(/"run":"\w+"/, '"run":"…"') : body,
  };
}

describe.skipIf(!here)(titled('a large document that was compiled'), () => {
  test.each([
    ['github', 1000],
    ['stripe', 300],
  ])('%s is answered byte for byte as the document', { timeout: 120_000 }, async (name, least) => {
    const document = readGzip(`large/${name}.json.gz`) as object;
    const compiled = evaluate(await compileDocument(await loadDocument(document)));
    const [api, same] = await Promise.all([bindAll(document), bindAll(compiled)]);
    const requests = requestsOf(api);
    expect(requests.length).toBeGreaterThan(least);
    const statuses = new Set<number>();
    for (const request of requests) {
      const answer = await answerOf(api, request);
      expect(await answerOf(same, request), `${request.method} ${request.url}`).toEqual(answer);
      statuses.add((answer as { status: number }).status);
    }
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400]));
  });
});
