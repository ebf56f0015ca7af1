import { documentRules } from './document-rules.ts';
import { exclusiveRules } from './exclusive-rules.ts';
import { parameterRules } from './parameter-rules.ts';
import { both, type RuleOptions, type Rules } from './rule.ts';
import { schemaRules } from './schema-rules.ts';
import { securityRules } from './security-rules.ts';
import { swaggerRules } from './swagger-rules.ts';

const merge = (one: Rules, other: Rules): Rules => {
  const merged = new Map(Object.entries(one));
  for (const [object, rule] of Object.entries(other)) {
    const before = merged.get(object);
    merged.set(object, before === undefined ? rule : both(before, rule));
  }
  return Object.fromEntries(merged);
};

/** The rules of every object of a version that has any. */
export function compileRules(options: RuleOptions): Rules {
  const schemas = schemaRules(options);
  const common = merge(documentRules(options), merge(securityRules(options), schemas));
  if (options.schemas.version === '2.0') {
    return merge(common, swaggerRules(options, schemas['Schema'] ?? (() => undefined)));
  }
  return merge(common, merge(exclusiveRules(options.findings), parameterRules(options)));
}
