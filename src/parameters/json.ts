import type { Failure } from './failure.ts';

const NOT_JSON: Failure = { code: 'malformed', message: 'Must be JSON.' };

/** Escapes of letters and of the underscore can spell the name too, and hardly anybody else uses them. */
const MAY_POISON = /__proto__|\\u00[567]/;

const refusePoison = (key: string, value: unknown): unknown => {
  if (key === '__proto__')
    throw new SyntaxError('A member named __proto__ changes a prototype when it is merged.');
  return value;
};

/** JSON text → value. A failure where it is not JSON, or has a member `__proto__`. */
export function readJson(text: string): { readonly json: unknown } | Failure {
  try {
    return { json: MAY_POISON.test(text) ? JSON.parse(text, refusePoison) : JSON.parse(text) };
  } catch {
    return NOT_JSON;
  }
}
