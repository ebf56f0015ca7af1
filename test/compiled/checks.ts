import type { Pointer, Schemas } from '../../src/document/operation.ts';
import { type Finding, SetupError } from '../../src/problem/finding.ts';
import type { CheckOptions, Checks, createChecks as createAsIs, Direction } from '../../src/schema/checks.ts';
import { compileFindFillChecks } from '../../src/schema/fill-part.ts';
import { codeOfChecks, writeChecks } from '../../src/schema/write-checks.ts';
import { createWrittenChecks, type WrittenChecks } from '../../src/schema/written-checks.ts';

export type { CheckOptions, Checks, Direction };

const compile = (
  schemas: Schemas,
  pointers: Iterable<Pointer>,
  direction: Direction,
  options: CheckOptions,
): WrittenChecks => {
  const refuses = direction === 'response' || options.readOnly === 'refuse';
  const code = codeOfChecks(writeChecks(schemas, pointers, { direction, refuses }));
  return new Function(`'use strict';return ${code}`)();
};

/** `createChecks` that writes each check that is asked for as code, and takes it from there. */
export const createChecks: typeof createAsIs = (schemas, options = {}) => {
  const written = (pointers: Iterable<Pointer>): Checks => {
    const all = [...pointers];
    return createWrittenChecks(
      schemas,
      {
        request: compile(schemas, all, 'request', options),
        response: compile(schemas, all, 'response', options),
      },
      () => true,
      options,
    );
  };
  const asked: { readonly warm: () => Promise<void> }[] = [];
  return {
    checkOf: (schema, direction) => {
      let checks: Checks | null = null;
      const made = (): Checks => {
        checks ??= written([schema]);
        return checks;
      };
      asked.push({
        warm: () => {
          made().checkOf(schema, direction);
          return made().warmup();
        },
      });
      return (value) => made().checkOf(schema, direction)(value);
    },
    fillOf: (schema) => written([schema, ...(compileFindFillChecks(schemas)(schema) ?? [])]).fillOf(schema),
    warmup: async () => {
      const findings: Finding[] = [];
      for (const { warm } of asked)
        await warm().catch((error: SetupError) => void findings.push(...error.findings));
      if (findings.length > 0) throw new SetupError(findings);
    },
  };
};
