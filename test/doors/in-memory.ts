import type { Api, HttpResponse } from '../../src/index.ts';
import type { AuditAnswer, AuditRequest, CalledDoor } from '../../src/testing/index.ts';

/** Header lines by lower-case name, as servers join them. */
export function fieldsOf({ headers }: AuditRequest): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [written, value] of headers) {
    const name = written.toLowerCase();
    fields[name] = fields[name] === undefined ? value : `${fields[name]}, ${value}`;
  }
  return fields;
}

export async function* chunksOf(body: HttpResponse['body']): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  if (typeof body === 'string' || body instanceof Uint8Array) yield Buffer.from(body);
  else yield* body;
}

/** The API without a door: what passes here is right about the suite itself. */
export const inMemory = (api: Api): CalledDoor => ({
  async call(request): Promise<AuditAnswer> {
    const { method, target: url, body, signal } = request;
    const answer = await api.handle({ method, url, headers: fieldsOf(request), body, signal });
    if (answer === undefined) return { status: 404, headers: [], body: chunksOf(null) };
    return { ...answer, body: chunksOf(answer.body) };
  },
});
