import type { Operation, ResponseRecord } from '../document/operation.ts';
import { fieldValue } from '../http/fields.ts';
import { isFieldValue } from '../http/header-lines.ts';
import type { HeaderLine, HttpRequest } from '../http/message.ts';
import { once } from '../http/once.ts';
import { createReply, type Reply } from '../http/reply.ts';
import { type Problem, refuse } from '../problem/problem.ts';
import { byPreference } from './accept.ts';
import { type Answers, type Content, compileAnswers, type MockOptions } from './answers.ts';
import { type Preferences, readPreferences, writePreference } from './prefer.ts';
import { chosenBy, usualOf } from './status.ts';

/** What a mock looks at of a trigger. */
export interface MockTrigger {
  readonly http: { readonly headers: HttpRequest['headers'] };
}

/** Answers as a process does. */
export type Mock = (trigger: MockTrigger) => Reply | Problem;

const NOTHING: Answers = { contents: [], headers: [] };

/** Names that a problem lists; there may be any number. */
const MOST_LISTED = 50;

const listed = (names: readonly string[]): string => names.slice(0, MOST_LISTED).join(', ');

const refusePreference = (message: string): Problem =>
  refuse('request-invalid', {
    errors: [{ in: 'header', name: 'Prefer', pointer: '', code: 'enum', message }],
  });

const noStatus = (responses: readonly ResponseRecord[]): Problem =>
  refusePreference(
    responses.length === 0
      ? 'The operation declares no answers to choose from.'
      : `The operation declares the answers ${listed(responses.map(({ status }) => status))}.`,
  );

const noExample = (contents: readonly Content[]): Problem => {
  const names = [...new Set(contents.flatMap(({ named }) => [...named.keys()]))];
  return refusePreference(
    names.length === 0
      ? 'The answer has no examples to choose from.'
      : `The answer has the examples ${listed(names)}.`,
  );
};

/** Text says its charset, for not every client assumes UTF-8. */
const charsetOf = ({ type, parts }: Content['writing']): string | undefined =>
  parts.type === 'text' && !/charset=/i.test(type) ? 'utf-8' : undefined;

/** What was chosen by preference, so that a client knows that it was heard (RFC 7240 §3). */
function applied(preferences: Preferences): readonly HeaderLine[] {
  const heard = ['code', 'example'].flatMap((name) => {
    const value = preferences.get(name);
    return value === undefined || !isFieldValue(value) ? [] : [writePreference(name, value)];
  });
  return heard.length === 0 ? [] : [['preference-applied', heard.join(', ')]];
}

/**
 * A process that answers an operation from its document: from its examples, else from its schemas.
 * `Prefer: code=404, example=cat` (RFC 7240) chooses a declared answer and one of its examples; what is not there to be chosen is refused.
 */
export function compileMock({ responses }: Operation, options: MockOptions): Mock {
  const compile = compileAnswers(options);
  const answers = new Map(responses.map((response) => [response, once(() => compile(response))]));
  const usual = usualOf(responses);

  return ({ http }) => {
    const preferences = readPreferences(fieldValue(http.headers, 'prefer'));
    const code = preferences.get('code');
    const chosen = code === undefined ? usual : chosenBy(code, responses);
    if (chosen === null) return noStatus(responses);

    const { status, response } = chosen;
    const declared = (response === null ? undefined : answers.get(response)?.()) ?? NOTHING;
    const contents = byPreference(fieldValue(http.headers, 'accept'), declared.contents);
    const name = preferences.get('example');
    const content = name === undefined ? contents[0] : contents.find(({ named }) => named.has(name));
    if (content === undefined && name !== undefined) return noExample(contents);

    const vary: HeaderLine = ['vary', declared.contents.length > 1 ? 'Accept, Prefer' : 'Prefer'];
    const headers = [...declared.headers, vary, ...applied(preferences)];
    if (content === undefined) return createReply(status, undefined, { headers });
    const { writing, named } = content;
    const example = name === undefined ? undefined : named.get(name);
    return createReply(status, example === undefined ? content.usual() : writing.write(example), {
      headers,
      contentType: writing.type,
      charset: charsetOf(writing),
    });
  };
}
