import type { MediaType, Parameter, Pointer, ResponseRecord, Schemas } from '../document/operation.ts';
import type { MediaTypeParts } from '../http/media-type.ts';
import type { HeaderLine } from '../http/message.ts';
import { once } from '../http/once.ts';
import type { Check } from '../problem/issue.ts';
import { compileWriting, type Writing } from './content.ts';
import { type Example, firstOf, readExamples } from './examples.ts';
import { readHeaderLines } from './headers.ts';
import { compileSample } from './sample.ts';
import { sample } from './sampler.ts';

export interface MockOptions {
  readonly schemas: Schemas;
  /** The header fields that the response at a pointer declares. */
  headersOf(response: Pointer): readonly Parameter[];
  /** The check of answers, which what is made up is held against. */
  checkOf(schema: Pointer): Check;
  /** Whether answers can be written in a media type from any value, beside JSON. */
  canWrite(type: string): boolean;
}

/** A media type of a response, ready to be sent. */
export interface Content {
  readonly parts: MediaTypeParts;
  readonly writing: Writing;
  readonly named: ReadonlyMap<string, Example>;
  /** What is sent where no example is asked for by name. */
  usual(): unknown;
}

/** A declared response, read once. */
export interface Answers {
  readonly contents: readonly Content[];
  readonly headers: readonly HeaderLine[];
}

/** Reads what the document gives for a response. What has to be made up is made up when it is first asked for. */
export function compileAnswers({
  schemas,
  headersOf,
  checkOf,
  canWrite,
}: MockOptions): (response: ResponseRecord) => Answers {
  const sampleOf = compileSample(schemas, checkOf, sample);

  const madeUp = ({ schema, itemSchema }: MediaType): unknown => {
    if (schema !== null) return sampleOf(schema);
    return itemSchema === undefined ? undefined : [sampleOf(itemSchema)];
  };

  const readContent = (response: ResponseRecord, media: MediaType): readonly Content[] => {
    const writing = compileWriting(media.type, canWrite);
    if (writing === null) return [];
    const examples = readExamples(schemas, response, media, !writing.takesValues);
    const usual = once(() => writing.write(firstOf(examples) ?? { value: madeUp(media) }));
    return [{ parts: writing.parts, writing, named: examples.named, usual }];
  };

  return (response) => ({
    contents: response.content.flatMap((media) => readContent(response, media)),
    headers: readHeaderLines(schemas, headersOf(response.pointer), sampleOf),
  });
}
