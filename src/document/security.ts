import { nearest } from '../problem/nearest.ts';
import { memberOf } from '../problem/pointer.ts';
import type { Findings } from './findings.ts';
import { isNode, listOf, type Node, nodeOf, own, textOf } from './node.ts';
import type { Pointer, Requirement, Schemas, SecurityScheme } from './operation.ts';
import { follow } from './schemas.ts';

const KEY_LOCATIONS = ['header', 'query', 'cookie'] as const;

const readApiKey = (node: Node): Pick<SecurityScheme, 'in' | 'parameter'> | undefined => {
  const location = KEY_LOCATIONS.find((known) => known === own(node, 'in'));
  const parameter = textOf(own(node, 'name'));
  return location === undefined || parameter === undefined ? undefined : { in: location, parameter };
};

const readScheme = (name: string, value: unknown, pointer: Pointer): SecurityScheme | undefined => {
  const node = nodeOf(value);
  const type = own(node, 'type');
  switch (type) {
    case 'basic': // 2.0
      return { name, pointer, type: 'http', scheme: 'basic' };
    case 'http': {
      const scheme = textOf(own(node, 'scheme'));
      return scheme === undefined ? undefined : { name, pointer, type, scheme: scheme.toLowerCase() };
    }
    case 'apiKey': {
      const key = readApiKey(node);
      return key === undefined ? undefined : { name, pointer, type, ...key };
    }
    case 'oauth2':
    case 'openIdConnect':
    case 'mutualTLS':
      return { name, pointer, type };
    default:
      return undefined;
  }
};

/** The security schemes of a document of any version. */
export function readSecuritySchemes(schemas: Schemas): readonly SecurityScheme[] {
  const holder = schemas.version === '2.0' ? '#/securityDefinitions' : '#/components/securitySchemes';
  return Object.keys(nodeOf(schemas.at(holder))).flatMap((name) => {
    const found = follow(schemas, memberOf(holder, name));
    const scheme = found === undefined ? undefined : readScheme(name, found.node, found.pointer);
    return scheme === undefined ? [] : [scheme];
  });
}

/** Reads `security` of an operation, or of the document where the operation says nothing. */
export function createSecurityReader(
  schemas: Schemas,
  findings: Findings,
  schemes: readonly SecurityScheme[],
): (operation: Node, pointer: Pointer) => readonly Requirement[] {
  const known = new Set(schemes.map(({ name }) => name));

  const mendOf = (scheme: string): string => {
    const meant = nearest(scheme, [...known]);
    const holder = schemas.version === '2.0' ? 'securityDefinitions' : 'components.securitySchemes';
    return meant === undefined
      ? `Declare it under ${holder}, or mend the name.`
      : `Did you mean ${meant}? Else declare it under ${holder}.`;
  };

  const readRequirement = (value: unknown, pointer: Pointer): Requirement =>
    Object.entries(nodeOf(value)).map(([scheme, scopes]) => {
      if (!known.has(scheme)) {
        findings.error(
          'security-scheme-unknown',
          memberOf(pointer, scheme),
          `No security scheme is named ${scheme}.`,
          mendOf(scheme),
        );
      }
      return { scheme, scopes: listOf(scopes).filter((scope) => typeof scope === 'string') };
    });

  const readList = (node: Node, pointer: Pointer): readonly Requirement[] | undefined => {
    const list = own(node, 'security');
    if (!Array.isArray(list)) return undefined;
    return list
      .filter(isNode)
      .map((value, index) => readRequirement(value, memberOf(pointer, 'security', index)));
  };

  const general = readList(nodeOf(schemas.at('#')), '#') ?? [];
  return (operation, pointer) => readList(operation, pointer) ?? general;
}
