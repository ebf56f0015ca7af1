import { compileMultipart, type MultipartContent } from '../../src/body/multipart.ts';
import type { PartLimits } from '../../src/body/receive-parts.ts';
import type { Encoding, MediaType, Shape } from '../../src/document/operation.ts';
import { compilePartHeaders } from '../../src/parameters/part-headers.ts';
import { compileParts } from '../../src/parameters/parts.ts';
import type { Issue } from '../../src/problem/issue.ts';
import type { Problem } from '../../src/problem/problem.ts';

export const integer: Shape = { types: ['integer'] };
export const string: Shape = { types: ['string'] };
export const binary: Shape = { types: ['string'], format: 'binary' };
export const anything: Shape = { types: [] };
export const list = (items: Shape): Shape => ({ types: ['array'], items });
export const record = (properties: Record<string, Shape>, more: Partial<Shape> = {}): Shape => ({
  types: ['object'],
  properties,
  ...more,
});

export const sentAs = (contentType: string): Encoding => ({
  contentType,
  style: 'form',
  explode: true,
  styled: false,
});
export const styled = (style: Encoding['style'], explode: boolean): Encoding => ({
  style,
  explode,
  styled: true,
});

export const formData = (shape?: Shape, more: Partial<MediaType> = {}): MediaType => ({
  type: 'multipart/form-data',
  pointer: '#',
  schema: shape === undefined ? null : '#/schema',
  ...(shape && { shape }),
  ...more,
});

export const LIMITS: PartLimits = { file: 1_048_576, text: 1_048_576, parts: 1000 };

/** The bytes of a text in Latin-1, so that any byte can be written. */
export const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** A body of parts, each its header lines, an empty line and its content, of lines that end as they do on the wire. */
export const bodyOf = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  Buffer.concat([
    ...parts.flatMap((part) => [Buffer.from('--b\r\n'), Buffer.from(part), Buffer.from('\r\n')]),
    Buffer.from('--b--\r\n'),
  ]);

export const field = (name: string, value: string, type?: string): string =>
  `Content-Disposition: form-data; name="${name}"\r\n${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n${value}`;

export const file = (name: string, fileName: string, value: string, type?: string): string =>
  field(`${name}"; filename="${fileName}`, value, type);

export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

export const SIZES: readonly number[] = [1, 7, Number.MAX_SAFE_INTEGER];

export interface Given {
  readonly mediaType: MediaType;
  readonly body: Uint8Array;
  readonly contentType?: string;
  readonly limits?: Partial<PartLimits>;
  readonly size?: number;
}

export const readBody = async ({
  mediaType,
  body,
  contentType = 'multipart/form-data; boundary=b',
  limits,
  size = 65536,
}: Given): Promise<{ result: MultipartContent | Problem; issues: readonly Issue[] }> => {
  const issues: Issue[] = [];
  const read = compileMultipart(mediaType, {
    limits: { ...LIMITS, ...limits },
    partsOf: compileParts,
    headersOf: (parameters) => compilePartHeaders(parameters, { checkOf: () => () => null }),
  });
  return { result: await read(inChunks(body, size), contentType, issues), issues };
};

interface FileLike {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  text(): Promise<string>;
}

const isFile = (value: object): value is FileLike => 'stream' in value;

/** A value with each file as `name type size text`. */
async function show(value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  if (isFile(value)) {
    const text = value.size > 100 ? '…' : await value.text();
    return `<${value.name}|${value.type}|${value.size}|${text}>`;
  }
  if (Array.isArray(value)) return Promise.all(value.map(show));
  const members = await Promise.all(
    Object.entries(value).map(async ([name, member]) => [name, await show(member)] as const),
  );
  return Object.fromEntries(members);
}

/** What comes of a body, the same for chunks of all sizes: its value, its issues, or the code of its problem. */
export async function outcomes(given: Given): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (const size of SIZES) {
    const { result, issues } = await readBody({ ...given, size });
    if ('value' in result) {
      const value = await show(result.value);
      await result.close();
      all.push(issues.length === 0 ? value : issues.map(({ code, pointer }) => `! ${code} ${pointer}`));
    } else all.push(`${result.status} ${result.code}`);
  }
  return all;
}
