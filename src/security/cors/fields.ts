import type { Operation, SecurityScheme } from '../../document/operation.ts';
import { schemesOf } from '../schemes.ts';

function schemeField({ type, in: location, parameter = '' }: SecurityScheme): readonly string[] {
  if (type === 'mutualTLS') return [];
  if (type === 'apiKey') return location === 'header' ? [parameter] : [];
  return ['authorization'];
}

/** Header fields, in lower case, that the document lets callers of an operation send. */
export function fieldsOf(operation: Operation, schemes: readonly SecurityScheme[]): readonly string[] {
  const { parameters, body } = operation;
  return [
    ...(body === null ? [] : ['content-type']),
    ...schemesOf(operation, schemes).flatMap(schemeField),
    ...parameters.filter(({ in: location }) => location === 'header').map(({ name }) => name),
  ].map((name) => name.toLowerCase());
}
