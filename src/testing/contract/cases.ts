import type { Arbitrary } from 'fast-check';
import type { MediaType, Operation, Parameter, Pointer } from '../../document/operation.ts';
import { bestFit, isJsonType, parseMediaType, sequenceOf } from '../../http/media-type.ts';
import type { Contract } from '../contract-of.ts';
import type { RequestValues, WrittenRequest } from '../write-request.ts';
import type { Reference } from './reference.ts';
import { anyOf, type FastCheck, sift } from './sift.ts';
import { createSpoilt } from './spoilt.ts';
import { createMakeValues, type MakeValues } from './values.ts';

/** One request to be made. */
export interface Case {
  /** Null where the values cannot be written at all. */
  readonly request: WrittenRequest | null;
  /** What is wrong with it; null where nothing is. */
  readonly what: string | null;
}

/** The requests of an operation. */
export interface Cases {
  /** Those that fit its document, and those with one thing wrong. Null where none can be made. */
  readonly positive: Arbitrary<Case> | null;
  readonly negative: Arbitrary<Case> | null;
  /** What could not be made, each in a sentence. */
  readonly unmade: readonly string[];
}

export interface CasesOptions {
  readonly fc: FastCheck;
  readonly contract: Contract;
  readonly reference: Reference;
  readonly shape: (values: RequestValues, operation: Operation) => RequestValues;
}

type Group = 'path' | 'query' | 'headers' | 'cookies';

const GROUPS = {
  path: 'path',
  query: 'query',
  querystring: 'query',
  header: 'headers',
  cookie: 'cookies',
} as const;

/** A change of a request that makes it wrong, in its values or in what is written of them. */
interface Flaw {
  readonly what: string;
  readonly spoil?: (values: RequestValues) => RequestValues;
  readonly rewrite?: (request: WrittenRequest) => WrittenRequest;
}

const put =
  (group: Group, name: string, value: unknown) =>
  (values: RequestValues): RequestValues => ({
    ...values,
    [group]: { ...values[group], [name]: value },
  });

/** Header fields and cookies hold few characters as they are. */
const isPlainPlace = ({ in: location }: Parameter): boolean => location === 'header' || location === 'cookie';

/** Whether a path would still be the path of its template. */
const isSegment = (value: unknown): boolean => value !== '' && value !== '.' && value !== '..';

const FORMS = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)/;

/** Media types of which values can be made and written. */
const isWritable = ({ type }: MediaType): boolean => !type.startsWith('multipart/') || FORMS.test(type);

const isSequence = ({ type }: MediaType): boolean => {
  const parts = parseMediaType(type);
  return parts !== null && sequenceOf(parts) !== null;
};

const UNDECLARED = 'application/x-not-declared';

/** Whether a media type is one that the operation does not take. */
function isUndeclared({ body }: Operation): boolean {
  const parts = parseMediaType(UNDECLARED);
  const ranges = (body?.content ?? []).flatMap(({ type }) => {
    const range = parseMediaType(type);
    return range === null ? [] : [{ range }];
  });
  return parts !== null && bestFit(ranges, parts) === undefined;
}

