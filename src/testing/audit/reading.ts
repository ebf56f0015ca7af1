import assert from 'node:assert/strict';
import type { AuditAnswer } from './door.ts';

/** All bytes of an answer. */
export async function bytesOf({ body }: AuditAnswer): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const textOf = async (answer: AuditAnswer): Promise<string> =>
  (await bytesOf(answer)).toString('utf8');

/** The JSON of an answer, which has to have this status. */
export async function jsonOf(answer: AuditAnswer, status = 200): Promise<unknown> {
  const text = await textOf(answer);
  assert.equal(
    answer.status,
    status,
    `Status ${answer.status} came in place of ${status}: ${text.slice(0, 200)}`,
  );
  return JSON.parse(text);
}

/** The values of a field, one for each line of it. */
export const linesOf = ({ headers }: AuditAnswer, name: string): string[] =>
  headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);

/** The value of a field that there is once. */
export function fieldOf(answer: AuditAnswer, name: string): string | undefined {
  const values = linesOf(answer, name);
  assert.ok(values.length <= 1, `The field ${name} came ${values.length} times: ${values.join(' | ')}`);
  return values[0];
}

/** A problem with this code and status, as the API tells it. */
export async function assertProblem(answer: AuditAnswer, status: number, code: string): Promise<void> {
  const problem = (await jsonOf(answer, status)) as { readonly code?: unknown };
  assert.equal(problem.code, code);
  assert.match(fieldOf(answer, 'content-type') ?? '', /^application\/problem\+json/);
}
