import { wellFormed } from '../../http/well-formed.ts';
import {
  type BalancerEvent,
  type HttpEvent,
  isBalancerEvent,
  isHttpEvent,
  type LambdaEvent,
  type RestEvent,
  textsOf,
} from './event.ts';

/** Characters that no request target holds: a gateway has decoded them. */
const DECODED = /[^\u0021-\u007e]|[#?]/gu;

const encodeDecoded = (text: string): string => wellFormed(text).replace(DECODED, encodeURIComponent);

/** Commas divide lists and were, most likely, sent as they are; a gateway that decodes does not tell. */
const encodeText = (text: string): string => encodeURIComponent(wellFormed(text)).replaceAll('%2C', ',');

type Lists = Iterable<readonly [name: string, values: readonly string[]]>;

/** All values of each name, where they are told; else the last one. */
function listsOf(event: RestEvent | BalancerEvent): Lists {
  const { queryStringParameters: last, multiValueQueryStringParameters: all } = event;
  return Object.entries(all ?? last ?? {}).map(([name, values]) => [name, textsOf(values)] as const);
}

function queryOf(event: RestEvent | BalancerEvent, encode: (text: string) => string): string {
  const pairs: string[] = [];
  for (const [name, values] of listsOf(event))
    for (const value of values) pairs.push(`${encode(name)}=${encode(value)}`);
  return pairs.join('&');
}

const withoutStage = (path: string, stage: string | undefined): string =>
  stage !== undefined && (path === `/${stage}` || path.startsWith(`/${stage}/`))
    ? path.slice(stage.length + 1) || '/'
    : path;

/** REST APIs leave the stage out of `path`; HTTP APIs leave it in, whichever their domain. */
function pathOf(event: RestEvent | HttpEvent, isKept: boolean): string {
  const { stage } = event.requestContext;
  if (isHttpEvent(event)) return isKept ? event.rawPath : withoutStage(event.rawPath, stage);
  if (isKept) return event.requestContext.path ?? event.path;
  return event.version === undefined ? event.path : withoutStage(event.path, stage);
}

/** The request target, as far as an event tells what was sent. Load balancers give names and values as they came; REST APIs decode them. */
export function targetOf(event: LambdaEvent, keepsStage: boolean): string {
  const isBalancer = isBalancerEvent(event);
  const path = isBalancer ? event.path : pathOf(event, keepsStage);
  const query = isHttpEvent(event)
    ? (event.rawQueryString ?? '')
    : queryOf(event, isBalancer ? encodeDecoded : encodeText);
  return `${encodeDecoded(path)}${query === '' ? '' : `?${query}`}`;
}
