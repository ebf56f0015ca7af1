import { Busboy } from '@fastify/busboy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSplitter } from '../../src/body/split-parts.ts';
import { Problem } from '../../src/problem/problem.ts';
import { anything, binary, formData, integer, list, readBody, record, string } from './multipart-reading.ts';

const BOUNDARY = 'b';

/** Bytes that look like delimiters more often than chance has it. */
const content = fc
  .array(
    fc.oneof(
      fc
        .constantFrom('\r', '\n', '\r\n', '-', '--', '\r\n-', '\r\n--', '--b', '\r\n-b', 'b', '\r\n\r\n', ' ')
        .map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => Buffer.concat(pieces))
  .filter((bytes) => !Buffer.concat([Buffer.from('\r\n'), bytes]).includes('\r\n--b'));

const NAMES = ['note', 'photo', 'photos', 'a b', 'é', '__proto__', 'constructor', 'ümläut/~'];

const part = fc.record({ name: fc.constantFrom(...NAMES), bytes: content });

type Part = typeof part extends fc.Arbitrary<infer Value> ? Value : never;

const bodyOf = (parts: readonly Part[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ name, bytes }) => [
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="f"\r\nContent-Type: x/y\r\n\r\n`,
      ),
      bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${BOUNDARY}--`),
  ]);

const sizes = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(1_000_000));

/** Header blocks and contents that a splitter tells. */
function split(body: Uint8Array, size: number): readonly (readonly [head: string, content: string])[] {
  const splitter = createSplitter(BOUNDARY);
  const parts: [string, string][] = [];
  for (let at = 0; at < body.byteLength; at += size) {
    for (const event of splitter.push(body.subarray(at, at + size))) {
      const last = parts.at(-1);
      if (event === 'end') continue;
      if ('head' in event) parts.push([Buffer.from(event.head).toString('latin1'), '']);
      else if (last !== undefined) last[1] += Buffer.from(event.content).toString('latin1');
    }
  }
  splitter.end();
  return parts;
}

test('what was put together is taken apart, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), sizes, (parts, size) => {
      const found = split(bodyOf(parts), size).map(([, bytes]) => bytes);
      expect(found).toEqual(parts.map(({ bytes }) => bytes.toString('latin1')));
    }),
    { numRuns: 500 },
  );
});

/** What another parser finds: names and contents. */
const readWithBusboy = (body: Buffer): Promise<readonly (readonly [string, string])[]> =>
  new Promise((resolve, reject) => {
    const found: [string, string][] = [];
    const busboy = new Busboy({ headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` } });
    busboy.on('file', (name, stream) => {
      const entry: [string, string] = [name, ''];
      found.push(entry);
      stream.on('data', (chunk: Buffer) => {
        entry[1] += chunk.toString('latin1');
      });
    });
    busboy.on('error', reject);
    busboy.on('finish', () => resolve(found));
    busboy.end(body);
  });

test('of what is well-formed, busboy finds the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), sizes, async (parts, size) => {
      const body = bodyOf(parts);
      const theirs = await readWithBusboy(body);
      expect(split(body, size).map(([, bytes]) => bytes)).toEqual(theirs.map(([, bytes]) => bytes));
      expect(theirs.map(([name]) => name)).toEqual(parts.map(({ name }) => name));
    }),
    { numRuns: 200 },
  );
});

test('files arrive with their bytes, under their names', async () => {
  const mediaType = formData();
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(part, { maxLength: 6, selector: ({ name }) => name }),
      sizes,
      async (parts, size) => {
        const { result } = await readBody({ mediaType, body: bodyOf(parts), size });
        if (!('value' in result)) throw result;
        const files = Object.entries(result.value as Record<string, { bytes(): Promise<Uint8Array> }>);
        const found = await Promise.all(
          files.map(async ([name, file]) => ({ name, bytes: Buffer.from(await file.bytes()) })),
        );
        expect(found).toEqual(parts);
      },
    ),
    { numRuns: 200 },
  );
});

const shape = record({ age: integer, note: string, tags: list(string), photo: binary, any: anything });

const VALID = Buffer.from(
  [
    'Content-Disposition: form-data; name="age"\r\n\r\n7',
    'Content-Disposition: form-data; name="note"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\né',
    'Content-Disposition: form-data; name="tags"\r\n\r\na',
    'Content-Disposition: form-data; name="any"\r\nContent-Type: application/json\r\n\r\n{"a":[1]}',
    'Content-Disposition: form-data; name="photo"; filename="p.png"; filename*=utf-8\'\'p%20q\r\nContent-Type: image/png\r\n\r\n\u0000',
  ]
    .map((text) => `--b\r\n${text}\r\n`)
    .join('')
    .concat('--b--\r\n'),
);

type Mutation = (body: Buffer) => Buffer;

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(fc.nat(VALID.length), fc.nat(255)).map(
    ([at, byte]): Mutation =>
      (body) => {
        const changed = Buffer.from(body);
        if (at < changed.length) changed[at] = byte;
        return changed;
      },
  ),
  fc.tuple(fc.nat(VALID.length), fc.nat(40)).map(
    ([at, count]): Mutation =>
      (body) =>
        Buffer.concat([body.subarray(0, at), body.subarray(at + count)]),
  ),
  fc
    .tuple(
      fc.nat(VALID.length),
      fc.constantFrom('\r\n', '\r\n--b', '--b--', '\r\n\r\n', '"', '\\', ';', '%', '\u0000'),
    )
    .map(
      ([at, text]): Mutation =>
        (body) =>
          Buffer.concat([body.subarray(0, at), Buffer.from(text), body.subarray(at)]),
    ),
  fc.nat(VALID.length).map(
    (at): Mutation =>
      (body) =>
        body.subarray(0, at),
  ),
);

test('bytes that were changed anywhere are read or refused, the same however they are cut', async () => {
  const mediaType = formData(shape);
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), sizes, async (mutations, size) => {
      const body = mutations.reduce<Buffer>((bytes, mutate) => mutate(bytes), VALID);
      const outcomes: unknown[] = [];
      for (const chunk of [size, 1_000_000]) {
        const { result, issues } = await readBody({ mediaType, body, size: chunk });
        if (result instanceof Problem) {
          expect([400, 413]).toContain(result.status);
          outcomes.push(result.detail);
        } else {
          await result.close();
          outcomes.push([issues, JSON.stringify(result.value)]);
        }
        seen.add(result instanceof Problem ? 'refused' : issues.length > 0 ? 'issues' : 'read');
      }
      expect(outcomes[0]).toEqual(outcomes[1]);
    }),
    { numRuns: 1500 },
  );
  expect([...seen].sort()).toEqual(['issues', 'read', 'refused']);
});

test('any bytes at all are refused or read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), sizes, async (body, size) => {
      const { result } = await readBody({ mediaType: formData(shape), body, size });
      expect(result).toBeInstanceOf(Problem);
    }),
    { numRuns: 300 },
  );
});

test('chunks are never held back longer than a header block', () => {
  const splitter = createSplitter(BOUNDARY);
  let told = 0;
  const count = (chunk: Uint8Array): void => {
    for (const event of splitter.push(chunk))
      if (event !== 'end' && 'content' in event) told += event.content.byteLength;
  };
  count(Buffer.from('--b\r\nX: y\r\n\r\n'));
  for (let given = 0; given < 10_000; given += 10) {
    count(Buffer.from('\r\n--\r\n--\r\n'));
    expect(given + 10 - told).toBeLessThan(10);
  }
});
