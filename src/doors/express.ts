import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Servable } from '../servable.ts';
import { toNodeListener } from './node.ts';

/** What `app.use` and `router.use` take, in Express 4 and 5 and in all that calls functions as Connect does. */
export type ExpressMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Serves an API from an Express application, 4 or 5. What the API has no path for goes on to `next`.
 *
 * The whole path is matched, `originalUrl`, wherever it is mounted: the prefix of a router is part of the base path of the API. May stand
 * before or after body parsers; what `express.json()` has parsed is checked, what `express.raw()` has read is parsed and checked. Nothing
 * is written to the request. Header fields set before are kept: cookies and `Vary` beside those of the answer, others unless it has its own.
 *
 * @param api What `bind` or `combine` gave.
 * @returns A function for `app.use`.
 * @example
 * const app = express();
 * app.use(toExpressMiddleware(await bind('petstore.yaml', { getPetById: ({ path }) => pets.get(path.petId) })));
 * app.get('/health', (request, response) => response.send('ok'));
 */
export function toExpressMiddleware(api: Servable): ExpressMiddleware {
  return toNodeListener(api);
}
