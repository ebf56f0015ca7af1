import { describe, expect, test } from 'vitest';
import { createAnswerChecks } from '../../src/answer-checks.ts';
import { loadDocument } from '../../src/document/load.ts';
import { SetupError } from '../../src/problem/finding.ts';
import { Problem } from '../../src/problem/problem.ts';
import type { CheckAnswer } from '../../src/response/check-answer.ts';
import type { Checkable } from '../../src/response/check-status.ts';
import { ResponseMismatch } from '../../src/response/mismatch.ts';
import { type CheckMode, type ResponseRules, readRules } from '../../src/response/rules.ts';
import { createChecks } from '../../src/schema/checks.ts';
import { documentWith, type Version } from './checked.ts';

async function checksOf(document: object, rules: CheckMode | ResponseRules, serializers = {}) {
  const loaded = await loadDocument(document, {});
  const checks = createChecks(loaded.schemas);
  const compile = createAnswerChecks(loaded, {
    checkOf: (schema) => checks.checkOf(schema, 'response'),
    serializers,
  });
  const [operation] = loaded.operations;
  if (operation === undefined) throw new Error('The document has no operation.');
  return { check: compile(operation, readRules(rules)), checks };
}

async function checkOf(document: object, rules: CheckMode): Promise<CheckAnswer> {
  const { check } = await checksOf(document, rules);
  if (check === null) throw new Error('Nothing is checked.');
  return check;
}

const NAMED = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };

const content = (type: string, mediaType: object) =>
  ({ 200: { description: 'ok', content: { [type]: mediaType } } }) as const;

/** What is about to be sent, of status 200. */
const sent = (type: string, given: unknown, body: Checkable['response']['body']): Checkable => ({
  response: { status: 200, headers: [['content-type', type]], body },
  content: given,
  isHead: false,
});

const told = (errors: readonly unknown[]): string[] =>
  errors.flatMap((error) =>
    error instanceof ResponseMismatch
      ? error.issues.map(({ code, pointer }) => `${code} ${pointer}`)
      : ['unknown'],
  );

test.each<[rules: CheckMode | ResponseRules, compiled: boolean]>([
  ['off', false],
  [{ check: 'off' }, false],
  [{ check: 'off', undocumented: 'allow' }, false],
  [{ check: 'off', undocumented: 'report' }, true],
  ['report', true],
  ['enforce', true],
])('%o: nothing is compiled where nothing is checked', async (rules, compiled) => {
  const { check } = await checksOf(documentWith(content('application/json', { schema: NAMED })), rules);
  expect(check !== null).toBe(compiled);
});

