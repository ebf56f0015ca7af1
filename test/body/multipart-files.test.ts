import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UploadedFile } from '../../src/body/file.ts';
import { compileMultipart, type MultipartContent, type ReadMultipart } from '../../src/body/multipart.ts';
import { compilePartHeaders } from '../../src/parameters/part-headers.ts';
import { compileParts } from '../../src/parameters/parts.ts';
import { Problem, refuse } from '../../src/problem/problem.ts';
import {
  binary,
  bodyOf,
  field,
  file,
  formData,
  inChunks,
  integer,
  LIMITS,
  list,
  record,
} from './multipart-reading.ts';

const shape = record({ photo: binary, photos: list(binary), age: integer });

const read: ReadMultipart = compileMultipart(formData(shape), {
  limits: { ...LIMITS, parts: 100 },
  partsOf: compileParts,
  headersOf: (parameters) => compilePartHeaders(parameters, { checkOf: () => () => null }),
});

const TYPE = 'multipart/form-data; boundary=b';

/** Bytes that no two places have in common. */
const bytesOf = (size: number, seed = 1): Buffer => {
  const bytes = Buffer.alloc(size);
  for (let at = 0, value = seed; at < size; at += 1) {
    value = (value * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[at] = value >> 16;
  }
  return bytes;
};

const fileOf = (name: string, bytes: Uint8Array, fileName = 'f'): Uint8Array =>
  Buffer.concat([Buffer.from(file(name, fileName, '', 'x/y')), bytes]);

const LARGE = 200_000;
const SMALL = 64 * 1024;

async function contentOf(reading: Promise<MultipartContent | Problem>): Promise<MultipartContent> {
  const result = await reading;
  if (result instanceof Problem) throw result;
  return result;
}

const upload = (...parts: readonly (string | Uint8Array)[]): Promise<MultipartContent> =>
  contentOf(read(inChunks(bodyOf(...parts), 10_000), TYPE, []));

const photoOf = ({ value }: MultipartContent): UploadedFile => (value as { photo: UploadedFile }).photo;

let folder = '';
const before = process.env['TMPDIR'];
const rejections: unknown[] = [];
const note = (reason: unknown): void => {
  rejections.push(reason);
};

/** All files and folders that there are. */
const left = (): readonly string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });

/** Open files that lie, or have lain, in the folder. */
const opened = (): readonly string[] =>
  existsSync('/proc/self/fd')
    ? readdirSync('/proc/self/fd').flatMap((fd) => {
        try {
          const path = readlinkSync(`/proc/self/fd/${fd}`);
          return path.startsWith(folder) ? [path] : [];
        } catch {
          return [];
        }
      })
    : [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'multipart-test-'));
  process.env['TMPDIR'] = folder;
  process.on('unhandledRejection', note);
});

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(folder, { recursive: true, force: true });
  expect(rejections.splice(0)).toEqual([]);
});

async function textOf(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a file', () => {
  test.each([0, 1, SMALL, SMALL + 1, LARGE])('of %i bytes can be read as often as is liked', async (size) => {
    const bytes = bytesOf(size);
    const content = await upload(fileOf('photo', bytes));
    const photo = photoOf(content);
    expect(photo.size).toBe(size);
    for (let time = 0; time < 2; time += 1) {
      expect(Buffer.from(await photo.bytes()).equals(bytes)).toBe(true);
      expect((await textOf(photo.stream())).equals(bytes)).toBe(true);
      expect(await photo.text()).toBe(new TextDecoder().decode(bytes));
    }
    expect(JSON.parse(JSON.stringify(photo))).toEqual({
      name: 'f',
      type: 'x/y',
      size,
      headers: { 'content-disposition': 'form-data; name="photo"; filename="f"', 'content-type': 'x/y' },
    });
    expect(opened()).toEqual([]);
    await content.close();
  });

  test('is frozen, and a copy of its bytes is given', async () => {
    const photo = photoOf(await upload(fileOf('photo', Buffer.from('abc'))));
    (await photo.bytes()).fill(0);
    expect(await photo.text()).toBe('abc');
    expect(Object.isFrozen(photo) && Object.isFrozen(photo.headers)).toBe(true);
  });

  test('up to 64 KiB makes no temporary file', async () => {
    await upload(fileOf('photo', bytesOf(SMALL)));
    expect(left()).toEqual([]);
  });

  test('beyond that lies in a folder that nobody else can read', async () => {
    const content = await upload(fileOf('photo', bytesOf(LARGE), '../../evil'));
    const [outer = '', inner = '', ...others] = left();
    expect(others).toEqual([]);
    expect(outer).toMatch(/^opbind-/);
    expect(inner).toMatch(/^opbind-\w+\/[0-9a-f-]{36}$/);
    expect(statSync(join(folder, outer)).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, inner)).mode & 0o777).toBe(0o600);
    await content.close();
    expect(left()).toEqual([]);
  });

  test('can be written where it belongs', async () => {
    const bytes = bytesOf(LARGE);
    const content = await upload(fileOf('photo', bytes));
    const place = join(folder, 'kept');
    await writeFile(place, photoOf(content).stream());
    await content.close();
    expect(readFileSync(place).equals(bytes)).toBe(true);
  });

  test('is gone when it was closed, which may be done twice', async () => {
    const content = await upload(fileOf('photo', bytesOf(LARGE)));
    const photo = photoOf(content);
    const unread = photo.stream();
    const reader = photo.stream().getReader();
    expect((await reader.read()).value?.byteLength).toBe(SMALL);
    expect(opened()).toHaveLength(existsSync('/proc/self/fd') ? 1 : 0);
    await Promise.all([content.close(), content.close()]);
    await content.close();
    expect(opened()).toEqual([]);
    await expect(reader.read()).rejects.toThrow('deleted');
    await expect(unread.getReader().read()).rejects.toThrow('deleted');
    await expect(photo.bytes()).rejects.toThrow('deleted');
    await expect(photo.text()).rejects.toThrow('deleted');
  });

  test('that is read in part can be let go', async () => {
    const content = await upload(fileOf('photo', bytesOf(LARGE)));
    const reader = photoOf(content).stream().getReader();
    await reader.read();
    await reader.cancel();
    expect(opened()).toEqual([]);
    await content.close();
  });

  test('of many small ones goes to the disk when they are too many for the memory', async () => {
    const files = Array.from({ length: 40 }, (_, index) => bytesOf(60_000, index + 1));
    const content = await upload(...files.map((bytes) => fileOf('photos', bytes)));
    const { photos } = content.value as { photos: readonly UploadedFile[] };
    expect(left().length).toBeGreaterThan(20);
    expect(left().length).toBeLessThan(30);
    for (const [index, photo] of photos.entries()) {
      expect(Buffer.from(await photo.bytes()).equals(files[index] ?? Buffer.alloc(0))).toBe(true);
    }
    await content.close();
    expect(left()).toEqual([]);
  });
});

