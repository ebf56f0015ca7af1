import { type Node, own } from './node.ts';
import type { Version } from './operation.ts';

const VERSIONS: Readonly<Record<string, Version>> = { '0': '3.0', '1': '3.1', '2': '3.2' };

/** The version a document names; null where it names none that we know. Patch versions make no difference. */
export const versionOf = (root: Node): Version | null => {
  // YAML reads an unquoted 2.0 or 3.1 as a number; what is meant is plain.
  if (['2.0', '2'].includes(String(own(root, 'swagger')))) return '2.0';
  const [, minor = ''] = /^3\.([012])(?:\.\d+(?:-.+)?)?$/.exec(String(own(root, 'openapi'))) ?? [];
  return VERSIONS[minor] ?? null;
};
