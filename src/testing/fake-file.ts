import type { UploadedFile } from '../body/file.ts';

/** What is said of a fake file beside its content. */
export interface FakeFileOptions {
  /** Default `''`. */
  readonly name?: string;
  /** Media type. Default `application/octet-stream`. */
  readonly type?: string;
  /** Header fields of the part, by lower-case name. Default none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A file of a multipart body for the unit test of a process.
 *
 * @param content Text, as UTF-8, or bytes.
 * @param options Name, media type and header fields.
 * @example
 * const answer = await upload(fakeTrigger({ body: { photo: fakeFile('\x89PNG', { name: 'rex.png', type: 'image/png' }) } }));
 */
export function fakeFile(content: string | Uint8Array, options: FakeFileOptions = {}): UploadedFile {
  const { name = '', type = 'application/octet-stream', headers = {} } = options;
  const bytes = new Uint8Array(Buffer.from(content));
  return {
    name,
    type,
    headers,
    size: bytes.byteLength,
    stream: () => new Blob([bytes]).stream(),
    bytes: async () => bytes.slice(),
    text: async () => new TextDecoder().decode(bytes),
  };
}
