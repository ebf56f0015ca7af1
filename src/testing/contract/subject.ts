import { type Api, source } from '../../api.ts';
import { loadDocument } from '../../document/load.ts';
import { loadOptionsOf } from '../../document/loaded.ts';
import type { Operation } from '../../document/operation.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import type { ReferenceOptions } from '../../options.ts';
import { SetupError } from '../../problem/finding.ts';
import { isPromise } from '../../process/promise.ts';
import { presume, presumeAs } from '../../security/presume.ts';
import type { Principal } from '../../security/principal.ts';
import { walkOf } from '../../servable.ts';
import { mismatched } from '../../walk.ts';
import { type Contract, contractOf, createContract } from '../contract-of.ts';
import { type Injected, toInjected, toRequest } from '../inject.ts';
import {
  type ContractCredentials,
  isProtected,
  type SignedRequest,
  signed,
  signedWrong,
} from './credentials.ts';
import type { Answered, Outcome } from './judge.ts';

/** Any service that takes and gives what `handle` of an API does, and the document that it is to keep. */
export interface ServedContract {
  /** Undefined where it has no such path, which is taken for 404. */
  handle(request: HttpRequest): Promise<HttpResponse | undefined>;
  /** Path of a file, a `URL`, or a parsed document. */
  readonly document: string | URL | object;
  /** Path in front of every path of the document, in place of those of its servers. */
  readonly basePath?: string;
  readonly references?: ReferenceOptions;
}

/** A service that listens somewhere, and the document that it is to keep. */
export interface ListeningContract extends Omit<ServedContract, 'handle'> {
  /** Origin: `http://localhost:8080`. Paths are those of the document, after its base path. */
  readonly url: string | URL;
}

/** Who sends a request: one who may, nobody that is known, one whose credentials are wrong. */
export type Sender = 'caller' | 'nobody' | 'stranger';

/** What is tested. */
export interface Subject {
  readonly contract: Contract;
  /** What the service itself takes for a request of a sender; null where nobody has credentials for the operation. */
  sign(operation: Operation, request: SignedRequest, sender: Sender): SignedRequest | null;
  send(operation: Operation, request: SignedRequest, sender: Sender): Promise<Outcome>;
}

export interface SubjectOptions {
  readonly principal: Principal | ((operation: { readonly id: string }) => Principal) | undefined;
  readonly credentials: ContractCredentials;
  /** Milliseconds that an answer may take. */
  readonly timeout: number;
}

type Send = (request: HttpRequest) => Promise<Injected>;

const isApi = (subject: object): subject is Api => source in subject;

async function inTime(timeout: number, answer: (signal: AbortSignal) => Promise<Answered>): Promise<Outcome> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(
      () => resolve({ failure: `There was no whole answer within ${timeout} ms.` }),
      timeout,
    );
  });
  try {
    return await Promise.race([answer(abort.signal), late]);
  } catch (error) {
    return { failure: `There was no answer: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

const NOWHERE: HttpResponse = { status: 404, headers: [], body: null };

/** All scopes that an operation lists: who has them may call it, as far as its document knows. */
const scopesOf = ({ security }: Operation): readonly string[] => [
  ...new Set(security.flat().flatMap(({ scopes }) => scopes)),
];

function createSigned(contract: Contract, { credentials }: SubjectOptions): Subject['sign'] {
  const { securitySchemes } = contract.loaded;
  return (operation, request, sender) => {
    if (sender === 'nobody') return request;
    if (sender === 'stranger') return signedWrong(request, operation, securitySchemes);
    return signed(request, operation, securitySchemes, credentials);
  };
}

/** ContractCredentials that are given are sent; of an API that runs here, its callers are presumed otherwise. */
function ofApi(api: Api, options: SubjectOptions): Subject {
  const contract = contractOf(api);
  const { credentials, principal, timeout } = options;
  const isSigned = Object.keys(credentials).length > 0 && principal === undefined;
  const sign = createSigned(contract, options);
  const callerOf = (operation: Operation): Principal =>
    typeof principal === 'function'
      ? principal(operation)
      : (principal ?? { name: 'contract-test', scopes: scopesOf(operation) });
  return {
    contract,
    sign: (operation, request, sender) =>
      sender === 'caller' && !isSigned ? request : sign(operation, request, sender),
    send: (operation, request, sender) =>
      inTime(timeout, async (signal) => {
        const asked = toRequest(request);
        if (sender === 'caller' && !isSigned) presume(asked, callerOf(operation));
        const response = await walkOf(api)(presumeAs({ ...asked, signal }, asked), true);
        const mismatch = response[mismatched];
        return { ...(await toInjected(response)), ...(mismatch !== undefined && { mismatch }) };
      }),
  };
}

/** @throws {SetupError} where the document itself is not sound. */
async function ofDocument(
  { document, ...served }: Omit<ServedContract, 'handle'>,
  send: Send,
  options: SubjectOptions,
  operationsOf: (operations: readonly Operation[]) => readonly Operation[] = (same) => same,
): Promise<Subject> {
  const load = loadOptionsOf(served);
  const loaded = await loadDocument(document, load);
  if (loaded.findings.length > 0) throw new SetupError(loaded.findings, loaded.source);
  const contract = createContract({
    loaded,
    operations: operationsOf(loaded.operations),
    mocked: [],
    options: load,
    canPoll: true,
  });
  const sign = createSigned(contract, options);
  const canSign = (operation: Operation): boolean =>
    !isProtected(operation) || sign(operation, { method: '', url: '', headers: {} }, 'caller') !== null;
  return {
    contract,
    sign: (operation, request, sender) =>
      sender === 'caller' && !canSign(operation) ? null : (sign(operation, request, sender) ?? request),
    send: (_, request) => inTime(options.timeout, (signal) => send({ ...toRequest(request), signal })),
  };
}

const sendBy =
  ({ handle }: Pick<ServedContract, 'handle'>): Send =>
  async (request) =>
    toInjected((await handle(request)) ?? NOWHERE);

/** Fetch sends no body with GET and HEAD, whatever a document says. */
const withoutBodies = (operations: readonly Operation[]): readonly Operation[] =>
  operations.map((operation) =>
    /^(?:GET|HEAD)$/.test(operation.method)
      ? { ...operation, parameters: operation.parameters, responses: operation.responses, body: null }
      : operation,
  );

/** The host is the one that is connected to. */
const sendTo =
  (url: string | URL): Send =>
  async ({ method, url: target, headers, body, signal }) => {
    const fields = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined || name === 'host' ? [] : [[name, String(value)]],
    );
    const response = await fetch(new URL(target, url), {
      method,
      headers: fields,
      redirect: 'manual',
      ...(typeof body === 'string' || body instanceof Uint8Array ? { body: Buffer.from(body) } : {}),
      ...(signal !== undefined && { signal }),
    });
    return toInjected({
      status: response.status,
      headers: [...response.headers],
      body: new Uint8Array(await response.arrayBuffer()),
    });
  };

export async function createSubject(
  subject: Api | ServedContract | ListeningContract,
  options: SubjectOptions,
): Promise<Subject> {
  if (isPromise(subject)) throw new TypeError('This is a promise of an API: await bind(…) first.');
  if (isApi(subject)) return ofApi(subject, options);
  if (subject.document === undefined)
    throw new TypeError('There is no document to test it by: give what bind gave, or add document to it.');
  return 'handle' in subject
    ? ofDocument(subject, sendBy({ handle: (request) => subject.handle(request) }), options)
    : ofDocument(subject, sendTo(subject.url), options, withoutBodies);
}
