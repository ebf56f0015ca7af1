import type { LoadedDocument } from './document/load.ts';
import type { Operation, Pointer } from './document/operation.ts';
import { beginningsOf } from './document/pointer.ts';
import { findSampler } from './mock/find-sampler.ts';
import { compileMock } from './mock/mock.ts';
import { hasSampler } from './mock/sampler.ts';
import type { BindOptions } from './options.ts';
import type { Finding } from './problem/finding.ts';
import type { Check } from './problem/issue.ts';
import type { Process } from './processes.ts';
import { compileFormat } from './response/format.ts';

/** Operations that the document answers itself. */
export interface Mocks {
  readonly operations: ReadonlySet<unknown>;
  /** What keeps it from answering. */
  readonly findings: readonly Finding[];
  /** @param checkOf The check of a schema, in the direction of responses. */
  readonly compile: (operation: Operation, checkOf: (schema: Pointer) => Check) => Process;
}

/** Operations that are sound. */
function soundOnes({ findings }: LoadedDocument, operations: readonly Operation[]): readonly Operation[] {
  const unsound = new Set(findings.flatMap(({ pointer }) => beginningsOf(`#${pointer}`)));
  return operations.filter(({ pointer }) => !unsound.has(pointer));
}

/** Lets the document answer for operations without a process, as far as they are sound. */
export function createMocks(
  loaded: LoadedDocument,
  unbound: readonly Operation[],
  { serializers = {} }: BindOptions,
): Mocks {
  const { schemas, headersOf } = loaded;
  const operations = soundOnes(loaded, unbound);
  /** Whether any value can be written in a media type. */
  const canWrite = (type: string): boolean =>
    compileFormat(type, null, { xmlOf: () => String, allowsNull: () => false, serializers }).writers
      .object !== undefined;
  return {
    operations: new Set(operations),
    findings: findSampler(operations, { schemas, headersOf, canWrite }, hasSampler()),
    compile: (operation, checkOf) => compileMock(operation, { schemas, headersOf, checkOf, canWrite }),
  };
}