/** Makes the requests of operations of a document. */
export function createCases({
  fc,
  contract,
  reference,
  shape,
}: CasesOptions): (operation: Operation) => Cases {
  const { schemas } = contract.loaded;
  const makers: Readonly<Record<'plain' | 'any', MakeValues>> = {
    plain: createMakeValues({ fc, schemas, plain: true }),
    any: createMakeValues({ fc, schemas, plain: false }),
  };
  const spoilers = {
    plain: createSpoilt({ fc, schemas, values: makers.plain }),
    any: createSpoilt({ fc, schemas, values: makers.any }),
  };

  /** Values of a schema that its check agrees to. */
  const valid = (schema: Pointer | null, maker: MakeValues): Arbitrary<unknown> | null => {
    const values = maker.of(schema === null ? [] : [schema]);
    if (values === null || schema === null) return values;
    const check = contract.checkOf(schema, 'request');
    return sift(fc, values, (value) => check(value) === null);
  };

  const ofParameter = (operation: Operation, parameter: Parameter): Arbitrary<unknown> | null => {
    const values = valid(parameter.schema, makers[isPlainPlace(parameter) ? 'plain' : 'any']);
    if (values === null) return null;
    return sift(
      fc,
      values,
      (value) =>
        value !== null &&
        (parameter.in !== 'path' || isSegment(value)) &&
        reference.fitsParameter(operation, parameter, value),
    );
  };

  const flawsOfParameter = (operation: Operation, parameter: Parameter): Arbitrary<Flaw> | null => {
    const { in: location, name, schema, required } = parameter;
    const group = GROUPS[location];
    const missing =
      required && location !== 'path'
        ? fc.constant<Flaw>({ what: `${location} ${name}: missing`, spoil: put(group, name, undefined) })
        : null;
    const spoilt = schema === null || location === 'querystring' ? null : spoilers.any([schema]);
    const telling =
      spoilt === null
        ? null
        : sift(
            fc,
            spoilt,
            ({ value }) =>
              value !== null &&
              (location !== 'path' || isSegment(value)) &&
              !reference.fitsParameter(operation, parameter, value),
          );
    const wrong =
      telling?.map(
        ({ value, what }): Flaw => ({ what: `${location} ${name}: ${what}`, spoil: put(group, name, value) }),
      ) ?? null;
    return anyOf(fc, [missing, wrong]);
  };

  const flawsOfBody = (operation: Operation): Arbitrary<Flaw> | null => {
    const { body } = operation;
    if (body === null) return null;
    const json = body.content.find(({ type }) => isJsonType(type));
    const all = body.content.filter(isWritable).map((mediaType) => {
      const { schema, type } = mediaType;
      const isText = FORMS.test(type);
      if (schema === null || isSequence(mediaType) || !(isJsonType(type) || isText)) return null;
      const check = contract.checkOf(schema, 'request');
      const spoilt = spoilers[isText ? 'plain' : 'any']([schema]);
      const telling = spoilt === null ? null : sift(fc, spoilt, ({ value }) => check(value) !== null);
      return (
        telling?.map(
          ({ value, what }): Flaw => ({
            what: `body ${what}`,
            spoil: (values) => ({ ...values, body: value, contentType: type }),
          }),
        ) ?? null
      );
    });
    const without: Flaw = {
      what: 'body: missing',
      spoil: ({ body: _, contentType: __, ...values }) => values,
    };
    const cut: Flaw = {
      what: 'body: malformed JSON',
      rewrite: (request) => ({
        ...request,
        headers: {
          ...request.headers,
          'content-type': json?.type.includes('*') ? 'application/json' : (json?.type ?? ''),
        },
        body: '{"cut": ',
      }),
    };
    const foreign: Flaw = {
      what: 'body: of a media type that is not declared',
      rewrite: (request) => ({
        ...request,
        headers: { ...request.headers, 'content-type': UNDECLARED },
        body: 'x',
      }),
    };
    const fixed = [
      ...(body.required ? [without] : []),
      ...(json === undefined ? [] : [cut]),
      ...(isUndeclared(operation) ? [foreign] : []),
    ];
    return anyOf(fc, [...all, fixed.length === 0 ? null : fc.constantFrom(...fixed)]);
  };

  /** Bodies with their media types; `unmade` is told of those that cannot be made. */
  const bodies = (
    { body }: Operation,
    unmade: string[],
  ): Arbitrary<Pick<RequestValues, 'body' | 'contentType'>> | null => {
    if (body === null) return fc.constant({});
    const all = body.content.map((mediaType) => {
      const { schema, itemSchema, type } = mediaType;
      const isText = FORMS.test(type);
      const item = isSequence(mediaType) ? (itemSchema ?? null) : schema;
      const values = isWritable(mediaType) ? valid(item, makers[isText ? 'plain' : 'any']) : null;
      if (values === null) unmade.push(`body ${type}: no value was found that fits its schema.`);
      return values?.map((value) => ({ body: value, contentType: type })) ?? null;
    });
    const some = anyOf(fc, all);
    if (body.required || body.content.length === 0) return some;
    return some === null ? fc.constant({}) : fc.oneof({ arbitrary: some, weight: 4 }, fc.constant({}));
  };

  const groupOf = (
    operation: Operation,
    group: Group,
    unmade: string[],
  ): Arbitrary<Record<string, unknown>> | null => {
    const members: Record<string, Arbitrary<unknown>> = {};
    const requiredKeys: string[] = [];
    for (const parameter of operation.parameters.filter((one) => GROUPS[one.in] === group)) {
      const values = ofParameter(operation, parameter);
      if (values === null)
        unmade.push(`${parameter.in} ${parameter.name}: no value was found that fits its schema.`);
      if (values === null && parameter.required) return null;
      if (values === null) continue;
      members[parameter.name] = values;
      if (parameter.required) requiredKeys.push(parameter.name);
    }
    return fc.record(members, { requiredKeys, noNullPrototype: true });
  };

  return (operation) => {
    const unmade: string[] = [];
    const write = contract.write(operation);
    const [path, query, headers, cookies] = (['path', 'query', 'headers', 'cookies'] as const).map((group) =>
      groupOf(operation, group, unmade),
    );
    const body = bodies(operation, unmade);
    if (!path || !query || !headers || !cookies || body === null)
      return { positive: null, negative: null, unmade };
    const values = fc.record({ path, query, headers, cookies, body }, { noNullPrototype: true }).map(
      ({ body: { body: content, contentType }, ...rest }): RequestValues =>
        shape(
          {
            ...rest,
            ...(content !== undefined && { body: content }),
            ...(contentType !== undefined && { contentType }),
          },
          operation,
        ),
    );
    const tryTo = (make: () => WrittenRequest): WrittenRequest | null => {
      try {
        return make();
      } catch {
        return null;
      }
    };
    const flaws = anyOf(fc, [
      ...operation.parameters.map((parameter) => flawsOfParameter(operation, parameter)),
      flawsOfBody(operation),
    ]);
    return {
      unmade,
      positive: values.map((one) => ({ request: tryTo(() => write(one)), what: null })),
      negative:
        flaws === null
          ? null
          : fc.tuple(flaws, values).map(([{ what, spoil, rewrite }, one]) => ({
              what,
              request: tryTo(() => {
                const request = write(spoil === undefined ? one : spoil(one));
                return rewrite === undefined ? request : rewrite(request);
              }),
            })),
    };
  };
}
