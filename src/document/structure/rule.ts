import { memberOf } from '../../problem/pointer.ts';
import type { Findings } from '../findings.ts';
import { type Node, own } from '../node.ts';
import type { Pointer, Schemas, Version } from '../operation.ts';

/** What a table of fields cannot say of one kind of object. */
export type Rule = (node: Node, pointer: Pointer) => void;

/** Rules by the name of the object. */
export type Rules = Readonly<Record<string, Rule>>;

export interface RuleOptions {
  readonly schemas: Schemas;
  readonly findings: Findings;
  /** Takes the names of formats, each with the first place where it is met. */
  readonly formats: Map<string, Pointer>;
}

export const has = (node: Node, field: string): boolean => own(node, field) !== undefined;

export const isAtLeast = (version: Version, least: Version): boolean => version >= least;

export const both =
  (one: Rule, other: Rule): Rule =>
  (node, pointer) => {
    one(node, pointer);
    other(node, pointer);
  };

/** A field that takes one of a few words. What is no string is said by the table. */
export const oneOf =
  ({ error }: Findings, field: string, words: readonly string[]): Rule =>
  (node, pointer) => {
    const value = own(node, field);
    if (typeof value !== 'string' || words.includes(value)) return;
    error(
      'field-value',
      memberOf(pointer, field),
      `${value} is not a value of ${field}.`,
      `Use ${words.join(', ')}.`,
    );
  };

/** What harms nothing before 3.1, whose schema refuses it. */
export const strictSince31 = ({ schemas, findings }: RuleOptions): Findings['error'] =>
  isAtLeast(schemas.version, '3.1') ? findings.error : findings.warn;
