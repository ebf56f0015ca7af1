import type { Ajv, Code, KeywordCxt, Name } from 'ajv';
import { sizedLengths } from '../http/sized.ts';
import { addDispatch, addRefusals } from './ajv-dispatch.ts';
import type { Budget } from './budget.ts';
import { type Codegen, keepEvaluated } from './codegen.ts';
import { areUnique, isMultipleOf } from './exact.ts';
import { isOfNumbers } from './formats.ts';
import { isSized, lengthOf } from './length.ts';
import { isNode } from './node.ts';

type Write = (context: KeywordCxt, writeAsAjvDoes: () => void, ruleType?: string) => void;

type KeywordErrorCxt = Pick<KeywordCxt, 'params'>;

const ENOUGH_ERRORS = 100;

const LOOPS = [
  'items',
  'additionalItems',
  'unevaluatedItems',
  'additionalProperties',
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
];

const definitionOf = (ajv: Ajv, keyword: string) => {
  const definition = ajv.getKeyword(keyword);
  return typeof definition === 'object' && 'code' in definition ? definition : undefined;
};

/** Writes the code of a keyword in our way. A vocabulary that lacks the keyword stays without. */
const rewrite = (ajv: Ajv, keyword: string, write: Write): void => {
  const definition = definitionOf(ajv, keyword);
  if (definition === undefined) return;
  const { code } = definition;
  definition.code = (context, ruleType) => write(context, () => code(context, ruleType), ruleType);
};

/** Gives the errors of a keyword parameters of ours. */
const explain = (ajv: Ajv, keyword: string, params: (context: KeywordErrorCxt) => Code): void => {
  const definition = definitionOf(ajv, keyword);
  if (definition !== undefined) definition.error = { message: '', params };
};

/** Does something to the code after each subschema of a keyword. */
const afterSubschema = (context: KeywordCxt, write: () => void): void => {
  const subschema = context.subschema.bind(context);
  context.subschema = (application, valid) => {
    const written = subschema(application, valid);
    write();
    return written;
  };
};

/** Keywords whose own code is ours: exact decimals, and uniqueness in linear time. */
const replaceInexact = (ajv: Ajv, { _ }: Codegen, { spend }: Budget): void => {
  const areUniqueWithin = (items: readonly unknown[]): boolean => areUnique(items, spend);
  rewrite(ajv, 'multipleOf', (context) => {
    const isMultiple = context.gen.scopeValue('func', { ref: isMultipleOf, code: _`s.isMultipleOf` });
    context.fail(_`!${isMultiple}(${context.data}, ${context.schemaCode})`);
  });
  explain(ajv, 'uniqueItems', () => _`{}`);
  rewrite(ajv, 'uniqueItems', (context) => {
    if (context.schema !== true) return;
    const unique = context.gen.scopeValue('func', { ref: areUniqueWithin, code: _`s.areUnique` });
    context.fail(_`${context.data}.length > 1 && !${unique}(${context.data})`);
  });
};

// Ajv keeps an error for each item that is not the one sought, and copies the list each time.
const forgetMisses = (ajv: Ajv): void =>
  rewrite(ajv, 'contains', (context, write) => {
    afterSubschema(context, () => context.reset());
    write();
  });

const NAMING = ['required', 'properties', 'dependentRequired', 'dependentSchemas', 'dependencies'];

const namesIn = (schema: object): readonly unknown[] =>
  Array.isArray(schema) ? schema : [...Object.keys(schema), ...Object.values(schema).flat()];

const isInherited = (name: unknown): boolean => typeof name === 'string' && name in Object.prototype;

// Asking of each property whether it is the object's own would double the cost of a check; only `toString` and its like need to be asked.
const ownWhereInherited = (ajv: Ajv): void => {
  for (const keyword of NAMING)
    rewrite(ajv, keyword, (context, write) => {
      const { it, schema } = context;
      if (namesIn(schema).some(isInherited)) Object.assign(it, { opts: { ...it.opts, ownProperties: true } });
      write();
    });
};

// Only by way of references does a check come to the same schema again. The errors so far are copied each time, which costs a call for some 64 of them.
const spendOnReferences = (ajv: Ajv, { _, Name }: Codegen, { spend }: Budget): void =>
  rewrite(ajv, '$ref', ({ gen }, write) => {
    const spent = gen.scopeValue('func', { ref: spend, code: _`s.spend` });
    gen.code(_`${spent}(1 + ${new Name('errors')} / 64)`);
    write();
  });

/**
 * Lengths of texts. Characters are no more than the units of a text and no fewer than half of them, so few texts have to be counted; those
 * that may stand for a number of bytes are looked at.
 */
const countCheaply = (ajv: Ajv, { _ }: Codegen): void => {
  const isSuspect = (data: Name): Code =>
    _`(${data}.length >= ${sizedLengths.least} && ${data}.length <= ${sizedLengths.most})`;

  rewrite(ajv, 'maxLength', (context) => {
    const { data, gen, schema: most } = context;
    const count = gen.scopeValue('func', { ref: lengthOf, code: _`s.lengthOf` });
    context.fail(_`(${data}.length > ${most} || ${isSuspect(data)}) && ${count}(${data}) > ${most}`);
  });
  rewrite(ajv, 'minLength', (context) => {
    const { data, gen, schema: least } = context;
    const count = gen.scopeValue('func', { ref: lengthOf, code: _`s.lengthOf` });
    context.fail(_`(${data}.length < ${2 * least} || ${isSuspect(data)}) && ${count}(${data}) < ${least}`);
  });
  // Nobody can say whether bytes that were not read fit a pattern.
  rewrite(ajv, 'pattern', (context, write) => {
    const { data, gen } = context;
    const sized = gen.scopeValue('func', { ref: isSized, code: _`s.isSized` });
    context.fail(_`${isSuspect(data)} && ${sized}(${data})`);
    write();
  });
};