describe('items of a sequence', () => {
  const LINES = 'application/x-ndjson';

  test.each<
    [what: string, version: Version, type: string, mediaType: object, issues: readonly string[] | null]
  >([
    ['itemSchema', '3.2', LINES, { itemSchema: NAMED }, ['required /body/1/name']],
    [
      'itemSchema before schema',
      '3.2',
      LINES,
      { itemSchema: NAMED, schema: { type: 'array', items: { type: 'string' } } },
      ['required /body/1/name'],
    ],
    [
      'an array of all items',
      '3.1',
      LINES,
      { schema: { type: 'array', items: NAMED } },
      ['required /body/1/name'],
    ],
    [
      'an array or null',
      '3.1',
      LINES,
      { schema: { type: ['array', 'null'], items: NAMED } },
      ['required /body/1/name'],
    ],
    [
      'an array behind a reference',
      '3.0',
      LINES,
      { schema: { $ref: '#/components/schemas/Many' } },
      ['required /body/1/name'],
    ],
    ['the schema of one item', '3.0', LINES, { schema: NAMED }, ['required /body/1/name']],
    ['an array of anything', '3.1', LINES, { schema: { type: 'array' } }, null],
    ['no schema', '3.1', LINES, {}, null],
    ['itemSchema, which 3.1 does not know', '3.1', LINES, { itemSchema: NAMED }, null],
    ['events', '3.2', 'text/event-stream', { itemSchema: NAMED }, ['required /body/1/name']],
    ['records', '3.2', 'application/json-seq', { itemSchema: NAMED }, ['required /body/1/name']],
    [
      'JSON that is written item by item',
      '3.1',
      'application/json',
      { schema: { type: 'array', items: NAMED } },
      ['required /body/1/name'],
    ],
  ])('%s (%s)', async (_, version, type, mediaType, issues) => {
    const document = {
      ...documentWith(content(type, mediaType), version),
      components: { schemas: { Many: { type: 'array', items: NAMED } } },
    };
    const errors: unknown[] = [];
    const check = (await checkOf(document, 'report')).items(200, type, (error) => errors.push(error));
    for (const item of [{ name: 'a' }, {}, { name: 'b' }]) check?.(item);
    expect(check === null ? null : told(errors)).toEqual(issues);
  });

  const DOCUMENT = documentWith(content(LINES, { itemSchema: NAMED }), '3.2');

  test('are checked as they will be written', async () => {
    const errors: unknown[] = [];
    const check = (await checkOf(DOCUMENT, 'report')).items(200, LINES, (error) => errors.push(error));
    check?.({ toJSON: () => ({ name: 'a' }) });
    check?.({ name: new Date(0) });
    check?.({ name: undefined });
    check?.(() => 1);
    expect(told(errors)).toEqual(['required /body/2/name', 'malformed /body/3']);
  });

  test('that do not fit are told of twenty times in one answer, and again in the next', async () => {
    const answers = await checkOf(DOCUMENT, 'report');
    for (const expected of [20, 20]) {
      const errors: unknown[] = [];
      const check = answers.items(200, LINES, (error) => errors.push(error));
      for (let index = 0; index < 50; index += 1) check?.({});
      expect(errors).toHaveLength(expected);
      expect(told(errors).at(-1)).toBe('required /body/19/name');
    }
  });

  test('end the stream where answers are enforced, by an error', async () => {
    const errors: unknown[] = [];
    const check = (await checkOf(DOCUMENT, 'enforce')).items(200, LINES, (error) => errors.push(error));
    check?.({ name: 'a' });
    expect(() => check?.({})).toThrow(ResponseMismatch);
    expect(errors).toEqual([]);
  });

  test('of a status or type that is not declared are not checked: that is told of the whole', async () => {
    const answers = await checkOf(DOCUMENT, 'enforce');
    expect(answers.items(404, LINES, () => undefined)).toBeNull();
    expect(answers.items(200, 'text/plain', () => undefined)).toBeNull();
  });

  test('that are all there are checked with the whole, and a text of them is not', async () => {
    const errors: unknown[] = [];
    const answers = await checkOf(DOCUMENT, 'report');
    const whole = (given: unknown) =>
      answers.whole(sent(LINES, given, '{}\n'), (error) => errors.push(error));
    whole([{ name: 'a' }, {}]);
    whole('{}\n');
    whole([]);
    expect(told(errors)).toEqual(['required /body/1/name']);
  });

  const event = {
    type: 'object',
    required: ['data'],
    properties: {
      data: { type: 'string', maxLength: 5 },
      id: { type: 'string' },
      retry: { type: 'integer' },
    },
    additionalProperties: false,
  };

  test.each<[what: string, schema: object, item: unknown, issues: readonly string[]]>([
    [
      'an event, as it is read',
      event,
      { data: { a: 1 }, id: 7, retry: 10, comment: 'x' },
      ['max-length /body/0/data'],
    ],
    ['an event that fits', event, { data: [1], id: 7, retry: 10 }, []],
    [
      'an event with a name that is not declared',
      event,
      { data: '', event: 'x' },
      ['additional-property /body/0/event'],
    ],
    ['what an event tells', event, [1], []],
    ['an event without data', event, { id: '7' }, ['required /body/0/data']],
    ['of what is told', NAMED, {}, ['required /body/0/name']],
    ['of what is told by an event', NAMED, { data: {}, id: 1 }, ['required /body/0/name']],
    ['of what is told as a text that is JSON', NAMED, { data: '{}' }, ['required /body/0/name']],
    ['of a text', NAMED, 'hello', ['type /body/0']],
    ['of a text that fits', { type: 'string' }, 'hello', []],
    ['of nothing told', NAMED, { comment: 'still here' }, []],
  ])(
    'events are held to a schema of events, or of what they tell: %s',
    async (_, itemSchema, item, issues) => {
      const errors: unknown[] = [];
      const document = documentWith(content('text/event-stream', { itemSchema }), '3.2');
      (await checkOf(document, 'report')).items(200, 'text/event-stream', (error) => errors.push(error))?.(
        item,
      );
      expect(told(errors)).toEqual(issues);
    },
  );
});

