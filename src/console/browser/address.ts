/** What the part of the address after `#` asks for. */
export interface Address {
  readonly view: 'runs' | 'run' | 'operations';
  /** Of a run. */
  readonly id: string;
  /** Which API, where there are several; empty for the first. */
  readonly api: string;
  readonly query: URLSearchParams;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** `#/runs?state=failed`, `#/runs/0m2…`, `#/operations`. */
export function readAddress(hash: string): Address {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2);
  const [, first = '', id = ''] = path.split('/');
  const query = new URLSearchParams(search);
  const api = query.get('api') ?? '';
  query.delete('api');
  if (first === 'operations') return { view: 'operations', id: '', api, query };
  return { view: first === 'runs' && id !== '' ? 'run' : 'runs', id: decoded(id), api, query };
}

/** An address, without what is empty in its query. */
export function toHash(path: string, query: Readonly<Record<string, string>>): string {
  const entries = Object.entries(query).filter(([, value]) => value !== '');
  return entries.length === 0 ? `#${path}` : `#${path}?${new URLSearchParams(entries)}`;
}

export const runHash = (id: string, api: string): string =>
  toHash(`/runs/${encodeURIComponent(id)}`, { api });