const GONE = refuse('body-too-large', { detail: 'The body may have 1 bytes at most.' });

/** A body that breaks off: it ends, or its source throws. */
async function* broken(bytes: Uint8Array, error?: Error): AsyncGenerator<Uint8Array> {
  yield* inChunks(bytes, 10_000);
  if (error !== undefined) throw error;
}

const large = fileOf('photo', bytesOf(LARGE));
const cut = bodyOf(large).subarray(0, LARGE);

describe('nothing is left', () => {
  test.each<[what: string, source: () => AsyncIterable<Uint8Array>, code: string]>([
    [
      'of a file over its limit',
      () => inChunks(bodyOf(large, fileOf('photos', bytesOf(1_048_577))), 10_000),
      'body-too-large',
    ],
    [
      'of too many parts',
      () => inChunks(bodyOf(large, ...Array.from({ length: 100 }, () => field('age', '1'))), 10_000),
      'body-too-large',
    ],
    [
      'of too much text',
      () => inChunks(bodyOf(large, field('age', '1'.repeat(1_048_577))), 10_000),
      'body-too-large',
    ],
    ['of a malformed part', () => inChunks(bodyOf(large, 'bad\r\n\r\n'), 10_000), 'body-malformed'],
    [
      'of a malformed text',
      () => inChunks(bodyOf(large, Buffer.concat([Buffer.from(field('age', '')), Buffer.of(0xff)])), 10_000),
      'body-malformed',
    ],
    [
      'of a poisoned one',
      () =>
        inChunks(bodyOf(large, field('x', '{"constructor":{"prototype":{}}}', 'application/json')), 10_000),
      'body-malformed',
    ],
    ['of a body that ends too early', () => broken(cut), 'body-malformed'],
    ['of a connection that breaks', () => broken(cut, new Error('aborted')), 'body-malformed'],
    ['of a body over its limit', () => broken(cut, GONE), 'body-too-large'],
  ])('%s', async (_, source, code) => {
    const result = await read(source(), TYPE, []);
    expect(result).toMatchObject({ code });
    expect([left(), opened()]).toEqual([[], []]);
  });

  test('and the problem of the source is handed on', async () => {
    expect(await read(broken(cut, GONE), TYPE, [])).toBe(GONE);
  });

  test('where there are issues, once it is closed', async () => {
    const issues: never[] = [];
    const content = await contentOf(read(inChunks(bodyOf(large, field('age', 'x')), 10_000), TYPE, issues));
    expect(issues).toHaveLength(1);
    await content.close();
    expect(left()).toEqual([]);
  });

  test('and the source is let go as soon as a limit is met', async () => {
    let asked = 0;
    let ended = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(`--b\r\n${file('photo', 'f', '')}`);
        for (; asked < 1_000_000; asked += 1) yield Buffer.alloc(10_000);
      } finally {
        ended = true;
      }
    }
    expect(await read(endless(), TYPE, [])).toMatchObject({ status: 413 });
    expect([ended, asked < 120, left()]).toEqual([true, true, []]);
  });
});

describe('a disk that fails', () => {
  test('rejects, and lets the source go', async () => {
    process.env['TMPDIR'] = join(folder, 'missing');
    let ended = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* inChunks(bodyOf(large), 10_000);
      } finally {
        ended = true;
      }
    }
    await expect(read(source(), TYPE, [])).rejects.toThrow('ENOENT');
    expect(ended).toBe(true);
  });

  test('between two files leaves nothing', async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield* inChunks(bodyOf(large).subarray(0, -7), 10_000);
      yield Buffer.from(`\r\n--b\r\n${file('photo', 'f', '')}`);
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
      yield bytesOf(LARGE);
    }
    await expect(read(source(), TYPE, [])).rejects.toThrow('ENOENT');
    expect([left(), opened()]).toEqual([[], []]);
  });

  test('while it is read rejects', async () => {
    const content = await upload(large);
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    await expect(photoOf(content).bytes()).rejects.toThrow('ENOENT');
    await expect(photoOf(content).stream().getReader().read()).rejects.toThrow('ENOENT');
    await content.close();
  });
});

test('uploads at the same time do not get in each other’s way', async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const bytes = bytesOf(LARGE + index, index + 1);
      const content = await upload(fileOf('photo', bytes));
      const read = Buffer.from(await photoOf(content).bytes());
      await content.close();
      return read.equals(bytes);
    }),
  );
  expect(all).toEqual(all.map(() => true));
  expect([left(), opened()]).toEqual([[], []]);
});
