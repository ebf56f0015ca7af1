import type { FileHandle } from 'node:fs/promises';
import { builtin, neededBuiltin } from '../http/builtin.ts';
import { createGathered } from './gather.ts';

/** Bytes that are kept, in memory or in a temporary file. */
export interface Stored {
  readonly size: number;
  /** All bytes, where they are in memory; null where they are in a file. */
  readonly memory: Uint8Array | null;
  readonly bytes: () => Promise<Uint8Array>;
  readonly stream: () => ReadableStream<Uint8Array>;
}

/** Takes bytes as they come. */
export interface Spool {
  /** A promise where the disk has to be waited for. */
  readonly write: (bytes: Uint8Array) => Promise<void> | undefined;
  readonly finish: () => Promise<Stored>;
}

/** Where the files of one request are kept. */
export interface Storage {
  readonly open: () => Spool;
  /** Deletes everything. May be called again. Rejects where the disk does. */
  readonly close: () => Promise<void>;
}

/** Bytes of one file that stay in memory, and of all files together. */
const IN_MEMORY = 64 * 1024;
const ALL_IN_MEMORY = 1024 * 1024;

/** Bytes that are read from a file at a time. */
const CHUNK = 64 * 1024;

const gone = (): Error =>
  new Error('The files of a request are deleted when its process is over. Read or copy them before.');

/** Files on a disk, where there is one. */
const disk = (): typeof import('node:fs/promises') =>
  neededBuiltin(builtin('node:fs/promises'), 'A file of a multipart body that is too large for memory');

/** A folder that others cannot read: mkdtemp makes folders with mode 0700. */
const makeFolder = async (): Promise<string> =>
  disk().mkdtemp(`${process.getBuiltinModule('node:os').tmpdir()}/opbind-`);

/** Keeps small files in memory and others in a folder of their own, which is made when it is needed and that nobody else can read. */
export function createStorage(): Storage {
  const handles = new Set<FileHandle>();
  let folder: Promise<string> | undefined;
  let memory = 0;
  let closing: Promise<void> | undefined;

  const release = async (handle: FileHandle | undefined): Promise<void> => {
    if (handle !== undefined && handles.delete(handle)) await handle.close();
  };

  const track = async (opening: Promise<FileHandle>): Promise<FileHandle> => {
    const handle = await opening;
    handles.add(handle);
    if (closing === undefined) return handle;
    await release(handle);
    throw gone();
  };

  const create = async (): Promise<{ path: string; handle: FileHandle }> => {
    folder ??= makeFolder();
    const path = `${await folder}/${crypto.randomUUID()}`;
    return { path, handle: await track(disk().open(path, 'wx', 0o600)) };
  };

  /** Opened when it is read, for a stream that nobody reads would keep it open. */
  const streamFile = (path: string): ReadableStream<Uint8Array> => {
    let handle: FileHandle | undefined;
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (closing !== undefined) throw gone();
          handle ??= await track(disk().open(path, 'r'));
          const { bytesRead, buffer } = await handle.read(new Uint8Array(CHUNK), 0, CHUNK);
          if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead));
          await release(handle);
          controller.close();
        },
        cancel: () => release(handle),
      },
      { highWaterMark: 0 },
    );
  };

  const inFile = (path: string, size: number): Stored => ({
    size,
    memory: null,
    bytes: async () => {
      if (closing !== undefined) throw gone();
      return new Uint8Array(await disk().readFile(path));
    },
    stream: () => streamFile(path),
  });

  const inMemory = (bytes: Uint8Array): Stored => ({
    size: bytes.byteLength,
    memory: bytes,
    bytes: async () => bytes.slice(),
    stream: () =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          if (bytes.byteLength > 0) controller.enqueue(bytes.slice());
          controller.close();
        },
      }),
  });

  const openSpool = (): Spool => {
    const held = createGathered();
    let file: { path: string; handle: FileHandle } | undefined;
    let written = 0;

    const flush = async (): Promise<void> => {
      file ??= await create();
      await file.handle.appendFile(held.view());
      written += held.size();
      held.clear();
    };

    return {
      write(bytes) {
        held.add(bytes);
        return held.size() > IN_MEMORY ? flush() : undefined;
      },
      async finish() {
        if (file === undefined && memory + held.size() <= ALL_IN_MEMORY) {
          memory += held.size();
          return inMemory(held.view().slice());
        }
        await flush();
        await release(file?.handle);
        return inFile(file?.path ?? '', written);
      },
    };
  };

  const closeAll = async (): Promise<void> => {
    await Promise.allSettled([...handles].map(release));
    if (folder === undefined) return;
    // What could not be made need not be deleted.
    const path = await folder.catch(() => null);
    if (path !== null) await disk().rm(path, { recursive: true, force: true });
  };

  return {
    open: openSpool,
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
