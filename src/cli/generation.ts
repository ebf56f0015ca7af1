import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Api } from '../api.ts';
import { bind } from '../bind.ts';
import { loadDocument } from '../document/load.ts';
import { loadOptionsOf } from '../document/loaded.ts';
import { type HttpRequest, type HttpResponse, isStreamed } from '../http/message.ts';
import type { BindOptions } from '../options.ts';
import type { Finding } from '../problem/finding.ts';
import { walkOf } from '../servable.ts';
import { watchLoading } from './loaded-files.ts';
import {
  type FromGeneration,
  type GenerationSource,
  type Mismatch,
  type Readiness,
  requestStream,
  responseStream,
  type SentRequest,
  type SentResponse,
  type ToGeneration,
} from './messages.ts';
import { textOf } from './module.ts';
import { type Bindable, loadProcesses } from './processes.ts';
import { reportingAnswers } from './report-answers.ts';
import { createStreams, type Streams } from './streams.ts';

type Bind = typeof bind;

/**
 * The opbind that the module itself imports: what `reply` of one copy makes, `bind` of another does not know. Where there is none, nothing
 * of the module comes from opbind.
 */
async function bindOf(module: string): Promise<Bind> {
  try {
    const own = createRequire(pathToFileURL(resolve(module))).resolve('opbind');
    const exported = (await import(pathToFileURL(own).href)) as { readonly bind?: Bind };
    return exported.bind ?? bind;
  } catch {
    return bind;
  }
}

/** A state that is bound. */
export interface Started {
  readonly api: Api;
  readonly readiness: Readiness;
  readonly close: () => Promise<void>;
}

const NONE: Bindable = { processes: {}, options: {} };

interface Telling {
  readonly files: (files: readonly string[]) => void;
  readonly mismatched: (mismatch: Mismatch) => void;
}

async function start(
  { document, module, options: said }: GenerationSource,
  { files: tellFiles, mismatched }: Telling,
): Promise<Started> {
  const given = module === null ? NONE : await loadProcesses(module);
  const options: BindOptions = { ...given.options, ...said };
  const { files, operations } = await loadDocument(document, loadOptionsOf(options));
  tellFiles(files.filter(({ protocol }) => protocol === 'file:').map((url) => fileURLToPath(url)));
  const bindIt = module === null ? bind : await bindOf(module);
  // A mock answers what is in the document.
  const reporting = module === null ? options : reportingAnswers(options, mismatched);
  const api = await bindIt(document, given.processes, reporting);
  return {
    api,
    readiness: {
      operations: operations.length,
      bound: api.operations.length,
      basePaths: [...new Set(operations.flatMap((operation) => operation.basePaths))],
      warnings: api.warnings.length,
    },
    close: async () => {
      await given.close?.();
    },
  };
}

const findingsOf = (error: unknown): readonly Finding[] | null =>
  error instanceof Error && error.name === 'SetupError' && 'findings' in error
    ? (error.findings as readonly Finding[])
    : null;

/** Answers requests that come from another thread. */
function createAnswering(api: Api, streams: Streams, post: (message: FromGeneration) => void) {
  const callers = new Map<number, AbortController>();
  const walk = walkOf(api);

  const toRequest = (
    id: number,
    { hasBody, ...request }: SentRequest,
    caller: AbortController,
  ): HttpRequest => ({
    ...request,
    ...(request.protocol === undefined ? { protocol: 'http' } : { protocol: request.protocol }),
    body: hasBody ? streams.take(requestStream(id)) : undefined,
    signal: caller.signal,
  });

  const toSent = (id: number, { status, headers, body }: HttpResponse): SentResponse => {
    if (!isStreamed(body)) {
      callers.delete(id);
      return { status, headers, body: body instanceof Uint8Array ? new Uint8Array(body) : body };
    }
    streams.offer(responseStream(id), body, () => callers.delete(id));
    return { status, headers, body: { stream: true } };
  };

  return {
    answer: async (id: number, request: SentRequest): Promise<void> => {
      const caller = new AbortController();
      callers.set(id, caller);
      const response = await walk(toRequest(id, request, caller), true);
      post({ kind: 'response', id, response: toSent(id, response) });
    },
    gone: (id: number): void => {
      callers.get(id)?.abort(new Error('The caller has gone.'));
      callers.delete(id);
    },
  };
}

/** Answers what comes through a port. */
export function serveFrom(port: MessagePort, { api, close }: Started): void {
  const post = (message: FromGeneration, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, [...transfer]);
  const streams = createStreams(post);
  const { answer, gone } = createAnswering(api, streams, post);
  const end = async (grace: number): Promise<void> => {
    await api.close({ grace });
    await close();
    post({ kind: 'closed' });
  };
  port.on('message', (message: ToGeneration) => {
    if (message.kind === 'request') void answer(message.id, message.request);
    else if (message.kind === 'gone') gone(message.id);
    else if (message.kind === 'close') void end(message.grace);
    else streams.receive(message);
  });
}

/** One state of document and module, in a thread of its own: all that the module has imported goes with the thread. */
export async function runGeneration(): Promise<void> {
  const port = parentPort;
  if (port === null) return;
  const tellFiles = (files: readonly string[]): void =>
    port.postMessage({ kind: 'files', files } satisfies FromGeneration);
  watchLoading(tellFiles);
  try {
    const started = await start(workerData as GenerationSource, {
      files: tellFiles,
      mismatched: (mismatch) => port.postMessage({ kind: 'mismatch', ...mismatch } satisfies FromGeneration),
    });
    serveFrom(port, started);
    port.postMessage({ kind: 'ready', readiness: started.readiness } satisfies FromGeneration);
  } catch (error) {
    const refusal: FromGeneration = {
      kind: 'refused',
      findings: findingsOf(error),
      text: error instanceof Error && error.name === 'ModuleError' ? error.message : textOf(error),
    };
    port.postMessage(refusal);
  }
}
