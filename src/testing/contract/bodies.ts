import type { Arbitrary } from 'fast-check';
import type { Body, MediaType, Operation } from '../../document/operation.ts';
import { bestFit, isJsonType, parseMediaType, sequenceOf } from '../../http/media-type.ts';
import type { RequestValues } from '../write-request.ts';
import type { Flaw, Kit } from './kit.ts';
import { anyOf, sift } from './sift.ts';

type BodyValues = Pick<RequestValues, 'body' | 'contentType'>;

/** Media types whose members are texts. */
const FORMS = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)/;

const isForm = ({ type }: MediaType): boolean => FORMS.test(type);

/** Media types of which values can be made and written. */
const isWritable = (mediaType: MediaType): boolean =>
  !mediaType.type.startsWith('multipart/') || isForm(mediaType);

const isSequence = ({ type }: MediaType): boolean => {
  const parts = parseMediaType(type);
  return parts !== null && sequenceOf(parts) !== null;
};

const UNDECLARED = 'application/x-not-declared';

/** Whether there is a media type that the operation does not take. */
function hasUndeclared({ content }: Body): boolean {
  const parts = parseMediaType(UNDECLARED);
  const ranges = content.flatMap(({ type }) => {
    const range = parseMediaType(type);
    return range === null ? [] : [{ range }];
  });
  return parts !== null && bestFit(ranges, parts) === undefined;
}

const sentAs = (what: string, type: string, body: string): Flaw => ({
  what,
  rewrite: (request) => ({ ...request, headers: { ...request.headers, 'content-type': type }, body }),
});

const WITHOUT: Flaw = {
  what: 'body: missing',
  spoil: ({ path = {}, query = {}, headers = {}, cookies = {} }) => ({ path, query, headers, cookies }),
};

/** What is wrong whatever the values are. */
function flawsOfAll(body: Body): readonly Flaw[] {
  const json = body.content.find(({ type }) => isJsonType(type));
  const type = json?.type.includes('*') ? 'application/json' : json?.type;
  return [
    ...(body.required ? [WITHOUT] : []),
    ...(type === undefined ? [] : [sentAs('body: malformed JSON', type, '{"cut": ')]),
    ...(hasUndeclared(body) ? [sentAs('body: of a media type that is not declared', UNDECLARED, 'x')] : []),
  ];
}

/** Makes the bodies of an operation. */
export function createBodies({ fc, contract, valid, spoilt }: Kit) {
  const wrongOf = (mediaType: MediaType): Arbitrary<Flaw> | null => {
    const { schema, type } = mediaType;
    const isRead = isJsonType(type) || isForm(mediaType);
    if (schema === null || isSequence(mediaType) || !isRead || !isWritable(mediaType)) return null;
    const check = contract.checkOf(schema, 'request');
    const values = spoilt(schema, isForm(mediaType));
    const wrong = values === null ? null : sift(fc, values, ({ value }) => check(value) !== null);
    return (
      wrong?.map(({ value, what }) => ({
        what: `body ${what}`,
        spoil: (around) => ({ ...around, body: value, contentType: type }),
      })) ?? null
    );
  };

  const valuesOf = (mediaType: MediaType): Arbitrary<unknown> | null => {
    const item = isSequence(mediaType) ? (mediaType.itemSchema ?? null) : mediaType.schema;
    return isWritable(mediaType) ? valid(item, isForm(mediaType)) : null;
  };

  return {
    /** Bodies with their media types, or none; null where one is required that cannot be made. `unmade` is told of those. */
    values: ({ body }: Operation, unmade: string[]): Arbitrary<BodyValues> | null => {
      if (body === null || body.content.length === 0) return fc.constant({});
      const all = body.content.map((mediaType): Arbitrary<BodyValues> | null => {
        const values = valuesOf(mediaType);
        if (values === null) unmade.push(`body ${mediaType.type}: no value was found that fits its schema.`);
        return values?.map((value) => ({ body: value, contentType: mediaType.type })) ?? null;
      });
      const some = anyOf(fc, all);
      if (body.required) return some;
      return some === null ? fc.constant({}) : fc.oneof({ arbitrary: some, weight: 4 }, fc.constant({}));
    },
    flaws: ({ body }: Operation): Arbitrary<Flaw> | null => {
      if (body === null) return null;
      const fixed = flawsOfAll(body);
      return anyOf(fc, [...body.content.map(wrongOf), fixed.length === 0 ? null : fc.constantFrom(...fixed)]);
    },
  };
}
