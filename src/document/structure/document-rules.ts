import { isToken } from '../../http/token.ts';
import { memberOf } from '../../problem/pointer.ts';
import { isNode, listOf, own, textOf } from '../node.ts';
import type { Pointer } from '../operation.ts';
import { has, isAtLeast, type Rule, type RuleOptions, type Rules, strictSince31 } from './rule.ts';

const COMPONENT_NAME = /^[a-zA-Z0-9._-]+$/;
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** Rules of the root, tags, servers, components, path items, responses and links. */
export function documentRules(options: RuleOptions): Rules {
  const { version } = options.schemas;
  const { error, warn } = options.findings;

  const checkTag = (name: unknown, parents: ReadonlyMap<unknown, unknown>, place: Pointer): void => {
    const trail = new Set<unknown>();
    for (let at = name; at !== undefined; at = parents.get(at)) {
      const fault = trail.has(at)
        ? `The tag ${String(name)} is above itself.`
        : parents.has(at)
          ? undefined
          : `There is no tag ${String(at)}.`;
      if (fault !== undefined) {
        error('tag-parent', memberOf(place, 'parent'), fault, 'Let parent name a tag above this one.');
        return;
      }
      trail.add(at);
    }
  };

  const checkTags: Rule = (node, pointer) => {
    const tags = listOf(own(node, 'tags')).filter(isNode);
    const parents = new Map(tags.map((tag) => [own(tag, 'name'), own(tag, 'parent')]));
    const seen = new Set<unknown>();
    for (const [index, tag] of tags.entries()) {
      const name = own(tag, 'name');
      const place = memberOf(pointer, 'tags', index);
      if (seen.has(name))
        warn('tag-duplicate', place, `A second tag is named ${String(name)}.`, 'Drop one of them.');
      seen.add(name);
      checkTag(name, parents, place);
    }
  };

  const checkRoot: Rule = (node, pointer) => {
    checkTags(node, pointer);
    if (isAtLeast(version, '3.1') && !['paths', 'components', 'webhooks'].some((name) => has(node, name))) {
      error('field-missing', pointer, 'There are no paths, no components and no webhooks.', 'Add paths.');
    }
    if (textOf(own(node, '$self'))?.includes('#')) {
      error('field-value', memberOf(pointer, '$self'), '$self holds a fragment.', 'Drop the fragment.');
    }
  };

  const checkServer: Rule = (node, pointer) => {
    if (version !== '3.2' || !/[?#]/.test(textOf(own(node, 'url')) ?? '')) return;
    const message = 'A server URL holds no query and no fragment.';
    error('field-value', memberOf(pointer, 'url'), message, 'Leave them out.');
  };

  const checkServerVariable: Rule = (node, pointer) => {
    const values = own(node, 'enum');
    if (!Array.isArray(values)) return;
    if (values.length === 0) {
      error(
        'field-value',
        memberOf(pointer, 'enum'),
        'The list of values is empty.',
        'Name values, or drop enum.',
      );
    } else if (!values.includes(own(node, 'default'))) {
      const message = 'The default is not one of the values.';
      strictSince31(options)('default-invalid', memberOf(pointer, 'default'), message, 'Add it to enum.');
    }
  };

  const checkComponents: Rule = (node, pointer) => {
    for (const [section, entries] of Object.entries(node)) {
      if (section.startsWith('x-') || !isNode(entries)) continue;
      for (const name of Object.keys(entries)) {
        if (COMPONENT_NAME.test(name)) continue;
        const mend = 'Use letters, digits, dot, dash and underscore.';
        warn(
          'component-name',
          memberOf(pointer, section, name),
          `A component cannot be named ${name}.`,
          mend,
        );
      }
    }
  };

  const checkPathItem: Rule = (node, pointer) => {
    const additional = own(node, 'additionalOperations');
    if (!isNode(additional)) return;
    for (const method of Object.keys(additional)) {
      const place = memberOf(pointer, 'additionalOperations', method);
      const field = method.toLowerCase();
      if (METHODS.includes(field)) {
        error('field-value', place, `${method} has a field of its own.`, `Move it to ${field}.`);
      } else if (!isToken(method)) {
        error('field-value', place, 'This is not a method.', 'Use a token of RFC 9110.');
      }
    }
  };

  const checkResponses: Rule = (node, pointer) => {
    if (Object.keys(node).some((name) => !name.startsWith('x-'))) return;
    warn('field-missing', pointer, 'There is no response.', 'Add one, for example 200.');
  };

  const checkLink: Rule = (node, pointer) => {
    if (['operationRef', 'operationId', '$ref'].some((field) => has(node, field))) return;
    error('field-missing', pointer, 'The link names no operation.', 'Add operationId or operationRef.');
  };

  return {
    OpenAPI: checkRoot,
    Server: checkServer,
    ServerVariable: checkServerVariable,
    Components: checkComponents,
    PathItem: checkPathItem,
    Responses: checkResponses,
    Link: checkLink,
  };
}
