import { examine } from './bind.ts';
import { findUnread } from './body/unread.ts';
import { type LoadedDocument, loadDocument } from './document/load.ts';
import { loadOptionsOf } from './document/loaded.ts';
import type { Operation } from './document/operation.ts';
import { routingOf } from './judge.ts';
import type { BindOptions } from './options.ts';
import type { Finding } from './problem/finding.ts';
import { findCollisions } from './routing/collision.ts';
import { findUnknownFormats } from './schema/unknown-formats.ts';

/** What was found in a document, alone or with its processes, before anything is served. */
export interface Checked {
  /** What to call the document. */
  readonly source: string;
  /** Null where it cannot be read. */
  readonly version: string | null;
  readonly bound: readonly Operation[];
  readonly unbound: readonly Operation[];
  /** What keeps it from being bound. */
  readonly findings: readonly Finding[];
  /** What breaks a rule without harm. */
  readonly warnings: readonly Finding[];
}

const keyOf = ({ pointer, message }: Finding): string => `${pointer} ${message}`;

/** Findings about one text in the order of its lines; those about other things stay after them. */
const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) =>
    a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) : 0,
  );

/**
 * Operations that would answer the same URL if all of them were bound. What the rule of OpenAPI settles, the more concrete path first, is
 * worth a warning, for it has to be asked for; what nothing settles is a finding.
 */
function findAllCollisions(operations: readonly Operation[], options: BindOptions) {
  const routing = routingOf(options);
  const all = findCollisions(operations, 'strict', routing);
  if (options.collisions === 'strict') return { findings: all, warnings: [] };
  const findings = findCollisions(operations, 'concrete-first', routing);
  if (options.collisions === 'concrete-first') return { findings, warnings: [] };
  const known = new Set(findings.map(keyOf));
  return { findings, warnings: all.filter((finding) => !known.has(keyOf(finding))) };
}

async function checkAlone(loaded: LoadedDocument, options: BindOptions): Promise<Checked> {
  const { source, version, operations } = loaded;
  const collisions = findAllCollisions(operations, options);
  const warnings = [
    ...loaded.warnings,
    ...collisions.warnings,
    ...findUnread(operations),
    ...(version === null ? [] : findUnknownFormats(loaded.formats, options.formats)),
  ];
  return {
    source,
    version,
    bound: [],
    unbound: operations,
    findings: inOrder([...loaded.findings, ...(await loaded.place(collisions.findings))]),
    warnings: inOrder(await loaded.place(warnings)),
  };
}

/**
 * Says everything that is wrong with a document: alone, as if all of it were to be served, or with processes and options, as `bind` does,
 * but binds nothing.
 */
export async function check(
  document: string | URL,
  processes: Readonly<Record<string, unknown>> | null,
  options: BindOptions = {},
): Promise<Checked> {
  if (processes === null) return checkAlone(await loadDocument(document, loadOptionsOf(options)), options);
  const { loaded, assigned, findings, warnings } = await examine(document, processes, options);
  return {
    source: loaded.source,
    version: loaded.version,
    bound: assigned.bound.map(({ operation }) => operation),
    unbound: assigned.unbound,
    findings: inOrder(findings),
    warnings: inOrder(await loaded.place(warnings)),
  };
}
