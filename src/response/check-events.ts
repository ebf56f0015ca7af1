import type { Check } from '../problem/issue.ts';
import { checkValue, type Issues, isAboutOthers } from './check-content.ts';
import { eventOf, type ServerSentEvent } from './events.ts';
import { toJson } from './json.ts';

/** Checks an item of a sequence before it is written. */
export type CheckSequenceItem = (item: unknown) => Issues;

const textOf = ({ data }: ServerSentEvent): unknown =>
  data === undefined || typeof data === 'string' ? data : toJson(data);

/** An event as its reader gets it (OpenAPI 3.2, Server-Sent Event Streams): all is text but the time to wait. */
function asRead(event: ServerSentEvent): object {
  const { event: name, id, retry } = event;
  const data = textOf(event);
  return {
    ...(data !== undefined && { data }),
    ...(name !== undefined && name !== null && { event: name }),
    ...(id !== undefined && id !== null && { id: String(id) }),
    ...(retry !== undefined && retry !== null && { retry }),
  };
}

/** What is told by an event, where the schema is of that and not of the event. A text may be JSON that is written already. */
function checkTold(check: Check, { data }: ServerSentEvent): Issues {
  if (data === undefined) return null;
  const issues = checkValue(check, data);
  if (typeof data !== 'string' || issues === null || !isAboutOthers(issues)) return issues;
  try {
    return check(JSON.parse(data));
  } catch {
    return issues;
  }
}

/** The check of events by a schema that is of whole events, or of what they tell. */
export const compileCheckEvent = (check: Check, ofEvents: boolean): CheckSequenceItem =>
  ofEvents ? (item) => checkValue(check, asRead(eventOf(item))) : (item) => checkTold(check, eventOf(item));
