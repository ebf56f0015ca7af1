import type { SchemaIssue } from '../problem/issue.ts';
import { memberOf } from '../problem/pointer.ts';

type Params = Readonly<Record<string, unknown>>;

/** What a check tells of a keyword that a value failed: as much of Ajv's errors as is read here. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Params;
  readonly propertyName?: string;
}

/** What to say of a failed keyword. */
interface Wording {
  readonly code: string;
  readonly message: (params: Params) => string;
  /** Member of the value that is meant, where Ajv points to the object around it. */
  readonly member?: (params: Params) => unknown;
}

const LONGEST_QUOTE = 200;

const TYPES: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'a boolean',
  integer: 'an integer',
  number: 'a number',
  string: 'a string',
  array: 'an array',
  object: 'an object',
};

const typeNames = (types: unknown): string =>
  String(types)
    .split(',')
    .map((type) => TYPES[type] ?? type)
    .join(' or ');

const quoted = (value: unknown, otherwise: string): string => {
  const text = JSON.stringify(value);
  return text.length > LONGEST_QUOTE ? otherwise : text;
};

const oneOf = (values: unknown): string => {
  const list = Array.isArray(values) ? values : [];
  const text = list.map((value) => JSON.stringify(value)).join(', ');
  return text.length > LONGEST_QUOTE ? `one of the ${list.length} values listed` : `one of ${text}`;
};

const count = (limit: unknown, noun: string): string =>
  `${limit} ${limit === 1 ? noun : `${noun.replace(/y$/, 'ie')}s`}`;

const bound = (code: string, phrase: string): Wording => ({
  code,
  message: ({ limit }) => `Must be ${phrase} ${limit}.`,
});

const size = (code: string, phrase: string, noun: string): Wording => ({
  code,
  message: ({ limit }) => `Must have ${phrase} ${count(limit, noun)}.`,
});

const notAllowed = (code: string, param: string): Wording => ({
  code,
  message: () => 'This property is not allowed.',
  member: (params) => params[param],
});

const dependent: Wording = {
  code: 'dependent-required',
  message: ({ property }) => `This property is required beside ${quoted(property, 'another')}.`,
  member: ({ missingProperty }) => missingProperty,
};

const found = ({ minContains, maxContains }: Params): string =>
  maxContains === undefined
    ? `at least ${count(minContains, 'item')}`
    : `${minContains} to ${count(maxContains, 'item')}`;

/** Code and message for each keyword that can fail. `docs/issues.md` lists them. */
export const WORDINGS: Readonly<Record<string, Wording>> = {
  'false schema': { code: 'false-schema', message: () => 'Nothing is allowed here.' },
  type: { code: 'type', message: ({ type }) => `Must be ${typeNames(type)}.` },
  enum: { code: 'enum', message: ({ allowedValues }) => `Must be ${oneOf(allowedValues)}.` },
  const: {
    code: 'const',
    message: ({ allowedValue }) => `Must be ${quoted(allowedValue, 'the value given')}.`,
  },
  format: { code: 'format', message: ({ format }) => `Must have the format ${format}.` },
  pattern: { code: 'pattern', message: ({ pattern }) => `Must fit the pattern ${quoted(pattern, 'given')}.` },
  multipleOf: { code: 'multiple-of', message: ({ multipleOf }) => `Must be a multiple of ${multipleOf}.` },
  minimum: bound('minimum', 'at least'),
  maximum: bound('maximum', 'at most'),
  exclusiveMinimum: bound('exclusive-minimum', 'more than'),
  exclusiveMaximum: bound('exclusive-maximum', 'less than'),
  minLength: size('min-length', 'at least', 'character'),
  maxLength: size('max-length', 'at most', 'character'),
  minItems: size('min-items', 'at least', 'item'),
  maxItems: size('max-items', 'at most', 'item'),
  minProperties: size('min-properties', 'at least', 'property'),
  maxProperties: size('max-properties', 'at most', 'property'),
  uniqueItems: { code: 'unique-items', message: () => 'Must not have equal items.' },
  contains: { code: 'contains', message: (params) => `Must have ${found(params)} of the kind described.` },
  items: size('additional-item', 'at most', 'item'),
  additionalItems: size('additional-item', 'at most', 'item'),
  unevaluatedItems: size('unevaluated-item', 'at most', 'item'),
  required: {
    code: 'required',
    message: () => 'This property is required.',
    member: ({ missingProperty }) => missingProperty,
  },
  dependentRequired: dependent,
  dependencies: dependent,
  additionalProperties: notAllowed('additional-property', 'additionalProperty'),
  unevaluatedProperties: notAllowed('unevaluated-property', 'unevaluatedProperty'),
  propertyNames: {
    code: 'property-name',
    message: () => 'A property of this name is not allowed.',
    member: ({ propertyName }) => propertyName,
  },
  dispatch: {
    code: 'discriminator',
    message: ({ allowed, missing }) =>
      missing === true
        ? `This property is required, for it says which alternative is meant: ${oneOf(allowed)}.`
        : `Must be ${oneOf(allowed)}.`,
    member: ({ property }) => property,
  },
  isReadOnly: { code: 'read-only', message: () => 'This property is only sent in answers.' },
  isWriteOnly: { code: 'write-only', message: () => 'This property is only sent in requests.' },
  not: { code: 'not', message: () => 'Must not fit the schema that is excluded.' },
  anyOf: { code: 'any-of', message: () => 'Fits none of the alternatives.' },
  oneOf: {
    code: 'one-of',
    message: ({ passing }) =>
      passing === null ? 'Fits none of the alternatives.' : 'Fits more than one of the alternatives.',
  },
};

