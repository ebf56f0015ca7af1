import type { Operation } from '../../document/operation.ts';
import { splitTarget } from '../../http/target.ts';
import type { WrittenRequest } from '../write-request.ts';
import { isProtected } from './credentials.ts';
import type { Outcome } from './judge.ts';
import { type ContractFailure, toFailure } from './report.ts';
import type { Notes, Session } from './session.ts';

/** Asks once, with a request that fits, and gives what is wrong with what comes back. */
export type Probe = (
  session: Session,
  operation: Operation,
  request: WrittenRequest,
  notes: Notes,
) => Promise<readonly ContractFailure[]>;

/** Methods that are tried at a path that does not have them. */
const METHODS = ['DELETE', 'PATCH', 'PUT', 'POST', 'GET'];

const allowIn = (headers: Readonly<Record<string, string>>): readonly string[] =>
  (headers['allow'] ?? '').split(',').map((method) => method.trim().toUpperCase());

/** What is wrong with the answer to a method that the path does not have; null where nothing is. */
function faultOfMethod({ method: has }: Operation, method: string, outcome: Outcome): string | null {
  if ('failure' in outcome) return outcome.failure;
  if (outcome.status !== 405)
    return `The path has no ${method}, and the answer is ${outcome.status} in place of 405.`;
  const allow = allowIn(outcome.headers);
  if (allow.includes(method)) return `Allow lists ${method}, which is refused.`;
  return allow.includes(has) ? null : `Allow does not list ${has}, which the path has.`;
}

/** A method that no operation of the path has (RFC 9110 §15.5.6). */
export const probeMethod: Probe = async (session, operation, { url }, notes) => {
  const { path } = splitTarget(url);
  const method = METHODS.find((one) => session.reference.router.find(one, path).kind === 'method');
  if (method === undefined) return [];
  const request = { method, url: path, headers: {} };
  const outcome = await session.send(notes, operation, request, 'nobody');
  session.count('unsupportedMethod');
  const message = faultOfMethod(operation, method, outcome);
  if (message === null || !session.checks.has('unsupportedMethod')) return [];
  const found = { operation: operation.id, kind: 'method', check: 'unsupportedMethod', at: '0' } as const;
  return [toFailure({ ...found, message, request, outcome })];
};

const UNKNOWN = [
  ['nobody', 'without credentials'],
  ['stranger', 'with credentials that are nobody’s'],
] as const;

/** Callers that nobody knows. An operation that the document answers itself asks for no credentials. */
export const probeAuth: Probe = async (session, operation, given, notes) => {
  const { subject, checks } = session;
  if (!isProtected(operation) || subject.contract.mocked.has(operation)) return [];
  for (const [sender, how] of UNKNOWN) {
    const request = subject.sign(operation, given, sender) ?? given;
    const outcome = await session.send(notes, operation, request, sender);
    session.count('credentialsAsked');
    const status = 'failure' in outcome ? null : outcome.status;
    if (status === 401 || status === 403 || !checks.has('credentialsAsked')) continue;
    const came = 'failure' in outcome ? outcome.failure : `answered with ${outcome.status}`;
    const message = `A request ${how} is not refused with 401 or 403: ${came}`;
    const found = { operation: operation.id, kind: 'auth', check: 'credentialsAsked', at: '0' } as const;
    return [toFailure({ ...found, message, request, outcome })];
  }
  return [];
};
