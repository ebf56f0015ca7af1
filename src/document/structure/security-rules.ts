import { memberOf } from '../../problem/pointer.ts';
import { own, textOf } from '../node.ts';
import { has, oneOf, type Rule, type RuleOptions, type Rules } from './rule.ts';

/** The fields that each type of security scheme needs. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  apiKey: ['name', 'in'],
  http: ['scheme'],
  oauth2: ['flows'],
  openIdConnect: ['openIdConnectUrl'],
  mutualTLS: [],
};

const FIELDS_2: Readonly<Record<string, readonly string[]>> = {
  basic: [],
  apiKey: ['name', 'in'],
  oauth2: ['flow', 'scopes'],
};

export function securityRules({ schemas, findings }: RuleOptions): Rules {
  const is2 = schemas.version === '2.0';
  const fields = is2 ? FIELDS_2 : FIELDS;
  const checkKeyLocation = oneOf(findings, 'in', is2 ? ['query', 'header'] : ['query', 'header', 'cookie']);

  const checkScheme: Rule = (node, pointer) => {
    const type = textOf(own(node, 'type'));
    if (type === undefined) return;
    if (!Object.hasOwn(fields, type)) {
      const message = `There is no security scheme of type ${type}.`;
      findings.error(
        'field-value',
        memberOf(pointer, 'type'),
        message,
        `Use ${Object.keys(fields).join(', ')}.`,
      );
      return;
    }
    for (const field of fields[type] ?? []) {
      if (has(node, field)) continue;
      findings.error('field-missing', pointer, `A scheme of type ${type} needs ${field}.`, `Add ${field}.`);
    }
    if (type === 'apiKey') checkKeyLocation(node, pointer);
  };

  return { SecurityScheme: checkScheme };
}
