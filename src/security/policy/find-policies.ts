import type { Finding } from '../../problem/finding.ts';
import { faultOf, isMethodName } from '../endpoint.ts';
import type { LogField } from './policy.ts';

/** What is wrong with a part of a policy, and where; nothing where nothing is. */
type Inspect = (value: unknown, pointer: string) => readonly Finding[];

const fault = (pointer: string, message: string, mend: string): Finding => ({
  code: 'policy-invalid',
  pointer,
  message,
  mend,
});

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const that =
  (words: string, holds: (value: unknown) => boolean): Inspect =>
  (value, pointer) =>
    holds(value) ? [] : [fault(pointer, 'This has a value that it cannot have.', `Give it ${words}.`)];

const listOf =
  (inspect: Inspect): Inspect =>
  (value, pointer) =>
    Array.isArray(value) && value.length > 0
      ? value.flatMap((one, index) => inspect(one, `${pointer}[${index}]`))
      : [fault(pointer, 'This is no list, or an empty one.', 'Give it a list of at least one.')];

/** A misspelt member must not be taken for none: it would leave something open. */
const record =
  (members: Readonly<Record<string, Inspect>>, required: readonly string[]): Inspect =>
  (value, pointer) => {
    if (!isRecord(value))
      return [fault(pointer, 'This is no object.', `Give it { ${Object.keys(members).join(', ')} }.`)];
    const given = Object.entries(value).filter(([, one]) => one !== undefined);
    const lacking = required.filter((name) => !given.some(([one]) => one === name));
    return [
      ...lacking.map((name) => fault(`${pointer}.${name}`, 'This is missing.', `Give ${name}.`)),
      ...given.flatMap(([name, one]) => {
        const inspect = Object.hasOwn(members, name) ? members[name] : undefined;
        return inspect === undefined
          ? [
              fault(
                `${pointer}.${name}`,
                'There is no such member.',
                `Use ${Object.keys(members).join(', ')}.`,
              ),
            ]
          : inspect(one, `${pointer}.${name}`);
      }),
    ];
  };

const oneOrList =
  (inspect: Inspect): Inspect =>
  (value, pointer) =>
    Array.isArray(value) ? listOf(inspect)(value, pointer) : inspect(value, pointer);

// A name stands in header fields.
const name = that(
  'a name of printable ASCII',
  (value) => typeof value === 'string' && /^[ -~]+$/.test(value),
);
const text = that('a text', (value) => typeof value === 'string' && value !== '');
const yes = that('true', (value) => value === true);
const count = that('a whole number above 0', (value) => Number.isSafeInteger(value) && Number(value) > 0);
const bytes = that(
  'a whole number, 0 or above',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);
const choice = (...choices: readonly string[]): Inspect =>
  that(choices.map((one) => JSON.stringify(one)).join(' or '), (value) =>
    (choices as readonly unknown[]).includes(value),
  );

const path: Inspect = (value, pointer) => {
  const wrong = faultOf(value);
  return wrong === null ? [] : [fault(pointer, wrong, 'Give a path such as /api/v1/crm.')];
};

const method = that('a method such as "GET", or "ALL"', isMethodName);

const endpoint = record({ method, path }, ['path']);

const pattern = that('a regular expression with the flag u', (value) => {
  try {
    // By itself too: `a)|(b` would close the group around it.
    return typeof value === 'string' && [value, `^(?:${value})$`].every((one) => new RegExp(one, 'u'));
  } catch {
    return false;
  }
});

const scalar = that('a text, a number, true or false', (value) =>
  ['string', 'number', 'boolean'].includes(typeof value),
);

const claimMembers = record({ claim: text, exists: yes, equals: scalar, matches: pattern }, ['claim']);

const claim: Inspect = (value, pointer) => {
  const wrong = claimMembers(value, pointer);
  if (wrong.length > 0 || !isRecord(value)) return wrong;
  const asked = ['exists', 'equals', 'matches'].filter((one) => value[one] !== undefined);
  return asked.length === 1
    ? []
    : [fault(pointer, 'A claim is asked one thing.', 'Give one of exists: true, equals, matches.')];
};

const limit = record(
  { limit: count, per: choice('minute', 'hour', 'day'), by: choice('endpoint', 'caller') },
  ['limit', 'per'],
);

/** Two of a kind would count every call twice. */
const limitsBy =
  (standard: string): Inspect =>
  (value, pointer) => {
    const wrong = oneOrList(limit)(value, pointer);
    if (wrong.length > 0 || !Array.isArray(value)) return wrong;
    const kinds = value.map(({ per, by }) => `${per} ${by ?? standard}`);
    const twin = kinds.findIndex((kind, index) => kinds.indexOf(kind) !== index);
    return twin === -1
      ? []
      : [
          fault(
            `${pointer}[${twin}]`,
            'There is another limit for the same time and callers.',
            'Keep one of them.',
          ),
        ];
  };

const KINDS = ['public', 'authenticated', 'keys', 'roles', 'scopes', 'claims'];

const identityMembers = record(
  {
    name,
    public: yes,
    authenticated: yes,
    keys: listOf(text),
    roles: listOf(text),
    scopes: listOf(text),
    claims: listOf(claim),
    throttle: limitsBy('caller'),
  },
  [],
);

const identity: Inspect = (value, pointer) => {
  if (typeof value === 'string') return choice('public', 'authenticated')(value, pointer);
  const wrong = identityMembers(value, pointer);
  if (wrong.length > 0 || !isRecord(value)) return wrong;
  return KINDS.filter((one) => value[one] !== undefined).length === 1
    ? []
    : [
        fault(
          pointer,
          'An identity is of one kind.',
          `Give one of ${KINDS.join(', ')}; several identities are alternatives.`,
        ),
      ];
};

const LOG_FIELDS: readonly LogField[] = [
  'method',
  'path',
  'query',
  'operation',
  'status',
  'duration',
  'caller',
  'clientIp',
  'requestHeaders',
  'responseHeaders',
  'requestBody',
  'responseBody',
];

const logging = record({ fields: listOf(choice(...LOG_FIELDS)), bodyBytes: bytes }, ['fields']);

const policy = record(
  {
    name,
    endpoints: listOf(endpoint),
    identities: listOf(identity),
    throttle: limitsBy('endpoint'),
    logging,
  },
  ['name', 'endpoints'],
);

/** Everything wrong with policies as they are, whatever they are about. */
export const findInvalidPolicies = (policies: unknown): readonly Finding[] =>
  Array.isArray(policies)
    ? [...policies.flatMap((one, index) => policy(one, `policies[${index}]`)), ...findTwins(policies)]
    : [fault('policies', 'These are no policies.', 'Give a list of them.')];

const nameIn = (one: unknown): unknown => (isRecord(one) ? one['name'] : undefined);

const twinsIn = (list: readonly unknown[], pointer: string): readonly Finding[] =>
  list.flatMap((one, index) => {
    const given = nameIn(one);
    const isFirst = list.findIndex((other) => nameIn(other) === given) === index;
    if (given === undefined || isFirst) return [];
    return {
      code: 'policy-conflict',
      pointer: `${pointer}[${index}].name`,
      message: `The name ${JSON.stringify(given)} is there twice; their calls would be counted together.`,
      mend: 'Give each a name of its own.',
    };
  });

/** Policies, or identities of one, that have the same name. */
const findTwins = (policies: readonly unknown[]): readonly Finding[] => [
  ...twinsIn(policies, 'policies'),
  ...policies.flatMap((one, index) =>
    isRecord(one) && Array.isArray(one['identities'])
      ? twinsIn(one['identities'], `policies[${index}].identities`)
      : [],
  ),
];
