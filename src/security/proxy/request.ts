import type { ClientCertificate, HttpRequest, RequestBody } from '../../http/message.ts';
import { once } from '../../http/once.ts';
import type { Caller } from './caller.ts';

// A class, for a door's request makes its members when they are first looked at, and a copy would look at all of them.
export class ForwardedRequest implements HttpRequest {
  readonly clientIp: string | undefined;
  readonly protocol: 'http' | 'https';
  readonly host: string | undefined;
  readonly #request: HttpRequest;
  readonly #certificate: () => ClientCertificate | undefined;

  constructor(
    request: HttpRequest,
    { clientIp, protocol, host }: Caller,
    certificateOf: (request: HttpRequest) => ClientCertificate | undefined,
  ) {
    this.clientIp = clientIp;
    this.protocol = protocol;
    this.host = host;
    this.#request = request;
    this.#certificate = once(() => certificateOf(request));
  }

  get method(): string {
    return this.#request.method;
  }

  get url(): string {
    return this.#request.url;
  }

  get headers(): HttpRequest['headers'] {
    return this.#request.headers;
  }

  get body(): RequestBody | undefined {
    return this.#request.body;
  }

  get clientCertificate(): ClientCertificate | undefined {
    return this.#certificate();
  }

  get signal(): AbortSignal | undefined {
    return this.#request.signal;
  }
}
