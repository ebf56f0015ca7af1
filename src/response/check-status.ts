import type { MediaType, Parameter, Pointer, ResponseRecord } from '../document/operation.ts';
import { isJsonType } from '../http/media-type.ts';
import type { HttpResponse, ResponseBody } from '../http/message.ts';
import { issueWithin, type SchemaIssue } from '../problem/issue.ts';
import { Problem } from '../problem/problem.ts';
import { isBodiless } from './bodiless.ts';
import { UNCHECKED } from './check-content.ts';
import type { CheckSequenceItem } from './check-events.ts';
import { compileCheckHeaders, type ReadHeader } from './check-headers.ts';
import { type CheckTypesOptions, compileCheckTypes } from './check-types.ts';

export interface CheckStatusOptions extends CheckTypesOptions {
  /** The headers that a response declares. */
  readonly headersOf: (response: Pointer) => readonly Parameter[];
  readonly readHeader: ReadHeader;
}

/** What is about to be sent, and what it was made of. */
export interface Checkable {
  readonly response: HttpResponse;
  /** The content as the process gave it: a value, a text, bytes, a stream, a problem; undefined for none. */
  readonly content: unknown;
  /** Whether HEAD was asked, so that content may be left out. */
  readonly isHead: boolean;
}

/** What one response of the document asks of answers. */
export interface CheckStatus {
  /** Everything wrong with an answer, but for items that are yet to come. `skip` is called for content that cannot be checked. */
  readonly issuesOf: (checkable: Checkable, skip: () => void) => readonly SchemaIssue[];
  /** What an item of a sequence of this content type has to fit; null where nothing is asked. */
  readonly itemOf: (type: string) => CheckSequenceItem | null;
}

const isEmpty = (body: ResponseBody): boolean =>
  body === null || body === '' || (body instanceof Uint8Array && body.byteLength === 0);

type Issues = readonly SchemaIssue[];

const NO_ISSUES: Issues = [];

const CONTENT_MISSING: Issues = [
  { pointer: '/body', code: 'content-missing', message: 'Content is declared here, and there is none.' },
];

const CONTENT_UNDECLARED: Issues = [
  {
    pointer: '/body',
    code: 'content-undeclared',
    message: 'No content is declared here, and there is some.',
  },
];

const undeclaredType = (content: readonly MediaType[]): Issues => [
  {
    pointer: '/headers/content-type',
    code: 'media-type',
    message: `Must be ${content.map(({ type }) => type).join(' or ')}.`,
  },
];

const inBody = (issue: SchemaIssue): SchemaIssue => issueWithin('/body', issue);

const typeOf = ({ headers }: HttpResponse): string =>
  headers.find(([name]) => name === 'content-type')?.[1] ?? '';

/** Whether there has to be content. What else than JSON is declared may be empty and still be whole. */
const asksForContent = (content: readonly MediaType[]): boolean =>
  content.some(({ type, schema }) => schema !== null && isJsonType(type));

/** Compiles what one response asks of answers. */
export function compileCheckStatus(record: ResponseRecord, options: CheckStatusOptions): CheckStatus {
  const { content, pointer, headers = options.headersOf(pointer) } = record;
  const types = compileCheckTypes(content, options);
  const checkHeaders = compileCheckHeaders(headers, options.readHeader);
  const needsContent = asksForContent(content);
  const wrongType = undeclaredType(content);

  const issuesOfProblem = ({ response }: Checkable): Issues => {
    const issues = types.problem(typeOf(response))(response.body, response.body);
    return issues === null || issues === UNCHECKED ? NO_ISSUES : issues.map(inBody);
  };

  const issuesOfContent = (checkable: Checkable, skip: () => void): Issues => {
    const { response, content: given, isHead } = checkable;
    if (isEmpty(response.body))
      return needsContent && !isHead && !isBodiless(response.status) ? CONTENT_MISSING : NO_ISSUES;
    if (given instanceof Problem) return issuesOfProblem(checkable);
    if (content.length === 0) return CONTENT_UNDECLARED;
    const check = types.content(typeOf(response));
    if (check === null) return wrongType;
    const issues = check(given, response.body);
    if (issues === UNCHECKED) skip();
    return issues === null || issues === UNCHECKED ? NO_ISSUES : issues.map(inBody);
  };

  return {
    issuesOf: (checkable, skip) => {
      const ofContent = issuesOfContent(checkable, skip);
      return checkHeaders === null ? ofContent : [...checkHeaders(checkable.response.headers), ...ofContent];
    },
    itemOf: types.item,
  };
}