/** Formats of numbers that may be written as texts. Ajv knows a format for the one or the other. */
const alsoOfTexts = (ajv: Ajv, { _ }: Codegen): void =>
  rewrite(ajv, 'format', (context, write, ruleType) => {
    const { data, gen, schema } = context;
    const format: unknown = Object.hasOwn(ajv.formats, schema) ? ajv.formats[schema] : undefined;
    const isText = isNode(format) ? format['text'] : undefined;
    if (ruleType !== 'string' || typeof isText !== 'function') return write();
    context.fail(_`!${gen.scopeValue('func', { ref: isText })}(${data})`);
  });

/** All rules: a keyword that speaks of several types has one for each. */
const rulesOf = (ajv: Ajv) => [...ajv.RULES.rules, ajv.RULES.post].flatMap(({ rules }) => rules);

/** Formats in code that is written down: known by their names, for only when an API is bound it is known what they are. */
export const formatsByName = (ajv: Ajv, { _ }: Codegen): void => {
  for (const { keyword, definition } of rulesOf(ajv)) {
    if (keyword !== 'format' || !('code' in definition)) continue;
    definition.code = (context, ruleType) => {
      const { data, gen, schema: name } = context;
      const isNumber = ruleType === 'number';
      if (isNumber && !isOfNumbers(name)) return;
      const code = isNumber ? _`s.number(${name})` : _`s.text(${name})`;
      const fits = gen.scopeValue('formats', { key: `${ruleType} ${name}`, ref: name, code });
      context.fail(_`!${fits}(${data})`);
    };
  }
};

/** Without it, Ajv forgets in one branch what was evaluated in front of the union, or in another branch. */
const rememberEvaluated = (ajv: Ajv, codegen: Codegen): void => {
  for (const keyword of ['anyOf', 'oneOf', 'if', 'dependentSchemas'])
    rewrite(ajv, keyword, (context, write) => {
      keepEvaluated(context, codegen);
      write();
    });
};

/** Rewrites what every check needs. */
export const adapt = (ajv: Ajv, codegen: Codegen, budget: Budget): void => {
  addDispatch(ajv, codegen);
  addRefusals(ajv, codegen);
  rememberEvaluated(ajv, codegen);
  countCheaply(ajv, codegen);
  alsoOfTexts(ajv, codegen);
  // Ajv looks at these before it counts characters.
  afterLength(ajv, codegen, ['allOf', '$ref']);
  spendOnReferences(ajv, codegen, budget);
  ownWhereInherited(ajv);
  replaceInexact(ajv, codegen, budget);
  forgetMisses(ajv);
};

// A hostile array of a million wrong items must not become a million errors.
const stopAtEnough = (ajv: Ajv, { _, Name }: Codegen): void => {
  const isEnough = _`${new Name('errors')} >= ${ENOUGH_ERRORS}`;
  for (const keyword of LOOPS)
    rewrite(ajv, keyword, (context, write) => {
      const leave = () => context.gen.if(isEnough, () => context.gen.break());
      const error = context.error.bind(context);
      if (!Array.isArray(context.schema)) afterSubschema(context, leave);
      if (keyword.endsWith('Properties') && context.schema === false)
        context.error = (...reason) => {
          error(...reason);
          leave();
        };
      write();
    });
};

/** Keeps a keyword from texts that are too long: a costly pattern may be behind it, and `maxLength` refuses them anyway. */
const afterLength = (ajv: Ajv, { _ }: Codegen, keywords: readonly string[]): void => {
  for (const keyword of keywords)
    rewrite(ajv, keyword, (context, write) => {
      const { maxLength } = context.parentSchema;
      if (typeof maxLength !== 'number') return write();
      const { data, gen } = context;
      gen.if(_`typeof ${data} != "string" || ${data}.length <= ${2 * maxLength}`, () => gen.block(write));
    });
};

// Errors of the branches come before the union's own, which says how many each branch has had.
const countBranches = (ajv: Ajv, { _, Name }: Codegen): void => {
  const errors = new Name('errors');
  for (const keyword of ['anyOf', 'oneOf']) {
    explain(
      ajv,
      keyword,
      ({ params }) => _`{sizes: ${params['sizes']}, passing: ${params['passing'] ?? null}}`,
    );
    rewrite(ajv, keyword, (context, write) => {
      const { gen } = context;
      const sizes = gen.const('sizes', _`[]`);
      const before = gen.let('before', errors);
      afterSubschema(context, () => {
        gen.code(_`${sizes}.push(${errors} - ${before})`);
        gen.assign(before, errors);
      });
      const error = context.error.bind(context);
      context.error = (append) => {
        context.setParams({ sizes }, true);
        error(append);
      };
      write();
    });
  }
};

/** Rewrites what a check needs that lists all that is wrong. */
export const adaptThorough = (ajv: Ajv, codegen: Codegen): void => {
  stopAtEnough(ajv, codegen);
  // There is no first error to stop these.
  afterLength(ajv, codegen, ['pattern', 'format']);
  countBranches(ajv, codegen);
};

/** Errors of checks that say no more than yes or no are counted, and not read. */
export const withoutErrors = (ajv: Ajv, { _ }: Codegen): void => {
  for (const { keyword, definition } of rulesOf(ajv)) {
    if (!('code' in definition)) continue;
    const { code } = definition;
    definition.code = (context, ruleType) => {
      Object.assign(context.it, { createErrors: false, ...(keyword === '$ref' && { errorPath: _`""` }) });
      code(context, ruleType);
    };
  }
};
