import { itemSchemaOf } from './document/item-schema.ts';
import type { LoadedDocument } from './document/load.ts';
import type { Operation, Parameter, Pointer } from './document/operation.ts';
import { compileParameter } from './parameters/parameter.ts';
import type { Check, Issue } from './problem/issue.ts';
import { type CheckAnswer, compileCheckAnswer } from './response/check-answer.ts';
import type { ResponseRules } from './response/rules.ts';

/**
 * Compiles the check of an operation's answers, from what the other rooms know of its document.
 *
 * @param checkOf The check of a schema, in the direction of responses.
 */
export function createAnswerChecks(
  { schemas, headersOf }: Pick<LoadedDocument, 'schemas' | 'headersOf'>,
  checkOf: (schema: Pointer) => Check,
): (operation: Operation, rules: Required<ResponseRules>) => CheckAnswer | null {
  /** Int64 is read exactly: a header may well be beyond what a number holds. */
  const readHeader = (header: Parameter): ((raw: string) => readonly Issue[]) => {
    const { read } = compileParameter(header, { checkOf, int64: 'bigint' });
    return (raw) => {
      const issues: Issue[] = [];
      read(raw, issues);
      return issues;
    };
  };

  return ({ id, responses }, rules) =>
    compileCheckAnswer(responses, {
      operation: id,
      rules,
      checkOf,
      headersOf,
      readHeader,
      itemOf: (mediaType) => itemSchemaOf(schemas, mediaType),
    });
}