const UNNAMED: Wording = { code: 'invalid', message: () => 'Does not fit its schema.' };

/** For a value that Ajv refused without saying why. */
export const UNEXPLAINED: readonly SchemaIssue[] = [
  { pointer: '', code: 'invalid', message: 'Does not fit its schema.' },
];

export const TOO_DEEP: readonly SchemaIssue[] = [
  { pointer: '', code: 'too-deep', message: 'Is nested too deeply to be checked.' },
];

export const TOO_COSTLY: readonly SchemaIssue[] = [
  {
    pointer: '',
    code: 'too-costly',
    message: 'Costs more to check against all alternatives than its size is worth.',
  },
];

const issueOf = ({ keyword, instancePath, params }: SchemaError): SchemaIssue => {
  const { code, message, member } = WORDINGS[keyword] ?? UNNAMED;
  const name = member?.(params);
  return {
    pointer: name === undefined ? instancePath : memberOf(instancePath, String(name)),
    code,
    message: message(params),
  };
};

// `if` repeats what `then` or `else` has said; what is wrong with a property's name is said once, by propertyNames.
const isEcho = (error: SchemaError): boolean => error.keyword === 'if' || error.propertyName !== undefined;

/** Codes of issues that tell which branch of a union was not meant. */
const TELLING = new Set(['const', 'enum', 'discriminator']);

const isAtOrJustBelow = (pointer: string, top: string): boolean =>
  pointer.startsWith(top) && pointer.lastIndexOf('/') <= top.length;

/** Whether a branch of a union is plainly another one than the value was meant for: its type differs, or its tag. */
const isOther = (branch: readonly SchemaIssue[], top: string): boolean =>
  branch.some(
    ({ code, pointer }) =>
      (code === 'type' && pointer === top) || (TELLING.has(code) && isAtOrJustBelow(pointer, top)),
  );

/** Whether a branch has said of a tag what it may be. */
const isUntold = (branch: readonly SchemaIssue[]): boolean =>
  branch.length === 1 && branch[0]?.code === 'discriminator';

/** A union that fails speaks through the only branch that the value can have been meant for, else in one issue. */
const issuesOfUnion = (
  error: SchemaError,
  branches: readonly (readonly SchemaIssue[])[],
): readonly SchemaIssue[] => {
  const others = branches.filter((branch) => branch.length > 0 && isOther(branch, error.instancePath));
  const near = branches.filter((branch) => branch.length > 0 && !others.includes(branch));
  const candidates = near.length > 0 ? near : others.filter(isUntold);
  const [only] = candidates;
  const isNearest = candidates.length === 1 && error.params['passing'] === null;
  return isNearest && only !== undefined ? only : [issueOf(error)];
};

/** How many errors each branch of a union has had; undefined where it is no union that failed. */
const sizesOf = ({ params }: SchemaError): readonly number[] | undefined => {
  const { sizes } = params;
  return Array.isArray(sizes) ? sizes : undefined;
};

/** Reads errors from the last to the first: those of a union's branches stand before the union's own. */
const readErrors = (errors: readonly SchemaError[], start: number, end: number): readonly SchemaIssue[] => {
  const groups: (readonly SchemaIssue[])[] = [];
  for (let at = end - 1; at >= start; at--) {
    const error = errors[at];
    if (error === undefined || isEcho(error)) continue;
    const sizes = sizesOf(error);
    if (sizes === undefined) {
      groups.push([issueOf(error)]);
      continue;
    }
    const branches = sizes.toReversed().map((length) => {
      at -= length;
      return readErrors(errors, at, at + length);
    });
    groups.push(issuesOfUnion(error, branches));
  }
  return groups.reverse().flat();
};

const MOST_ISSUES = 100;

const distinct = (issues: readonly SchemaIssue[]): readonly SchemaIssue[] =>
  issues.length < 2
    ? issues
    : [...new Map(issues.map((issue) => [`${issue.code} ${issue.pointer}`, issue])).values()];

/** What a discriminator says of a tag is said by nobody else. */
const withoutTags = (issues: readonly SchemaIssue[]): readonly SchemaIssue[] => {
  const tags = new Set(issues.flatMap(({ code, pointer }) => (code === 'discriminator' ? [pointer] : [])));
  if (tags.size === 0) return issues;
  return issues.filter(({ code, pointer }) => code === 'discriminator' || !tags.has(pointer));
};

/** Ajv's errors as our issues, each once. */
export const toIssues = (errors: readonly SchemaError[]): readonly SchemaIssue[] => {
  const [first] = errors;
  // The usual case, in which nothing has to be sorted out.
  if (first !== undefined && errors.length === 1 && !isEcho(first)) return [issueOf(first)];
  const issues = withoutTags(distinct(readErrors(errors, 0, errors.length)));
  return issues.length === 0 ? UNEXPLAINED : issues.slice(0, MOST_ISSUES);
};
