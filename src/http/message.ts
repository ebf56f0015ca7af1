/** A verified or forwarded TLS client certificate, as far as opbind needs it. */
export interface ClientCertificate {
  /** Whether the TLS layer verified the certificate against its authorities. */
  readonly authorized: boolean;
  /** Distinguished name of the subject, most specific first and escaped: `CN=client,O=Example` (RFC 4514). */
  readonly subject: string;
  /** Distinguished name of the issuer. */
  readonly issuer: string;
}

/** The bytes of a request body, in whatever form the server at hand gives them. */
export type RequestBody =
  | string
  | Uint8Array
  | AsyncIterable<Uint8Array>
  | ReadableStream<Uint8Array>
  | { readonly parsed: unknown };

/** One HTTP request in opbind's words. A door makes it from what its server gives. */
export interface HttpRequest {
  readonly method: string;
  /** The request target as sent: `/pets?x=1`, or an absolute URL. Never normalised, never decoded. */
  readonly url: string;
  /** Field values by name. Repeated fields are a list, or joined as Node joins them. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The same fields as they came, names and values in turn, where that costs nothing: what few requests have is looked for here first. */
  readonly rawHeaders?: readonly string[] | undefined;
  /** Absent when the request has no body. `{ parsed }` when the host application has parsed it already. */
  readonly body?: RequestBody | undefined;
  /** Protocol of the connection. Default `http`. */
  readonly protocol?: 'http' | 'https';
  /** Address of the peer, without port. */
  readonly clientIp?: string | undefined;
  /** Host of the URL, with its port where that is not the usual one. Default: what the header field `host` says. */
  readonly host?: string | undefined;
  readonly clientCertificate?: ClientCertificate | undefined;
  /** Aborted when the caller goes away. */
  readonly signal?: AbortSignal | undefined;
}

/** One header line of an answer. Repeated names are allowed (`set-cookie`). */
export type HeaderLine = [name: string, value: string];

/** The bytes of an answer. `null` means no body. */
export type ResponseBody =
  | string
  | Uint8Array
  | AsyncIterable<Uint8Array>
  | ReadableStream<Uint8Array>
  | null;

/** A body that comes in pieces. */
export type ResponseStream = Exclude<ResponseBody, string | Uint8Array | null>;

export const isStreamed = (body: ResponseBody): body is ResponseStream =>
  body !== null && typeof body !== 'string' && !(body instanceof Uint8Array);

/** One HTTP answer in opbind's words. A door writes it to its server. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HeaderLine[];
  readonly body: ResponseBody;
}

/** What became of a body that a door was asked for in one go. */
export type Collected = Uint8Array | 'too-large' | 'drained' | 'aborted';

/** Under this name a body gives all its bytes at once, which costs a door less than chunk by chunk. */
export const collect: unique symbol = Symbol('opbind.collect');

export interface CollectableBody extends AsyncIterable<Uint8Array> {
  /** Whether somebody else has read it, or decodes it to texts. */
  readonly drained: boolean;
  /** What `read` makes of all its bytes. */
  [collect]<Value>(limit: number, read: (collected: Collected) => Value | Promise<Value>): Promise<Value>;
}
