import { tracingChannel } from 'node:diagnostics_channel';
import { setImmediate as turn } from 'node:timers/promises';
import { bind } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

const uncaught: string[] = [];
process.on('uncaughtException', ({ message }) => uncaught.push(message));

const boom = (): never => {
  throw new Error('boom');
};

tracingChannel('opbind:request').start.subscribe(boom);
tracingChannel('opbind:request').end.subscribe(boom);

const api = await bind(documentOf({ '/now': { get: operation('now') } }), { now: () => 'now' });
const { status, text } = await inject(api, { url: '/now' });
await turn();
process.stdout.write(JSON.stringify({ status, text, uncaught }));
