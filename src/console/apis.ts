import { type Api, inspecting } from '../api.ts';
import { isNode, nodeOf, own, textOf } from '../document/node.ts';
import type { InspectedOperation } from '../inspection.ts';
import type { Finding } from '../problem/finding.ts';
import { unescapeSegment } from '../problem/pointer.ts';
import type { ApiDetails, ApiName, OperationRow, ServingRow, WarningRow } from './words.ts';

/** The APIs of a console by the names under which it shows them. */
export type NamedApis = ReadonlyMap<string, Api>;

const isApi = (given: object): given is Api => inspecting in given;

/** One API is shown by the name `api`, which nobody gets to see. */
export const nameApis = (given: Api | Readonly<Record<string, Api>>): NamedApis =>
  isApi(given) ? new Map([['api', given]]) : new Map(Object.entries(given));

/** Whether these are APIs, at least one. */
export const areApis = (given: unknown): given is Api | Readonly<Record<string, Api>> =>
  isNode(given) &&
  (isApi(given) ||
    (Object.keys(given).length > 0 && Object.values(given).every((one) => isNode(one) && isApi(one))));

export function toApiName(name: string, { document }: Api): ApiName {
  const info = nodeOf(own(nodeOf(document), 'info'));
  const title = textOf(own(info, 'title')) ?? '';
  return { name, title: title || name, version: textOf(own(info, 'version')) ?? '' };
}

/** The node that a pointer leads to within a document; nothing where that is in another file. */
function nodeAt(document: unknown, pointer: string): Readonly<Record<string, unknown>> {
  if (!pointer.startsWith('/')) return {};
  const segments = pointer.slice(1).split('/');
  return nodeOf(
    segments.reduce<unknown>((node, segment) => own(nodeOf(node), unescapeSegment(segment)), document),
  );
}

function toServing({ serving }: InspectedOperation): ServingRow | null {
  if (serving === null) return null;
  const { mode, timeout, access } = serving;
  return {
    mode,
    timeout,
    credentials: access.credentials,
    reason: access.reason,
    isHttpsOnly: !access.protocols.includes('http'),
  };
}

function toOperationRow(operation: InspectedOperation, document: unknown): OperationRow {
  const node = nodeAt(document, operation.pointer);
  return {
    id: operation.id,
    method: operation.method,
    path: `${operation.basePaths[0] ?? ''}${operation.template}`,
    summary: textOf(own(node, 'summary')) ?? '',
    isDeprecated: own(node, 'deprecated') === true,
    serving: toServing(operation),
  };
}

const toWarning = ({ code, pointer, message, mend, file, line }: Finding): WarningRow => ({
  code,
  place: file === undefined ? pointer : `${pointer} (${file}${line === undefined ? '' : `:${line}`})`,
  message,
  mend: mend ?? null,
});

export function toApiDetails(name: string, api: Api): ApiDetails {
  const { document } = api;
  return {
    ...toApiName(name, api),
    operations: api[inspecting]().operations.map((operation) => toOperationRow(operation, document)),
    warnings: api.warnings.map(toWarning),
  };
}
