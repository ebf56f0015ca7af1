import { createCompileOperation } from '../../compile-operation.ts';
import type { Operation, Parameter } from '../../document/operation.ts';
import { letGo } from '../../hold.ts';
import { splitTarget } from '../../http/target.ts';
import { routingOf } from '../../judge.ts';
import type { Issue } from '../../problem/issue.ts';
import { Problem } from '../../problem/problem.ts';
import { problemResponse } from '../../response/problem.ts';
import { compileRouter, type Router } from '../../routing/router.ts';
import { parameterNames } from '../../routing/template.ts';
import { createChecks } from '../../schema/checks.ts';
import { remembering } from '../../schema/remembering.ts';
import type { Contract } from '../contract-of.ts';
import { toRequest } from '../inject.ts';
import type { WrittenRequest } from '../write-request.ts';
import { joinPairs, toFieldText, toPairs, toPathText } from '../write-value.ts';

/** What becomes of a request by its document alone: it fits, it does not, or it is one of another operation. */
export type Fit = 'fits' | 'refused' | 'elsewhere';

/** The document, read as opbind reads it, with nobody behind it. */
export interface Reference {
  fit(operation: Operation, request: WrittenRequest): Promise<Fit>;
  /** Whether a value of a parameter, written and read again, fits what is said of it. */
  fitsParameter(operation: Operation, parameter: Parameter, value: unknown): boolean;
  readonly router: Router<Operation>;
}

/** What a document says of requests, by the rooms that read them. */
export function createReference({ loaded, options, operations }: Contract): Reference {
  const { compileMocked } = createCompileOperation(
    {
      ...loaded,
      createChecks: (own) => createChecks(loaded.schemas, own),
      compiledFor: null,
      ready: () => null,
    },
    { ...options, authenticators: {} },
    problemResponse,
    {
      policies: null,
      runsPath: null,
      queues: false,
    },
  );
  const compile = remembering((operation: Operation) => compileMocked(operation, () => () => undefined));
  const router = compileRouter(
    operations.map((operation) => ({ operation, target: operation })),
    routingOf(options),
  );

  const fit: Reference['fit'] = async (operation, written) => {
    const request = toRequest(written);
    const { path, query } = splitTarget(request.url);
    const match = router.find(request.method, path);
    if (match.kind !== 'found') return 'refused';
    if (match.target !== operation) return 'elsewhere';
    const issues: Issue[] = [];
    const { readParameters, readBody } = compile(operation);
    readParameters({ request, query, path: match.values }, issues);
    const body = await readBody(request, issues);
    if (!(body instanceof Problem)) letGo(body);
    return issues.length > 0 || body instanceof Problem ? 'refused' : 'fits';
  };

  const fitsParameter: Reference['fitsParameter'] = (operation, parameter, value) => {
    const { in: location, name } = parameter;
    const pairs = location === 'query' || location === 'cookie' ? joinPairs(toPairs(parameter, value)) : [];
    const headers = {
      ...(location === 'header' && { [name.toLowerCase()]: toFieldText(parameter, value) }),
      ...(location === 'cookie' && { cookie: pairs.join('; ') }),
    };
    const path = parameterNames(operation.template).map((one) =>
      one === name && location === 'path' ? toPathText(parameter, value) : '0',
    );
    const issues: Issue[] = [];
    const query = location === 'query' ? pairs.join('&') : '';
    compile(operation).readParameters({ request: { ...toRequest({}), headers }, query, path }, issues);
    return !issues.some((issue) => issue.name === name && issue.in === location);
  };

  return { fit, fitsParameter, router };
}
