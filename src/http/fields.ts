import type { HttpRequest } from './message.ts';

type Fields = HttpRequest['headers'];

/** One value of a header field, by its lower-case name. A repeated field gives its values joined by `, ` (RFC 9110 §5.3). */
export const fieldValue = (headers: Fields, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value.join(', ');
};

const UPPER_CASE = /[A-Z]/;

function lowerCase(headers: Fields): Fields {
  const fields = new Map<string, string | string[] | undefined>();
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    const before = fields.get(key);
    fields.set(key, before === undefined || value === undefined ? (value ?? before) : [before, value].flat());
  }
  return Object.fromEntries(fields);
}

/** The same request with header names in lower case; the very same object where they are so already. */
export function withLowerCaseFields(request: HttpRequest): HttpRequest {
  for (const name in request.headers) {
    if (!UPPER_CASE.test(name)) continue;
    const { method, url, body, protocol = 'http', clientIp, host, clientCertificate, signal } = request;
    const headers = lowerCase(request.headers);
    return { method, url, headers, body, protocol, clientIp, host, clientCertificate, signal };
  }
  return request;
}
