import { type Problem, refuse } from '../problem/problem.ts';

export const beyondLimit = (detail: string): Problem => refuse('body-too-large', { detail });

export const tooLarge = (limit: number): Problem => beyondLimit(`The body may have ${limit} bytes at most.`);

export const itemTooLarge = (limit: number): Problem =>
  beyondLimit(`An item of the body may have ${limit} bytes at most.`);

export const malformed = (detail: string): Problem => refuse('body-malformed', { detail });

export const tooLong = (): Problem => malformed('The body is longer than its Content-Length.');

export const cutShort = (): Problem => malformed('The body ended before it was complete.');

export const drained = (): Problem =>
  refuse('body-drained', {
    detail:
      'Something in the host application has read the body. Hand it over as { parsed }, or let opbind read it.',
  });
