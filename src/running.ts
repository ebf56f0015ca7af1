import { compileBasePathOf } from './base-path.ts';
import type { BoundOperation } from './call.ts';
import type { Operation, Parameter } from './document/operation.ts';
import type { BindOptions, OperationOptions } from './options.ts';
import { performNow } from './perform.ts';
import type { Secrets } from './security/secrets.ts';
import { compileSnapshot } from './snapshot.ts';
import { compilePerform, compileTerms, type RunRules, readRunRules } from './terms.ts';

/** Header fields by which callers speak of runs, and are told of them, in lower case. */
export interface RunFields {
  readonly asked: readonly string[];
  readonly answered: readonly string[];
}

/** How the runs of an operation go. */
export interface Running
  extends Pick<BoundOperation, 'readTerms' | 'perform' | 'timeout' | 'patience' | 'isAlways'> {
  readonly fields: RunFields;
}

/** What is the same for the runs of all operations. */
export interface RunsBeside {
  /** Path under which callers ask for runs; null where they cannot. */
  readonly runsPath: string | null;
  /** Whether runs are executed by workers. */
  readonly queues: boolean;
}

const PATIENCE = 60_000;

export const NO_RUN_FIELDS: RunFields = { asked: [], answered: [] };

/** Of calls whose runs are nobody's business, those that a document answers for one. */
export const UNKEPT: Running = {
  readTerms: () => null,
  perform: (call, parts) => performNow(call, parts, call.to.timeout),
  timeout: PATIENCE,
  patience: PATIENCE,
  isAlways: false,
  fields: NO_RUN_FIELDS,
};

const fieldsOf = ({ speaksOfKeys }: RunRules, canPoll: boolean): RunFields => ({
  asked: [...(canPoll ? ['prefer'] : []), ...(speaksOfKeys ? ['idempotency-key'] : [])],
  answered: [
    ...(canPoll ? ['location', 'retry-after', 'preference-applied'] : []),
    ...(speaksOfKeys ? ['idempotency-replayed'] : []),
  ],
});

/** Whether members of a parameter stand in the query by their own names, and one could be `timeout`. */
const spreads = ({ style, explode, shape: { types, properties, additional } }: Parameter): boolean =>
  style === 'form' &&
  explode &&
  (types.includes('object') || properties !== undefined) &&
  (Object.hasOwn(properties ?? {}, 'timeout') || additional !== false);

/** Whether the document says itself what a query parameter `timeout` is. */
export const declaresTimeout = ({ parameters }: Pick<Operation, 'parameters'>): boolean =>
  parameters.some(
    (parameter) =>
      parameter.in === 'querystring' ||
      (parameter.in === 'query' && (parameter.name === 'timeout' || spreads(parameter))),
  );

/** The URL of a run, under the base path that its call came by. */
function compileRunUrl(operation: Operation, runsPath: string): (path: string, id: string) => string {
  const basePathOf = compileBasePathOf(operation);
  return (path, id) => `${basePathOf(path)}${runsPath}/${id}`;
}

/** Prepares the runs of operations. */
export function createCompileRunning(
  options: BindOptions,
  { runsPath, queues }: RunsBeside,
  secrets: Secrets,
): (operation: Operation, own: OperationOptions) => Running {
  const canPoll = runsPath !== null;
  return (operation, own) => {
    const rules = readRunRules(operation.method, own, operation.settings, options);
    const context = {
      canPoll,
      queues,
      declaresTimeout: declaresTimeout(operation),
      urlOf: compileRunUrl(operation, runsPath ?? ''),
      toSnapshot: compileSnapshot(operation.parameters, secrets),
    };
    return {
      readTerms: compileTerms(rules, context),
      perform: compilePerform(rules, context),
      timeout: rules.timeout,
      patience: own.timeout ?? operation.settings.timeout ?? options.timeout ?? PATIENCE,
      isAlways: false,
      fields: fieldsOf(rules, canPoll),
    };
  };
}
