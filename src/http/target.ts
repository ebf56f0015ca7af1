/** A request target in two raw parts. Nothing is decoded and no dot segment is resolved. */
export interface Target {
  /** Before the `?`. */
  readonly path: string;
  /** After the `?`; empty when there is none. */
  readonly query: string;
}

const SLASH = 47;

/** Where the path of an absolute URL begins; its authority is of no concern here. */
const pathStart = (url: string): number => {
  const authority = url.indexOf('://');
  if (authority === -1) return 0;
  const start = url.slice(authority + 3).search(/[/?#]/);
  return start === -1 ? url.length : authority + 3 + start;
};

/** Splits `/pets?x=1` or `http://host/pets?x=1`. A fragment, which no client may send, is dropped (RFC 9112 §3.2). */
export function splitTarget(url: string): Target {
  const start = url.charCodeAt(0) === SLASH ? 0 : pathStart(url);
  const fragment = url.indexOf('#', start);
  const end = fragment === -1 ? url.length : fragment;
  const mark = url.indexOf('?', start);
  if (mark === -1 || mark > end) return { path: url.slice(start, end) || '/', query: '' };
  return { path: url.slice(start, mark) || '/', query: url.slice(mark + 1, end) };
}
