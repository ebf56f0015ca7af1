import type { Issue } from '../problem/issue.ts';
import { Problem } from '../problem/problem.ts';
import { isDrained, readAll, type StreamedBody } from './bytes.ts';
import { type BodyContent, isStreamed, type Reading, type StreamedReading, toContent } from './content.ts';
import { drained } from './refusals.ts';
import { openSource, type Source, type SourceOptions } from './source.ts';

/** A body that is read as it comes, or has to be inflated. */
export interface Opening extends SourceOptions {
  readonly reading: Reading;
  readonly contentType: string;
  readonly issues: Issue[];
  /** Whether its bytes are asked for, though it could be read as it comes. */
  readonly keepsBytes: boolean;
  /** What an empty body is. */
  readonly absent: () => BodyContent | Problem;
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Opens a body that has been read, as it would be opened when it comes, and gives its bytes as well. */
async function openWhole(
  reading: StreamedReading,
  bytes: Uint8Array,
  contentType: string,
  issues: Issue[],
): Promise<BodyContent | Problem> {
  const source = Object.assign(oneChunk(bytes), { close: () => undefined });
  const content = await reading.open(source, contentType, issues);
  return content instanceof Problem ? content : { ...content, bytes };
}

async function readSource(
  source: Source,
  { reading, contentType, issues, keepsBytes }: Opening,
): Promise<BodyContent | Problem> {
  if (isStreamed(reading) && !keepsBytes) return reading.open(source, contentType, issues);
  const bytes = await readAll(source);
  if (isStreamed(reading)) return openWhole(reading, bytes, contentType, issues);
  return toContent(reading, reading.decode(bytes, issues), bytes, issues);
}

/** Reads as much of a body as has to be known before its process is called: all of it, or its first chunk. */
export async function readOpened(body: StreamedBody, opening: Opening): Promise<BodyContent | Problem> {
  if (isDrained(body)) return drained();
  let source: Source | null = null;
  try {
    source = await openSource(body, opening);
    if (source === null) return opening.absent();
    const content = await readSource(source, opening);
    if (content instanceof Problem) source.close();
    return content;
  } catch (error) {
    source?.close();
    if (error instanceof Problem) return error;
    throw error;
  }
}
