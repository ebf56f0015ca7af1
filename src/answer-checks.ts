import { itemSchemaOf } from './document/item-schema.ts';
import type { LoadedDocument } from './document/load.ts';
import type { Operation, Parameter, Pointer, Shape } from './document/operation.ts';
import { readShape } from './document/shape.ts';
import { isJsonType } from './http/media-type.ts';
import { compileParameter } from './parameters/parameter.ts';
import type { Check, Issue } from './problem/issue.ts';
import { type CheckAnswer, compileCheckAnswer } from './response/check-answer.ts';
import type { ResponseRules } from './response/rules.ts';
import type { Serializer } from './response/serializer.ts';

export interface AnswerChecksOptions {
  /** The check of a schema, in the direction of responses. */
  readonly checkOf: (schema: Pointer) => Check;
  /** Writers of the user's, by media type. */
  readonly serializers: Readonly<Record<string, Serializer>>;
}

/** An event is told from what it tells by its member `data` (OpenAPI 3.2, Server-Sent Event Streams). */
const isOfEvents = ({ properties, anyOf = [] }: Shape): boolean =>
  properties?.['data'] !== undefined || anyOf.some(isOfEvents);

/** Compiles the check of an operation's answers, from what the other rooms know of its document. */
export function createAnswerChecks(
  { schemas, headersOf }: Pick<LoadedDocument, 'schemas' | 'headersOf'>,
  { checkOf, serializers }: AnswerChecksOptions,
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

  const rewritesJson = Object.keys(serializers).some(isJsonType);

  return ({ id, responses }, rules) =>
    compileCheckAnswer(responses, {
      operation: id,
      rules,
      checkOf,
      headersOf,
      readHeader,
      itemOf: (mediaType) => itemSchemaOf(schemas, mediaType),
      isOfEvents: (schema) => isOfEvents(readShape(schemas, schema).shape),
      rewritesJson,
    });
}
