import { isToken } from '../../http/token.ts';
import { memberOf } from '../../problem/pointer.ts';
import { isNode, type Node, own, textOf } from '../node.ts';
import type { ParameterLocation, Pointer } from '../operation.ts';
import { isLocation, stylesOf } from '../parameter.ts';
import { has, oneOf, type Rule, type RuleOptions, type Rules, strictSince31 } from './rule.ts';

/** Rules of parameters, headers and encodings of 3.x. */
export function parameterRules(options: RuleOptions): Rules {
  const { version } = options.schemas;
  const { error, warn } = options.findings;
  const strict = strictSince31(options);

  const checkContent: Rule = (node, pointer) => {
    const content = own(node, 'content');
    if (!isNode(content) || Object.keys(content).length === 1) return;
    const message = 'There has to be exactly one media type here.';
    error('content-single', memberOf(pointer, 'content'), message, 'Keep one.');
  };

  const checkStyle = (node: Node, location: ParameterLocation, pointer: Pointer): void => {
    const style = own(node, 'style');
    const styles = stylesOf(location, version);
    if (typeof style !== 'string' || styles.some((known) => known === style)) return;
    const message = `A ${location} parameter cannot have the style ${style}.`;
    error('style-unsupported', memberOf(pointer, 'style'), message, `Use ${styles.join(', ')}.`);
  };

  /** Whether values are percent-encoded there, so that allowReserved says something. */
  const reserves = (node: Node, location: ParameterLocation): boolean =>
    location === 'query' ||
    (version === '3.2' &&
      (location === 'path' || (location === 'cookie' && own(node, 'style') !== 'cookie')));

  const checkMeaning = (node: Node, location: ParameterLocation, pointer: Pointer): void => {
    if (has(node, 'allowReserved') && !reserves(node, location)) {
      const message = `allowReserved says nothing in a ${location} parameter.`;
      strict('field-value', memberOf(pointer, 'allowReserved'), message, 'Drop it.');
    }
    if (has(node, 'allowEmptyValue') && location !== 'query') {
      const message = `allowEmptyValue says nothing in a ${location} parameter.`;
      strict('field-value', memberOf(pointer, 'allowEmptyValue'), message, 'Drop it.');
    }
  };

  const checkKind = (node: Node, location: ParameterLocation, pointer: Pointer): void => {
    if (location === 'querystring' && has(node, 'schema')) {
      const message = 'A querystring parameter is described by content.';
      error('field-exclusive', pointer, message, 'Move schema into content.');
    }
    if (!has(node, 'schema') && !has(node, 'content')) {
      error('field-missing', pointer, 'The parameter has neither schema nor content.', 'Add schema.');
    }
  };

  const locations = ['path', 'query', 'header', 'cookie', ...(version === '3.2' ? ['querystring'] : [])];
  const checkLocation = oneOf(options.findings, 'in', locations);

  const checkParameter: Rule = (node, pointer) => {
    if (has(node, '$ref')) return;
    checkLocation(node, pointer);
    checkContent(node, pointer);
    const location = own(node, 'in');
    if (!isLocation(location) || !locations.includes(location)) return;
    checkKind(node, location, pointer);
    checkStyle(node, location, pointer);
    checkMeaning(node, location, pointer);
    checkName(options, node, pointer);
  };

  const checkHeaderStyle = oneOf(options.findings, 'style', ['simple']);

  const checkHeader: Rule = (node, pointer) => {
    checkContent(node, pointer);
    checkHeaderStyle(node, pointer);
    if (!['schema', 'content', '$ref'].some((field) => has(node, field))) {
      warn('field-missing', pointer, 'The header has neither schema nor content.', 'Add schema.');
    }
    for (const field of ['allowReserved', 'allowEmptyValue']) {
      if (!has(node, field)) continue;
      strict('field-value', memberOf(pointer, field), `${field} says nothing in a header.`, 'Drop it.');
    }
  };

  return {
    Parameter: checkParameter,
    Header: checkHeader,
    Encoding: oneOf(options.findings, 'style', ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject']),
  };
}

/** Names that no request can send, and path parameters that are not said to be required. */
export function checkName({ findings }: RuleOptions, node: Node, pointer: Pointer): void {
  const name = textOf(own(node, 'name')) ?? '';
  if (own(node, 'in') === 'header' && !isToken(name)) {
    findings.error(
      'field-value',
      memberOf(pointer, 'name'),
      `No header can be named ${name}.`,
      'Use a token of RFC 9110.',
    );
  }
  if (own(node, 'in') === 'path' && own(node, 'required') !== true) {
    findings.warn(
      'path-parameter-optional',
      pointer,
      'A path parameter is always required; it is read as such.',
      'Add required: true.',
    );
  }
}
