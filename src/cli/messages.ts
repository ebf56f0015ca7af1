import type { ClientCertificate, HeaderLine } from '../http/message.ts';
import type { BindOptions } from '../options.ts';
import type { Finding } from '../problem/finding.ts';
import type { StreamMessage } from './streams.ts';

/** What a generation is made of. Functions stay in the module. */
export interface GenerationSource {
  readonly document: string;
  readonly module: string | null;
  /** Said on the command line; goes before what the module says. */
  readonly options: BindOptions;
}

/** A request as one thread tells another of it. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawHeaders: readonly string[] | undefined;
  readonly protocol: 'http' | 'https' | undefined;
  readonly clientIp: string | undefined;
  readonly clientCertificate: ClientCertificate | undefined;
  /** Whether there is a body, under the name that {@link requestStream} gives. */
  readonly hasBody: boolean;
}

/** An answer likewise; `stream` where its body comes in pieces, under the name that {@link responseStream} gives. */
export interface SentResponse {
  readonly status: number;
  readonly headers: HeaderLine[];
  readonly body: string | Uint8Array | null | { readonly stream: true };
}

export const requestStream = (id: number): string => `request ${id}`;
export const responseStream = (id: number): string => `response ${id}`;

export type ToGeneration =
  | StreamMessage
  | { readonly kind: 'request'; readonly id: number; readonly request: SentRequest }
  | { readonly kind: 'gone'; readonly id: number }
  | { readonly kind: 'close'; readonly grace: number };

/** What a generation says of itself when it is bound. */
export interface Readiness {
  readonly operations: number;
  readonly bound: number;
  readonly basePaths: readonly string[];
  readonly warnings: number;
}

/** An answer that does not fit the document. */
export interface Mismatch {
  /** Id of the operation. */
  readonly operation: string;
  readonly status: number;
  readonly issues: readonly string[];
}

export type FromGeneration =
  | StreamMessage
  | ({ readonly kind: 'mismatch' } & Mismatch)
  | { readonly kind: 'ready'; readonly readiness: Readiness }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] | null; readonly text: string }
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'response'; readonly id: number; readonly response: SentResponse }
  | { readonly kind: 'closed' };
