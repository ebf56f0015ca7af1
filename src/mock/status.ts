import type { ResponseRecord } from '../document/operation.ts';

/** A declared response, and the status that it is answered with. */
export interface Chosen {
  readonly status: number;
  /** Null where the operation declares no response at all. */
  readonly response: ResponseRecord | null;
}

/** Statuses that can be an answer: those below 200 come before one. */
const isFinal = (status: number): boolean => status >= 200 && status <= 599;

const numberOf = ({ status }: ResponseRecord): number =>
  status === 'default' ? 200 : Number(status.replace('XX', '00'));

/** The lowest 2xx before a range of them, then `default`, then the first of the others. */
const rankOf = ({ status }: ResponseRecord): number => {
  if (/^2\d\d$/.test(status)) return Number(status);
  if (status === '2XX') return 300;
  return status === 'default' ? 301 : 302;
};

/** What is answered where nobody asks for another status: success, as far as the document knows of any. */
export function usualOf(responses: readonly ResponseRecord[]): Chosen {
  const [first] = responses
    .filter((response) => isFinal(numberOf(response)))
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  return first === undefined ? { status: 204, response: null } : { status: numberOf(first), response: first };
}

/** The response that speaks for a status: its own before its range, that before `default`; null where none does. */
export function chosenBy(code: string, responses: readonly ResponseRecord[]): Chosen | null {
  const status = /^\d{3}$/.test(code) ? Number(code) : 0;
  if (!isFinal(status)) return null;
  for (const key of [code, `${code.slice(0, 1)}XX`, 'default']) {
    const response = responses.find((one) => one.status === key);
    if (response !== undefined) return { status, response };
  }
  return null;
}
