/** What a report of records may answer, checked by the compiler alone. */

import type { Answer } from '../../src/operations.ts';
import { fail } from '../../src/process/fail.ts';
import type { RecordReport, RecordResult } from '../../src/process/record-report.ts';
import { eachRecord } from '../../src/process/records.ts';
import { reply } from '../../src/process/reply.ts';
import type { Process, Processes } from '../../src/processes.ts';
import type { Equal, Holds } from './equal.ts';

interface Pet {
  name: string;
}

/** As openapi-typescript writes the schema of a report. */
interface Report {
  total: number;
  succeeded: number;
  failed: number;
  results: { index: number; status: 'succeeded' | 'failed'; value?: Pet; error?: string; code?: string }[];
}

interface Answering<Content> {
  headers: { [name: string]: unknown };
  content: Content;
}

type Json<Content> = Answering<{ 'application/json': Content }>;

interface Importing<Responses> {
  parameters: { query?: never; header?: never; path?: never; cookie?: never };
  requestBody: { content: { 'application/jsonl': Pet } };
  responses: Responses;
}

interface Operations {
  importPets: Importing<{
    200: Json<Report>;
    207: Json<Report>;
    422: Json<Report>;
    400: Answering<{ 'application/problem+json': { code: string } }>;
  }>;
  sendPets: Importing<{ 202: Json<Report> }>;
  clearPets: Importing<{ 200: Json<Report>; '4XX': Json<Report>; default: Json<Report> }>;
}

declare const report: RecordReport<Pet>;
declare const importPets: (answer: Answer<Operations['importPets']>) => void;
declare const sendPets: (answer: Answer<Operations['sendPets']>) => void;
declare const clearPets: (answer: Answer<Operations['clearPets']>) => void;

importPets(report);
importPets(reply(200, report));
sendPets(reply(202, report));
clearPets(report);
// @ts-expect-error: 202 alone is declared
sendPets(report);
// @ts-expect-error: values are pets
importPets(await eachRecord(['Tom'], (name) => name));

export const processes: Processes<Operations> = {
  importPets: ({ body, run }) =>
    eachRecord(
      body,
      async (pet) => {
        if (pet.name === '') throw fail('A pet has a name.');
        return pet;
      },
      { signal: run.signal },
    ),
  sendPets: async ({ body }) => {
    const report = await eachRecord(body, (pet): Pet => pet);
    return reply(202, report);
  },
  clearPets: ({ body }) =>
    eachRecord(body, async (pet) => {
      pet.name satisfies string;
    }),
};

export const untyped: Process = ({ body }) => eachRecord(body as AsyncIterable<Pet>, ({ name }) => name);

export type Values = [
  Holds<Equal<typeof report.results, RecordResult<Pet>[]>>,
  Holds<Equal<typeof report.status, 200 | 207 | 422>>,
];
