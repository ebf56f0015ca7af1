import { sizedText } from '../http/sized.ts';
import { asCharacters } from './bytes.ts';
import type { PartHead } from './part-head.ts';
import type { Stored } from './spool.ts';

/**
 * A file of a multipart body. It is kept in memory up to 64 KiB, in a temporary file beyond that, and deleted when the process is over:
 * read it or copy it before. Its members may be read as often as is liked.
 *
 * @example
 * import { writeFile } from 'node:fs/promises';
 *
 * const upload: Process<operations['upload']> = async ({ body: { photo } }) => {
 *   await writeFile(`photos/${crypto.randomUUID()}`, photo.stream());
 *   return { bytes: photo.size };
 * };
 */
export interface UploadedFile {
  /** Name as the sender has it, without folders and control characters; empty where none was sent. Not to be trusted, and no path. */
  readonly name: string;
  /** Media type that the sender states, in lower case and without parameters: `image/png`; empty where none was sent. Not to be trusted. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Header fields of the part, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes in pieces, read as they are asked for. Fails when the file is deleted. */
  stream(): ReadableStream<Uint8Array>;
  /** All bytes at once, as a copy. Rejects when the file is deleted. */
  bytes(): Promise<Uint8Array>;
  /** All bytes as UTF-8; what is none becomes U+FFFD. Rejects when the file is deleted. */
  text(): Promise<string>;
}

/** What a process is given of a stored part. */
export function createFile({ headers, fileName, type }: PartHead, stored: Stored): UploadedFile {
  return Object.freeze({
    name: fileName ?? '',
    type: type === null ? '' : `${type.type}/${type.subtype}`,
    size: stored.size,
    headers: Object.freeze(headers),
    stream: stored.stream,
    bytes: stored.bytes,
    text: async () => new TextDecoder().decode(await stored.bytes()),
  });
}

/** What a schema's check sees of a file: a text as long as the file has bytes. */
export const checkableText = ({ memory, size }: Stored): string =>
  memory === null ? sizedText(size) : asCharacters(memory);
