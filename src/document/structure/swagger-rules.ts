import { memberOf } from '../../problem/pointer.ts';
import { own } from '../node.ts';
import { checkName } from './parameter-rules.ts';
import { both, has, oneOf, type Rule, type RuleOptions, type Rules } from './rule.ts';

const LOCATIONS = ['path', 'query', 'header', 'body', 'formData'];
const FORMATS = ['csv', 'ssv', 'tsv', 'pipes', 'multi'];

/** Rules of what only 2.0 has: parameters, items and headers that are their own schemas. */
export function swaggerRules(options: RuleOptions, checkSchema: Rule): Rules {
  const { error } = options.findings;
  const checkLocation = oneOf(options.findings, 'in', LOCATIONS);
  const checkItems = both(oneOf(options.findings, 'collectionFormat', FORMATS), checkSchema);

  const checkParameter: Rule = (node, pointer) => {
    if (has(node, '$ref')) return;
    checkLocation(node, pointer);
    const location = own(node, 'in');
    const needed = location === 'body' ? 'schema' : 'type';
    if (!has(node, needed)) {
      error('field-missing', pointer, `The parameter needs ${needed}.`, `Add ${needed}.`);
    }
    if (location === 'body') return;
    checkItems(node, pointer);
    checkName(options, node, pointer);
    if (own(node, 'collectionFormat') === 'multi' && location !== 'query' && location !== 'formData') {
      const message = `A ${String(location)} parameter cannot be repeated, as multi asks.`;
      error('style-unsupported', memberOf(pointer, 'collectionFormat'), message, 'Use csv.');
    }
  };

  return { Parameter: checkParameter, Items: checkItems, Header: checkItems };
}
