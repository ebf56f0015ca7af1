import { fieldValue } from '../../http/fields.ts';
import type { HttpRequest } from '../../http/message.ts';
import type { TrustedProxies } from '../trust.ts';
import { readForwarded } from './forwarded.ts';

/** What one proxy says of the request that it got, in its own words. */
export interface Hop {
  /** Who sent it. */
  readonly node?: string | undefined;
  readonly protocol?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
}

type Fields = HttpRequest['headers'];

/** What the proxies say, the nearest last; null where it cannot be told. */
export type ReadHops = (fields: Fields) => readonly Hop[] | null;

function forwarded(fields: Fields): readonly Hop[] | null {
  const elements = readForwarded(fieldValue(fields, 'forwarded') ?? '');
  return (
    elements?.map((element) => ({
      node: element.get('for'),
      protocol: element.get('proto'),
      host: element.get('host'),
    })) ?? null
  );
}

const listIn = (fields: Fields, name: string): readonly string[] =>
  (fieldValue(fields, name) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** The item that goes with a hop, where there is one for each; else that of the nearest proxy, which nobody before it can have written. */
const itemAt = (items: readonly string[], hop: number, hops: number): string | undefined =>
  items.length === hops ? items[hop] : items.at(-1);

function xForwarded(fields: Fields): readonly Hop[] {
  const nodes = listIn(fields, 'x-forwarded-for');
  const protocols = listIn(fields, 'x-forwarded-proto');
  const hosts = listIn(fields, 'x-forwarded-host');
  const ports = listIn(fields, 'x-forwarded-port');
  const hops = Math.max(1, nodes.length);
  return Array.from({ length: hops }, (_, hop) => ({
    node: nodes[hop],
    protocol: itemAt(protocols, hop, hops),
    host: itemAt(hosts, hop, hops),
    port: itemAt(ports, hop, hops),
  }));
}

const X_FORWARDED = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-port'];

/** A proxy that writes one family hands on what its caller wrote in the other; who sees both cannot tell which is which. */
function either(fields: Fields): readonly Hop[] | null {
  const isX = X_FORWARDED.some((name) => fields[name] !== undefined);
  if (fields['forwarded'] === undefined) return isX ? xForwarded(fields) : [];
  return isX ? null : forwarded(fields);
}

export const compileReadHops = (family: TrustedProxies['headers']): ReadHops =>
  family === undefined ? either : { forwarded, 'x-forwarded': xForwarded }[family];
