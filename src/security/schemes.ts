import type { Operation, SecurityScheme } from '../document/operation.ts';

/** Names of the schemes that an operation asks for, each once, in the order in which it does. */
export const schemeNamesOf = ({ security }: Pick<Operation, 'security'>): ReadonlySet<string> =>
  new Set(security.flat().map(({ scheme }) => scheme));

/** The schemes that an operation asks for, in the order of the document. */
export function schemesOf(
  operation: Pick<Operation, 'security'>,
  schemes: readonly SecurityScheme[],
): readonly SecurityScheme[] {
  const names = schemeNamesOf(operation);
  return schemes.filter(({ name }) => names.has(name));
}
