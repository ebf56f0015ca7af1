import { X509Certificate } from 'node:crypto';
import { toClientCertificate } from '../../http/certificate.ts';
import { fieldValue } from '../../http/fields.ts';
import type { ClientCertificate, HttpRequest } from '../../http/message.ts';
import { isBalancerEvent, isHttpEvent, type LambdaEvent, textsOf } from './event.ts';
import { targetOf } from './target.ts';

type Headers = HttpRequest['headers'];

/** The values of each name. A name that comes in several cases has all of their values. */
function valuesOf(named: object): Map<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  for (const [written, told] of Object.entries(named)) {
    const name = written.toLowerCase();
    const values = [...(lists.get(name) ?? []), ...textsOf(told)];
    if (values.length > 0) lists.set(name, values);
  }
  return lists;
}

/** Names in any case, with a value or a list of them. The cookies of an HTTP API stand apart. */
function headersOf(event: LambdaEvent): Headers {
  const fields = valuesOf((isHttpEvent(event) ? null : event.multiValueHeaders) ?? event.headers ?? {});
  const cookies = (isHttpEvent(event) && event.cookies) || fields.get('cookie');
  if (cookies) fields.set('cookie', [textsOf(cookies).join('; ')]);
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : [...values]]),
  );
}

/** What the gateway itself has added to a list comes last. */
const lastOf = (list: string | undefined): string | undefined => list?.split(',').at(-1)?.trim() || undefined;

function clientIpOf(event: LambdaEvent, headers: Headers): string | undefined {
  if (isHttpEvent(event)) return event.requestContext.http.sourceIp;
  if (isBalancerEvent(event)) return lastOf(fieldValue(headers, 'x-forwarded-for'));
  return event.requestContext.identity?.sourceIp ?? undefined;
}

/** API Gateway and function URLs speak https only, and say so; a load balancer speaks both. */
function protocolOf(event: LambdaEvent, headers: Headers): 'http' | 'https' {
  const said = lastOf(fieldValue(headers, 'x-forwarded-proto'));
  return said === 'http' || (said === undefined && isBalancerEvent(event)) ? 'http' : 'https';
}

function readCertificate(pem: string): ClientCertificate | undefined {
  try {
    return toClientCertificate(new X509Certificate(pem), true);
  } catch {
    // Events that are made up for a try hold none that can be read; they have none then.
    return undefined;
  }
}

function certificateOf(event: LambdaEvent): ClientCertificate | undefined {
  if (isBalancerEvent(event)) return undefined;
  const certificate = isHttpEvent(event)
    ? event.requestContext.authentication?.clientCert
    : event.requestContext.identity?.clientCert;
  return certificate ? readCertificate(certificate.clientCertPem) : undefined;
}

const methodOf = (event: LambdaEvent): string =>
  isHttpEvent(event) ? event.requestContext.http.method : event.httpMethod;

function bodyOf({ body, isBase64Encoded }: LambdaEvent): string | Uint8Array | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  return isBase64Encoded ? Buffer.from(body, 'base64') : body;
}

/** An event → the request that it tells of. */
export function toHttpRequest(event: LambdaEvent, keepsStage: boolean): HttpRequest {
  const headers = headersOf(event);
  return {
    method: methodOf(event),
    url: targetOf(event, keepsStage),
    headers,
    body: bodyOf(event),
    protocol: protocolOf(event, headers),
    clientIp: clientIpOf(event, headers),
    clientCertificate: certificateOf(event),
  };
}
