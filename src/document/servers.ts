import { memberOf } from '../problem/pointer.ts';
import type { Findings } from './findings.ts';
import { isNode, listOf, type Node, nodeOf, own, textOf } from './node.ts';
import type { Pointer } from './operation.ts';

/** Server URLs that the variables of one server may make, before the rest is left out. */
const EXPANSIONS = 1000;

/** The path of a server URL without its trailing slash, as it is written. */
export const toBasePath = (url: string): string => {
  const path = url.replace(/[?#].*$/s, '').replace(/^(?:[^/]*:)?\/\/[^/]*/, '');
  const absolute = path.startsWith('/') || path === '' ? path : `/${path}`;
  const plain = /(?:^|\/)\.{1,2}(?:\/|$)/.test(absolute)
    ? new URL(absolute, 'http://localhost').pathname
    : absolute;
  return plain.replace(/\/+$/, '');
};

/** The variables of a template, each once. */
const variablesOf = (template: string): readonly string[] => [
  ...new Set([...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name)),
];

/** What a variable may stand for: its enum, or its default. */
const valuesOf = (variable: Node): readonly string[] => {
  const values = listOf(own(variable, 'enum')).map(textOf);
  const fallback = textOf(own(variable, 'default'));
  return [...new Set([...values, fallback])].filter((value) => value !== undefined);
};

const expand = (template: string, variables: Node): readonly string[] => {
  let urls: readonly string[] = [template];
  for (const name of variablesOf(template)) {
    const values = valuesOf(nodeOf(own(variables, name)));
    const put = values.length === 0 ? [''] : values;
    urls = urls.flatMap((url) => put.map((value) => url.split(`{${name}}`).join(value))).slice(0, EXPANSIONS);
  }
  return urls;
};

const readServer = (findings: Findings, server: Node, pointer: Pointer): readonly string[] => {
  const url = textOf(own(server, 'url'));
  if (url === undefined) return [];
  const variables = nodeOf(own(server, 'variables'));
  // The authority cannot matter to a path, unless a variable holds both.
  const [, rest = url] = /^(?:[^/]*:)?\/\/[^/]*(.*)$/s.exec(url) ?? [];
  const routed = variablesOf(rest);
  for (const name of variablesOf(url)) {
    if (Object.hasOwn(variables, name)) continue;
    const note = routed.includes(name) ? findings.error : findings.warn;
    note(
      'server-variable-undeclared',
      memberOf(pointer, 'url'),
      `The server URL has a variable ${name} that is not declared.`,
      `Declare variables.${name} with a default, or bind with { basePath }.`,
    );
  }
  return expand(rest, variables).map(toBasePath);
};

/** Something that may list servers: an operation, a path item, the document. */
export interface ServerHolder {
  readonly node: Node;
  readonly pointer: Pointer;
}

/** The base paths of the nearest holder that lists any servers. */
export function createServersReader(
  findings: Findings,
): (holders: readonly ServerHolder[]) => readonly string[] {
  const known = new Map<Pointer, readonly string[]>();

  const readList = ({ node, pointer }: ServerHolder): readonly string[] => {
    const servers = listOf(own(node, 'servers')).filter(isNode);
    if (servers.length === 0) return [];
    const before = known.get(pointer);
    if (before !== undefined) return before;
    const paths = servers.flatMap((server, index) =>
      readServer(findings, server, memberOf(pointer, 'servers', index)),
    );
    const distinct = [...new Set(paths)];
    known.set(pointer, distinct);
    return distinct;
  };

  return (holders) => holders.map(readList).find((paths) => paths.length > 0) ?? [''];
}
