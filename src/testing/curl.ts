import type { WrittenRequest } from './write-request.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const LONGEST = 2_000;

const isPrintable = (text: string): boolean => !/[^\P{C}\t\r\n]|\uFFFD/u.test(text);

/** A body as an argument of a shell; of one that no shell can hold, or of a long one, how long it is. */
function bodyOf(body: string | Uint8Array): string {
  const text = Buffer.from(body).toString();
  return text.length <= LONGEST && isPrintable(text)
    ? quoted(text)
    : `@- # ${Buffer.byteLength(body)} bytes that do not fit here`;
}

/** The command that sends a request. */
export function toCurl({ method, url, headers, body }: WrittenRequest): string {
  const target = url.startsWith('/') ? `http://localhost${url}` : url;
  return [
    method === 'HEAD' ? 'curl -I' : `curl -X ${method}`,
    quoted(target),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-binary ${bodyOf(body)}`]),
  ].join(' ');
}
