import { tenThousand } from '../documents/thousand.mjs';
import { cases, probes as probesOfF } from './f.mjs';

export { cases };

export const title = 'Ff the same URLs, 10,000 operations';
export const goal = 1.15;
export const start = { app: 'document', document: { name: 'ten thousand', content: tenThousand } };

/** One of them is a path here. */
export const probes = probesOfF.filter(({ request }) => !request.includes('/v1/things100 '));

/** The others take minutes to start on it. */
export const contestants = ['raw', 'raw-ajv', 'fastify', 'opbind', 'opbind-before'];
