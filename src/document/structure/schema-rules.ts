import { memberOf } from '../../problem/pointer.ts';
import { checkDefault } from '../default.ts';
import { isNode, own } from '../node.ts';
import type { Pointer } from '../operation.ts';
import { isTypeName } from '../shape.ts';
import { isCostly } from './costly-pattern.ts';
import { has, isAtLeast, oneOf, type Rule, type RuleOptions, type Rules } from './rule.ts';
import { findUnsure } from './unevaluated.ts';

const isRegExp = (pattern: string, flags: string): boolean => {
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
};

const COUNTS = [
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minContains',
  'maxContains',
];

/** JSON Schema from draft 4 on, and OpenAPI's own dialects. 2019-09 differs from 2020-12 in what hardly anybody uses. */
const DIALECTS =
  /^https?:\/\/(?:json-schema\.org\/(?:draft-0[467]\/schema|draft\/20(?:19-09|20-12)\/schema)|spec\.openapis\.org\/oas\/3\.\d\/dialect\/[\w.-]+)#?$/;

/** Rules of schemas, and of what 2.0 has in their place. */
export function schemaRules(options: RuleOptions): Rules {
  const { version } = options.schemas;
  const { error, warn } = options.findings;
  const { formats } = options;
  const isJsonSchema = isAtLeast(version, '3.1');
  const known = new Map<string, boolean>();

  // Documents in use hold patterns that are regular expressions without the `u` flag only.
  const compiles = (pattern: string): boolean => {
    const valid = known.get(pattern) ?? (isRegExp(pattern, 'u') || isRegExp(pattern, ''));
    known.set(pattern, valid);
    return valid;
  };

  const checkPattern = (pattern: string, pointer: Pointer): void => {
    if (!compiles(pattern)) {
      const message = 'The pattern is not a regular expression.';
      error('pattern-invalid', pointer, message, 'Write it as ECMA-262 has it.');
    } else if (isCostly(pattern)) {
      const message = 'The pattern repeats what is repeated, so that a short text can take minutes.';
      const mend =
        'Write it without, or bind with regexp: an engine that takes linear time; maxLength helps.';
      warn('pattern-costly', pointer, message, mend);
    }
  };

  const isType = (type: unknown): boolean => {
    if (type === undefined || isTypeName(type)) return true;
    if (version === '2.0' && type === 'file') return true;
    // What is no string before 3.1 is said by the table.
    if (version === '3.0') return typeof type !== 'string';
    return Array.isArray(type) && type.length > 0 && type.every(isTypeName);
  };

  const checkType: Rule = (node, pointer) => {
    const type = own(node, 'type');
    if (!isType(type)) {
      const message = `There is no type ${JSON.stringify(type)}.`;
      error(
        'type-unknown',
        memberOf(pointer, 'type'),
        message,
        'Use string, number, integer, boolean, array or object.',
      );
    } else if (type === 'null' && !isJsonSchema) {
      const message = 'There is no type null before 3.1; it is read as one.';
      warn('type-null', memberOf(pointer, 'type'), message, 'Use nullable: true.');
    } else if (type === 'array' && !isJsonSchema && !has(node, 'items')) {
      warn('field-missing', pointer, 'An array needs items.', 'Add items.');
    }
  };

  /** What asks for nothing where it stands, though it was meant to. */
  const checkNullable: Rule = (_node, pointer) => {
    if (!isJsonSchema) return;
    warn(
      'nullable-gone',
      memberOf(pointer, 'nullable'),
      'nullable says nothing since 3.1.',
      "Add 'null' to type.",
    );
  };

  const checkFill: Rule = (node, pointer) => {
    const wrong = checkDefault(node, own(node, 'default'));
    if (wrong === null) return;
    warn('default-invalid', memberOf(pointer, 'default'), `The default ${wrong}.`, 'Mend the default.');
  };

  /** Bounds that no check can be made of. What is no number is said by the table. */
  const checkCount =
    (keyword: string): Rule =>
    (node, pointer) => {
      const count = own(node, keyword);
      if (typeof count !== 'number' || (Number.isInteger(count) && count >= 0)) return;
      const message = `${keyword} counts, so it cannot be ${count}.`;
      error('field-value', memberOf(pointer, keyword), message, 'Give a whole number from 0.');
    };

  const checkStep: Rule = (node, pointer) => {
    const step = own(node, 'multipleOf');
    if (typeof step !== 'number' || step > 0) return;
    const message = `Nothing is a multiple of ${step}.`;
    error('field-value', memberOf(pointer, 'multipleOf'), message, 'Give a number above 0.');
  };

  const checkRequired: Rule = (node, pointer) => {
    const required = own(node, 'required');
    if (required === undefined || Array.isArray(required) || typeof required === 'boolean') return;
    error(
      'field-value',
      memberOf(pointer, 'required'),
      'required is no list of names.',
      'Give a list of names.',
    );
  };

  const checkUnevaluated =
    (keyword: 'unevaluatedItems' | 'unevaluatedProperties'): Rule =>
    (node, pointer) => {
      const beside = isJsonSchema ? findUnsure(options.schemas, node, pointer, keyword) : undefined;
      if (beside === undefined) return;
      const message = `Beside ${beside}, ${keyword} is not checked exactly.`;
      warn('keyword-unsure', memberOf(pointer, keyword), message, 'Say what is allowed in another way.');
    };

  const noteFormat: Rule = (node, pointer) => {
    const format = own(node, 'format');
    if (typeof format === 'string' && !formats.has(format)) formats.set(format, memberOf(pointer, 'format'));
  };

  const checkOwnPattern: Rule = (node, pointer) => {
    const pattern = own(node, 'pattern');
    if (typeof pattern === 'string') checkPattern(pattern, memberOf(pointer, 'pattern'));
  };

  const checkNamePatterns: Rule = (node, pointer) => {
    const named = isJsonSchema ? own(node, 'patternProperties') : undefined;
    if (!isNode(named)) return;
    for (const name of Object.keys(named)) checkPattern(name, memberOf(pointer, 'patternProperties', name));
  };

  const checkDialect =
    (keyword: '$schema' | 'jsonSchemaDialect'): Rule =>
    (node, pointer) => {
      const uri = own(node, keyword);
      if (!isJsonSchema || typeof uri !== 'string' || DIALECTS.test(uri)) return;
      const message = `The dialect ${uri} is not known; it is read as JSON Schema 2020-12.`;
      const mend = `Drop ${keyword}, or name one that is known.`;
      warn('dialect-unknown', memberOf(pointer, keyword), message, mend);
    };

  // A schema has few of the keywords that there are, and a large document very many schemas.
  const rules = new Map<string, Rule>([
    ['type', checkType],
    ['nullable', checkNullable],
    ['default', checkFill],
    ...COUNTS.map((keyword) => [keyword, checkCount(keyword)] as const),
    ['multipleOf', checkStep],
    ['required', checkRequired],
    ['$schema', checkDialect('$schema')],
    ['unevaluatedItems', checkUnevaluated('unevaluatedItems')],
    ['unevaluatedProperties', checkUnevaluated('unevaluatedProperties')],
    ['format', noteFormat],
    ['pattern', checkOwnPattern],
    ['patternProperties', checkNamePatterns],
  ]);

  const checkSchema: Rule = (node, pointer) => {
    if (!isJsonSchema && has(node, '$ref')) return;
    for (const keyword in node) {
      const rule = rules.get(keyword);
      if (rule !== undefined && node[keyword] !== undefined && Object.hasOwn(node, keyword))
        rule(node, pointer);
    }
  };

  const checkDiscriminator: Rule = (node, pointer) => {
    const mapping = own(node, 'mapping');
    if (!isNode(mapping)) return;
    for (const [value, target] of Object.entries(mapping)) {
      if (typeof target !== 'string' || !/[#/]|\.(json|ya?ml)$/i.test(target)) continue;
      if (options.schemas.target(pointer, target) !== undefined) continue;
      const place = memberOf(pointer, 'mapping', value);
      warn('reference-unresolved', place, `${target} leads nowhere.`, 'Mend the reference.');
    }
  };

  return {
    OpenAPI: checkDialect('jsonSchemaDialect'),
    Schema: checkSchema,
    Discriminator: checkDiscriminator,
    XML: oneOf(options.findings, 'nodeType', ['element', 'attribute', 'text', 'cdata', 'none']),
  };
}
