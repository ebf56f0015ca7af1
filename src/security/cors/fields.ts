import type { Operation, SecurityScheme } from '../../document/operation.ts';

function schemeField({ type, in: location, parameter = '' }: SecurityScheme): readonly string[] {
  if (type === 'mutualTLS') return [];
  if (type === 'apiKey') return location === 'header' ? [parameter] : [];
  return ['authorization'];
}

/** Header fields, in lower case, that the document lets callers of an operation send. */
export function fieldsOf(
  { parameters, body, security }: Operation,
  schemes: readonly SecurityScheme[],
): readonly string[] {
  const asked = new Set(security.flat().map(({ scheme }) => scheme));
  return [
    ...(body === null ? [] : ['content-type']),
    ...schemes.filter(({ name }) => asked.has(name)).flatMap(schemeField),
    ...parameters.filter(({ in: location }) => location === 'header').map(({ name }) => name),
  ].map((name) => name.toLowerCase());
}