describe('content that others write', () => {
  const dated = { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } };

  test.each<
    [
      what: string,
      type: string,
      schema: object,
      given: unknown,
      written: string | Uint8Array,
      issues: readonly string[],
    ]
  >([
    ['XML of a value', 'application/xml', NAMED, { name: 'a' }, '<a/>', []],
    ['XML of a wrong value', 'application/xml', NAMED, {}, '<a/>', ['required /body/name']],
    ['XML of a date', 'application/atom+xml', dated, { at: new Date(0) }, '<a/>', []],
    ['XML of what is no object', 'text/xml', NAMED, 7, '<a/>', ['type /body']],
    ['XML as text', 'application/xml', NAMED, '<a/>', '<a/>', []],
    ['rows of CSV', 'text/csv', { type: 'array', items: NAMED }, [{}], 'name\n', ['required /body/0/name']],
    ['CSV as text', 'text/csv', { type: 'string', maxLength: 3 }, [{}], 'name\n', ['max-length /body']],
    ['CSV as text that fits', 'text/csv', { type: 'string' }, [{}], 'name\n', []],
    ['a binary form of a value', 'application/cbor', NAMED, {}, Uint8Array.of(1), ['required /body/name']],
    ['a binary form', 'application/cbor', { type: 'string', format: 'binary' }, {}, Uint8Array.of(1), []],
    ['JSON in another charset', 'application/json', NAMED, { name: new Date(0) }, Uint8Array.of(1), []],
    [
      'JSON with bigints',
      'application/json',
      { type: 'object', properties: { id: { type: 'integer' } } },
      { id: 1n },
      '{"id":1}',
      [],
    ],
  ])('%s', async (_, type, schema, given, written, issues) => {
    const errors: unknown[] = [];
    const answers = await checkOf(documentWith(content(type, { schema })), 'report');
    answers.whole(sent(type, given, written), (error) => errors.push(error));
    expect(told(errors)).toEqual(issues);
  });

  test('JSON that a serializer of the user’s wrote is read again', async () => {
    const errors: unknown[] = [];
    const document = documentWith(content('application/json', { schema: NAMED }));
    const { check } = await checksOf(document, 'report', { 'application/json': () => '{"NAME":"a"}' });
    check?.whole(sent('application/json', { name: 'a' }, '{"NAME":"a"}'), (error) => errors.push(error));
    expect(told(errors)).toEqual(['required /body/name']);
  });

  test('each content type is checked, however many a process makes up', async () => {
    const answers = await checkOf(documentWith(content('application/json', { schema: NAMED })), 'report');
    const errors: unknown[] = [];
    for (let index = 0; index < 300; index += 1) {
      const type = `application/json; charset=c${index}`;
      answers.whole(sent(type, {}, '{}'), (error) => errors.push(error));
    }
    expect(errors).toHaveLength(300);
  });

  test('what is enforced is thrown as a refusal, and not told of as well', async () => {
    const errors: unknown[] = [];
    const answers = await checkOf(documentWith(content('application/json', { schema: NAMED })), 'enforce');
    const refused = () => answers.whole(sent('application/json', {}, '{}'), (error) => errors.push(error));
    expect(refused).toThrow(Problem);
    expect(refused).toThrow(
      expect.objectContaining({ code: 'response-invalid', cause: expect.any(ResponseMismatch) }),
    );
    expect(errors).toEqual([]);
  });
});

test('a warm-up compiles what answers are checked with: content, headers and items', async () => {
  const broken = { type: 'object', minProperties: 'x' };
  const document = documentWith(
    {
      200: {
        description: 'ok',
        headers: { 'X-A': { schema: broken } },
        content: { 'application/json': { schema: broken }, 'application/x-ndjson': { itemSchema: broken } },
      },
      default: { description: 'no', content: { 'application/json': { schema: broken } } },
    },
    '3.2',
  );
  const { checks } = await checksOf(document, 'report');
  const error = await checks.warmup().catch((reason) => reason);
  expect(error).toBeInstanceOf(SetupError);
  const responses = '/paths/~1a/get/responses';
  expect(error.findings.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    `${responses}/200/content/application~1json/schema`,
    `${responses}/200/content/application~1x-ndjson/itemSchema`,
    `${responses}/200/headers/X-A/schema`,
    `${responses}/default/content/application~1json/schema`,
  ]);
  await expect((await checksOf(document, 'off')).checks.warmup()).resolves.toBeUndefined();
});
