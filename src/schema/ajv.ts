import type { Ajv, Options, ValidateFunction } from 'ajv';
import type { Version } from '../document/operation.ts';
import { requireHere } from '../http/require-here.ts';
import { adapt, adaptThorough, formatsByName, withoutErrors } from './ajv-keywords.ts';
import type { Budget } from './budget.ts';
import type { Format } from './formats.ts';
import type { CompilePattern } from './pattern.ts';
import type { Translated } from './view.ts';

// A check is called synchronously, and an API that checks nothing should not pay for Ajv: hence `require`.
const loadAjv = (): typeof import('ajv') =>
  typeof require === 'function' ? require('ajv') : requireHere()('ajv');
const loadAjv2020 = (): typeof import('ajv/dist/2020.js') =>
  typeof require === 'function' ? require('ajv/dist/2020.js') : requireHere()('ajv/dist/2020.js');

/** What the user may say of checks. */
export interface CompileOptions {
  readonly formats: ReadonlyMap<string, Format>;
  readonly regexp: CompilePattern;
  /** Whether the code of the checks is to be written down. */
  readonly isWritten?: boolean;
}

const optionsOf = ({ formats, regexp, isWritten = false }: CompileOptions, allErrors: boolean): Options => ({
  allErrors,
  strict: false,
  strictNumbers: true,
  validateSchema: false,
  meta: false,
  messages: false,
  logger: false,
  formats: Object.fromEntries(formats),
  // V8 drops what Ajv would, and compiling takes two thirds of the time. What is written down should be short.
  code: {
    source: isWritten,
    optimize: isWritten,
    regExp: Object.assign(regexp, { code: 's.pattern' }),
  },
});

/** Compiles the schema behind a key, and what it refers to. */
export type Compile = (key: string) => ValidateFunction;

/** An Ajv of the document's dialect. With `thorough`, its checks list all errors instead of the first. */
export function createCompile(
  version: Version,
  settings: CompileOptions,
  translated: (key: string) => Translated,
  thorough: boolean,
  budget: Budget,
): Compile {
  const library = loadAjv();
  const options = optionsOf(settings, thorough);
  const ajv: Ajv = version < '3.1' ? new library.Ajv(options) : new (loadAjv2020().Ajv2020)(options);
  adapt(ajv, library, budget);
  if (thorough) adaptThorough(ajv, library);
  if (settings.isWritten === true) {
    formatsByName(ajv, library);
    if (!thorough) withoutErrors(ajv, library);
  }

  const add = (root: string): void => {
    const waiting = new Set([root]);
    for (const key of waiting) {
      if (ajv.schemas[key] !== undefined) continue;
      const { schema, references } = translated(key);
      ajv.addSchema(typeof schema === 'boolean' ? schema : { ...schema }, key);
      for (const reference of references) waiting.add(reference);
    }
  };

  return (key) => {
    add(key);
    const validate = ajv.getSchema(key);
    if (validate === undefined) throw new Error(`Ajv does not know the schema ${key}.`);
    return validate;
  };
}
