import type { HttpRequest } from './message.ts';

type Fields = HttpRequest['headers'];

/** One value of a header field, by its lower-case name. A repeated field gives its values joined by `, ` (RFC 9110 §5.3). */
export const fieldValue = (headers: Fields, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value.join(', ');
};

const LOWER_CASE = 32;

/** Whether a field as it was sent has a lower-case name. Its first letter tells most of those of one length apart. */
const isNamed = (field: string, name: string): boolean =>
  field.length === name.length &&
  (field.charCodeAt(0) | LOWER_CASE) === name.charCodeAt(0) &&
  field.toLowerCase() === name;

/**
 * One value of a header field that few requests have. To make an object of all fields, only to learn that it is not there, would be a good
 * part of what a call costs.
 */
export function rareFieldValue(request: HttpRequest, name: string): string | undefined {
  const fields = request.rawHeaders;
  if (fields === undefined) return fieldValue(request.headers, name);
  for (let index = 0; index < fields.length; index += 2)
    if (isNamed(fields[index] ?? '', name)) return fieldValue(request.headers, name);
  return undefined;
}

const UPPER_CASE = /[A-Z]/;

const isValue = (value: unknown): value is string | string[] | undefined =>
  value === undefined ||
  typeof value === 'string' ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string'));

/** What is no text can be no field. */
function plain(headers: object): Fields {
  const fields = new Map<string, string | string[] | undefined>();
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    const before = fields.get(key);
    if (!isValue(value)) continue;
    fields.set(key, before === undefined || value === undefined ? (value ?? before) : [before, value].flat());
  }
  return Object.fromEntries(fields);
}

/** Whether nothing has to be made of fields; there is no copy then. */
function arePlain(headers: Fields): boolean {
  if (typeof headers !== 'object' || headers === null) return false;
  for (const name in headers) if (UPPER_CASE.test(name) || !isValue(headers[name])) return false;
  return true;
}

/** The same request with header names in lower case, and values that are texts; the very same object where they are so already. */
export function withPlainFields(request: HttpRequest): HttpRequest {
  if (arePlain(request.headers)) return request;
  const { method, url, body, protocol = 'http', clientIp, host, clientCertificate, signal } = request;
  const headers = plain(request.headers ?? {});
  return { method, url, headers, body, protocol, clientIp, host, clientCertificate, signal };
}
