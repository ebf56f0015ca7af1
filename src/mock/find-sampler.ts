import type { MediaType, Operation, ResponseRecord } from '../document/operation.ts';
import type { Finding } from '../problem/finding.ts';
import type { MockOptions } from './answers.ts';
import { compileWriting } from './content.ts';
import { firstOf, readExamples } from './examples.ts';
import { gather } from './facets.ts';
import { isHeaderBare } from './headers.ts';
import { knownValue } from './known.ts';

const NO_DECISIONS: ReadonlyMap<string, string> = new Map();

type Needed = Pick<MockOptions, 'schemas' | 'canWrite' | 'headersOf'>;

const isContentBare = (
  response: ResponseRecord,
  media: MediaType,
  { schemas, canWrite }: Needed,
): boolean => {
  const schema = media.schema ?? media.itemSchema;
  const writing = compileWriting(media.type, canWrite);
  if (schema === undefined || writing === null) return false;
  if (firstOf(readExamples(schemas, response, media, !writing.takesValues)) !== null) return false;
  const { list } = gather(schemas, [schema], NO_DECISIONS);
  return knownValue(list, schemas.version, true) === undefined;
};

/** Whether values of an operation have to be made up, for the document gives none. */
const isBare = ({ responses }: Operation, needed: Needed): boolean =>
  responses.some(
    (response) =>
      response.content.some((media) => isContentBare(response, media, needed)) ||
      needed.headersOf(response.pointer).some((header) => isHeaderBare(needed.schemas, header)),
  );

/** Tells that the package is missing that makes up values, where some operation to be mocked needs it. */
export function findSampler(
  operations: readonly Operation[],
  options: Needed,
  isInstalled: boolean,
): readonly Finding[] {
  const bare = isInstalled ? undefined : operations.find((operation) => isBare(operation, options));
  if (bare === undefined) return [];
  return [
    {
      code: 'package-missing',
      pointer: 'unbound',
      message: `Not all answers have examples, those of ${bare.id} for one, and the package that makes up values is not installed.`,
      mend: 'npm install openapi-sampler',
    },
  ];
}
