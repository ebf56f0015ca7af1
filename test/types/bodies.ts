/** Forms with files, sequences and events, checked by the compiler alone. Written as openapi-typescript writes them. */

import type { Answer, BodyOf, ServerSentEvent, UploadedFile } from '../../src/index.ts';
import { reply } from '../../src/index.ts';
import type { Equal, Holds } from './equal.ts';

interface Line {
  n: number;
}

interface Upload {
  requestBody: {
    content: {
      'multipart/form-data': {
        photo: string;
        note?: string;
        year: number;
        kind: 'cat' | 'dog';
        pages: string[];
        place: { lat: number };
      };
    };
  };
}

interface Import<Type extends string, Content> {
  requestBody: { content: { [Name in Type]: Content } };
}

type Form = BodyOf<Upload>;

export type Forms = [
  // A text may be a file: openapi-typescript calls both a string.
  Holds<Equal<Form['photo'], string | UploadedFile>>,
  Holds<Equal<Form['note'], string | UploadedFile | undefined>>,
  Holds<Equal<Form['pages'], (string | UploadedFile)[]>>,
  Holds<Equal<Form['year'], number>>,
  Holds<Equal<Form['kind'], 'cat' | 'dog'>>,
  Holds<Equal<Form['place'], { lat: number }>>,
];

export type Sequences = [
  Holds<Equal<BodyOf<Import<'application/jsonl', Line>>, AsyncIterable<Line>>>,
  Holds<Equal<BodyOf<Import<'application/x-ndjson; charset=utf-8', Line>>, AsyncIterable<Line>>>,
  Holds<Equal<BodyOf<Import<'application/geo+json-seq', Line>>, AsyncIterable<Line>>>,
  Holds<Equal<BodyOf<Import<'text/event-stream', { data: string }>>, AsyncIterable<{ data: string }>>>,
  // A document that describes the whole gets the whole.
  Holds<Equal<BodyOf<Import<'application/jsonl', Line[]>>, Line[]>>,
  Holds<Equal<BodyOf<Import<'application/json', Line>>, Line>>,
];

interface Export<Type extends string, Content> {
  responses: { 200: { content: { [Name in Type]: Content } } };
}

declare const lines: (answer: Answer<Export<'application/jsonl', Line>>) => void;
declare const all: (answer: Answer<Export<'application/jsonl', Line[]>>) => void;
declare const events: (answer: Answer<Export<'text/event-stream', Line>>) => void;
declare const stream: AsyncIterable<Line>;
declare const told: AsyncIterable<ServerSentEvent>;
declare const texts: AsyncIterable<{ n: string }>;

lines(stream);
lines([{ n: 1 }]);
lines(reply(200, stream));
all(stream);
all([{ n: 1 }]);
events(stream);
events(told);
// @ts-expect-error: n is a number
lines(texts);
// @ts-expect-error: n is a number
lines([{ n: 'one' }]);
// @ts-expect-error: n is a number
events(texts);
// @ts-expect-error: one item is no sequence
lines({ n: 1 });
