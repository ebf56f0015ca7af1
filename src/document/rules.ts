import { checkDefault } from './default.ts';
import type { Findings } from './findings.ts';
import { isNode, listOf, type Node, own, textOf } from './node.ts';
import type { Pointer, Schemas, Version } from './operation.ts';
import { isLocation, stylesOf } from './parameter.ts';
import { within } from './pointer.ts';
import { isTypeName } from './shape.ts';

/** What a table of fields cannot say of one kind of object. */
type Rule = (node: Node, pointer: Pointer) => void;

interface RuleOptions {
  readonly schemas: Schemas;
  readonly findings: Findings;
}

const isPlainWord = (value: unknown): value is string => typeof value === 'string';

const names = (words: readonly string[]): string => words.join(', ');

const has = (node: Node, name: string): boolean => Object.hasOwn(node, name);

/** Fields of which one excludes the others, by object (OpenAPI 3.x: "mutually exclusive"). */
const EXCLUSIVE: Readonly<Record<string, readonly (readonly [one: string, other: string])[]>> = {
  Parameter: [
    ['schema', 'content'],
    ['example', 'examples'],
    ['content', 'style'],
    ['content', 'explode'],
    ['content', 'allowReserved'],
  ],
  Header: [
    ['schema', 'content'],
    ['example', 'examples'],
    ['content', 'style'],
    ['content', 'explode'],
    ['content', 'allowReserved'],
  ],
  MediaType: [
    ['example', 'examples'],
    ['encoding', 'prefixEncoding'],
    ['encoding', 'itemEncoding'],
  ],
  Encoding: [
    ['encoding', 'prefixEncoding'],
    ['encoding', 'itemEncoding'],
  ],
  Example: [
    ['value', 'externalValue'],
    ['value', 'dataValue'],
    ['value', 'serializedValue'],
    ['serializedValue', 'externalValue'],
  ],
  Link: [['operationRef', 'operationId']],
  License: [['identifier', 'url']],
  XML: [
    ['nodeType', 'attribute'],
    ['nodeType', 'wrapped'],
  ],
};

const SCHEME_FIELDS: Readonly<Record<string, readonly string[]>> = {
  apiKey: ['name', 'in'],
  http: ['scheme'],
  oauth2: ['flows'],
  openIdConnect: ['openIdConnectUrl'],
  mutualTLS: [],
};

const SCHEME_FIELDS_2: Readonly<Record<string, readonly string[]>> = {
  basic: [],
  apiKey: ['name', 'in'],
  oauth2: ['flow', 'scopes'],
};

const COMPONENT_NAME = /^[a-zA-Z0-9._-]+$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const compiles = (pattern: string): boolean => {
  for (const flag of ['u', '']) {
    try {
      new RegExp(pattern, flag);
      return true;
    } catch {
      // Documents in use hold patterns that are valid without the flag only.
    }
  }
  return false;
};

const isAtLeast = (version: Version, least: Version): boolean => version >= least;

/** The rules of every object that has any, by its name. */
export function RULES({ schemas, findings }: RuleOptions): Readonly<Record<string, Rule>> {
  const { version } = schemas;
  const { error, warn } = findings;
  const is2 = version === '2.0';
  const patterns = new Map<string, boolean>();

  const exclude = (object: string): Rule => {
    const pairs = is2 ? [] : (EXCLUSIVE[object] ?? []);
    return (node, pointer) => {
      for (const [one, other] of pairs) {
        if (has(node, one) && has(node, other)) {
          error(
            'field-exclusive',
            pointer,
            `${one} and ${other} cannot stand together.`,
            'Drop one of them.',
          );
        }
      }
    };
  };

  const exclusions = Object.fromEntries(Object.keys(EXCLUSIVE).map((object) => [object, exclude(object)]));
  const excluded = (object: string, node: Node, pointer: Pointer): void =>
    exclusions[object]?.(node, pointer);

  const oneOf = (node: Node, field: string, values: readonly string[], pointer: Pointer): void => {
    const value = own(node, field);
    if (!isPlainWord(value) || values.includes(value)) return;
    error(
      'field-value',
      within(pointer, field),
      `${value} is not a value of ${field}.`,
      `Use ${names(values)}.`,
    );
  };

  /** A parameter, header or media type holds at most one content entry. */
  const checkContent = (node: Node, pointer: Pointer): void => {
    const content = own(node, 'content');
    if (!isNode(content) || Object.keys(content).length === 1) return;
    error(
      'content-single',
      within(pointer, 'content'),
      'There has to be exactly one media type here.',
      'Keep one.',
    );
  };

  const checkOpenApi: Rule = (node, pointer) => {
    if (isAtLeast(version, '3.1') && !['paths', 'components', 'webhooks'].some((name) => has(node, name))) {
      error('field-missing', pointer, 'There are no paths, no components and no webhooks.', 'Add paths.');
    }
    const self = textOf(own(node, '$self'));
    if (self?.includes('#'))
      error('field-value', within(pointer, '$self'), '$self holds a fragment.', 'Drop it.');
    checkTags(node, pointer);
  };

  const checkTags: Rule = (node, pointer) => {
    const tags = listOf(own(node, 'tags')).filter(isNode);
    const parents = new Map(tags.map((tag) => [own(tag, 'name'), own(tag, 'parent')]));
    const seen = new Set<unknown>();
    for (const [index, tag] of tags.entries()) {
      const name = own(tag, 'name');
      const place = within(pointer, 'tags', index);
      if (seen.has(name))
        warn('tag-duplicate', place, `A second tag is named ${String(name)}.`, 'Drop one of them.');
      seen.add(name);
      checkTagParents(name, parents, place);
    }
  };

  const checkTagParents = (name: unknown, parents: ReadonlyMap<unknown, unknown>, place: Pointer): void => {
    const trail = new Set<unknown>();
    for (let at = name; at !== undefined; at = parents.get(at)) {
      if (trail.has(at)) {
        error(
          'tag-parent',
          within(place, 'parent'),
          `The tag ${String(name)} is above itself.`,
          'Mend parent.',
        );
        return;
      }
      trail.add(at);
      if (!parents.has(at)) {
        error(
          'tag-parent',
          within(place, 'parent'),
          `There is no tag ${String(at)}.`,
          'Mend parent, or add the tag.',
        );
        return;
      }
    }
  };

  const checkServer: Rule = (node, pointer) => {
    const url = textOf(own(node, 'url'));
    if (version === '3.2' && url !== undefined && /[?#]/.test(url)) {
      error(
        'field-value',
        within(pointer, 'url'),
        'A server URL holds no query and no fragment.',
        'Leave them out.',
      );
    }
  };

  const checkServerVariable: Rule = (node, pointer) => {
    const values = own(node, 'enum');
    if (!Array.isArray(values)) return;
    if (values.length === 0) {
      error(
        'field-value',
        within(pointer, 'enum'),
        'The list of values is empty.',
        'Name values, or drop enum.',
      );
    } else if (!values.includes(own(node, 'default'))) {
      const note = isAtLeast(version, '3.1') ? error : warn;
      note(
        'default-invalid',
        within(pointer, 'default'),
        'The default is not one of the values.',
        'Add it to enum.',
      );
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
          within(pointer, section, name),
          `${name} is not a name for a component.`,
          mend,
        );
      }
    }
  };

  const checkPathItem: Rule = (node, pointer) => {
    const additional = own(node, 'additionalOperations');
    if (!isNode(additional)) return;
    const fixed = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
    for (const method of Object.keys(additional)) {
      const place = within(pointer, 'additionalOperations', method);
      if (fixed.includes(method.toLowerCase())) {
        error(
          'field-value',
          place,
          `${method} has a field of its own.`,
          `Move it to ${method.toLowerCase()}.`,
        );
      } else if (!TOKEN.test(method)) {
        error('field-value', place, 'This is not a method.', 'Use a token of RFC 9110.');
      }
    }
  };

  /** Whether `allowReserved` means anything here: where values are percent-encoded. */
  const reserves = (node: Node): boolean => {
    const location = own(node, 'in');
    if (location === 'query') return true;
    if (version !== '3.2') return false;
    return location === 'path' || (location === 'cookie' && own(node, 'style') !== 'cookie');
  };

  const checkParameter3: Rule = (node, pointer) => {
    const location = own(node, 'in');
    if (has(node, '$ref')) return;
    const strict = isAtLeast(version, '3.1') ? error : warn;
    if (!isLocation(location) || (location === 'querystring' && version !== '3.2')) {
      if (isPlainWord(location)) {
        error(
          'field-value',
          within(pointer, 'in'),
          `There is no location ${location}.`,
          'Use path, query, header or cookie.',
        );
      }
      return;
    }
    checkContent(node, pointer);
    if (!has(node, 'schema') && !has(node, 'content')) {
      error('field-missing', pointer, 'The parameter has neither schema nor content.', 'Add schema.');
    }
    if (location === 'querystring' && has(node, 'schema')) {
      error(
        'field-exclusive',
        pointer,
        'A querystring parameter is described by content.',
        'Move schema into content.',
      );
    }
    if (has(node, 'style') && isPlainWord(own(node, 'style'))) checkStyle(node, location, pointer);
    if (has(node, 'allowReserved') && !reserves(node)) {
      strict(
        'field-value',
        within(pointer, 'allowReserved'),
        `allowReserved has no meaning in a ${location} parameter.`,
        'Drop it.',
      );
    }
    if (has(node, 'allowEmptyValue') && location !== 'query') {
      strict(
        'field-value',
        within(pointer, 'allowEmptyValue'),
        'allowEmptyValue is for query parameters.',
        'Drop it.',
      );
    }
    checkName(node, location, pointer);
  };

  const checkStyle = (node: Node, location: Parameters<typeof stylesOf>[0], pointer: Pointer): void => {
    const style = own(node, 'style');
    const styles = stylesOf(location, version);
    if (styles.some((known) => known === style)) return;
    const message = `A ${location} parameter cannot have the style ${String(style)}.`;
    error('style-unsupported', within(pointer, 'style'), message, `Use ${names(styles)}.`);
  };

  const checkName = (node: Node, location: unknown, pointer: Pointer): void => {
    if (location === 'path') checkRequired(node, pointer);
    const name = textOf(own(node, 'name'));
    if (location === 'header' && name !== undefined && !TOKEN.test(name)) {
      error(
        'field-value',
        within(pointer, 'name'),
        `${name} is not the name of a header.`,
        'Use a token of RFC 9110.',
      );
    }
  };

  const checkRequired: Rule = (node, pointer) => {
    if (own(node, 'required') === true || has(node, '$ref')) return;
    const message = 'A path parameter is always required; it is read as such.';
    warn('path-parameter-optional', pointer, message, 'Add required: true.');
  };

  const LOCATIONS_2 = ['path', 'query', 'header', 'body', 'formData'];
  const FORMATS_2 = ['csv', 'ssv', 'tsv', 'pipes', 'multi'];

  const checkParameter2: Rule = (node, pointer) => {
    if (has(node, '$ref')) return;
    const location = own(node, 'in');
    oneOf(node, 'in', LOCATIONS_2, pointer);
    if (location === 'body') {
      if (!has(node, 'schema'))
        error('field-missing', pointer, 'A body parameter needs schema.', 'Add schema.');
      return;
    }
    if (!has(node, 'type')) error('field-missing', pointer, 'The parameter needs type.', 'Add type.');
    checkItems2(node, pointer);
    checkName(node, location, pointer);
    if (own(node, 'collectionFormat') === 'multi' && location !== 'query' && location !== 'formData') {
      error(
        'style-unsupported',
        within(pointer, 'collectionFormat'),
        `A ${String(location)} parameter cannot be repeated, as multi asks.`,
        'Use csv.',
      );
    }
  };

  const checkItems2: Rule = (node, pointer) => {
    oneOf(node, 'collectionFormat', FORMATS_2, pointer);
    checkSchema(node, pointer);
  };

  const checkHeader: Rule = (node, pointer) => {
    excluded('Header', node, pointer);
    checkContent(node, pointer);
    oneOf(node, 'style', ['simple'], pointer);
    if (!has(node, 'schema') && !has(node, 'content') && !has(node, '$ref')) {
      warn('field-missing', pointer, 'The header has neither schema nor content.', 'Add schema.');
    }
    const strict = isAtLeast(version, '3.1') ? error : warn;
    for (const field of ['allowReserved', 'allowEmptyValue']) {
      if (has(node, field))
        strict('field-value', within(pointer, field), `${field} has no meaning in a header.`, 'Drop it.');
    }
  };

  const checkLink: Rule = (node, pointer) => {
    excluded('Link', node, pointer);
    if (has(node, 'operationRef') || has(node, 'operationId') || has(node, '$ref')) return;
    error('field-missing', pointer, 'The link names no operation.', 'Add operationId or operationRef.');
  };

  const checkSecurityScheme: Rule = (node, pointer) => {
    const type = textOf(own(node, 'type'));
    if (type === undefined) return;
    const fields = is2 ? SCHEME_FIELDS_2 : SCHEME_FIELDS;
    if (!Object.hasOwn(fields, type)) {
      error(
        'field-value',
        within(pointer, 'type'),
        `There is no security scheme of type ${type}.`,
        `Use ${names(Object.keys(fields))}.`,
      );
      return;
    }
    for (const field of fields[type] ?? []) {
      if (!has(node, field))
        error('field-missing', pointer, `A scheme of type ${type} needs ${field}.`, `Add ${field}.`);
    }
    if (type === 'apiKey')
      oneOf(node, 'in', is2 ? ['query', 'header'] : ['query', 'header', 'cookie'], pointer);
  };

  const checkDiscriminator: Rule = (node, pointer) => {
    const mapping = own(node, 'mapping');
    if (!isNode(mapping)) return;
    for (const [value, target] of Object.entries(mapping)) {
      if (typeof target !== 'string' || !/[#/]/.test(target) || schemas.target(pointer, target) !== undefined)
        continue;
      warn(
        'reference-unresolved',
        within(pointer, 'mapping', value),
        `${target} leads nowhere.`,
        'Mend the reference.',
      );
    }
  };

  const checkResponses: Rule = (node, pointer) => {
    if (Object.keys(node).some((name) => !name.startsWith('x-'))) return;
    warn('field-missing', pointer, 'There is no response.', 'Add one, for example 200.');
  };

  const checkPattern = (pattern: string, pointer: Pointer): void => {
    const known = patterns.get(pattern) ?? compiles(pattern);
    patterns.set(pattern, known);
    if (known) return;
    error(
      'pattern-invalid',
      within(pointer, 'pattern'),
      'The pattern is not a regular expression.',
      'Write it as ECMA-262 has it.',
    );
  };

  const checkType = (type: unknown, pointer: Pointer): void => {
    if (type === 'null' && !isAtLeast(version, '3.1')) {
      warn(
        'type-null',
        within(pointer, 'type'),
        'There is no type null before 3.1; it is read as one.',
        'Use nullable: true.',
      );
      return;
    }
    if (type === undefined || isTypeName(type)) {
      return;
    } else if (type === 'file' && is2) {
      return;
    } else if (Array.isArray(type) && version !== '3.0' && type.length > 0 && type.every(isTypeName)) {
      return;
    } else if (version === '3.0' && typeof type !== 'string') {
      return; // said by the table
    }
    error(
      'type-unknown',
      within(pointer, 'type'),
      `There is no type ${JSON.stringify(type)}.`,
      'Use string, number, integer, boolean, array or object.',
    );
  };

  const checkSchema: Rule = (node, pointer) => {
    if (!isAtLeast(version, '3.1') && has(node, '$ref')) return;
    checkType(own(node, 'type'), pointer);
    const pattern = own(node, 'pattern');
    if (typeof pattern === 'string') checkPattern(pattern, pointer);
    if (own(node, 'type') === 'array' && !isAtLeast(version, '3.1') && !has(node, 'items')) {
      warn('field-missing', pointer, 'An array needs items.', 'Add items.');
    }
    if (isAtLeast(version, '3.1') && has(node, 'nullable')) {
      warn(
        'nullable-gone',
        within(pointer, 'nullable'),
        'nullable says nothing since 3.1.',
        "Add 'null' to type.",
      );
    }
    if (has(node, 'default') && !has(node, 'in')) {
      const wrong = checkDefault(node, own(node, 'default'));
      if (wrong !== null)
        warn('default-invalid', within(pointer, 'default'), `The default ${wrong}.`, 'Mend the default.');
    }
  };

  const checkPatternProperties = (node: Node, pointer: Pointer): void => {
    const named = own(node, 'patternProperties');
    if (!isNode(named) || !isAtLeast(version, '3.1')) return;
    for (const pattern of Object.keys(named)) {
      if (compiles(pattern)) continue;
      const place = within(pointer, 'patternProperties', pattern);
      error(
        'pattern-invalid',
        place,
        'The pattern is not a regular expression.',
        'Write it as ECMA-262 has it.',
      );
    }
  };

  const either: Record<string, Rule> = {
    OpenAPI: checkOpenApi,
    PathItem: checkPathItem,
    Responses: checkResponses,
    SecurityScheme: checkSecurityScheme,
    Schema: (node, pointer) => {
      checkSchema(node, pointer);
      checkPatternProperties(node, pointer);
    },
  };
  if (is2) return { ...either, Parameter: checkParameter2, Items: checkItems2, Header: checkItems2 };
  return {
    ...exclusions,
    ...either,
    Server: checkServer,
    ServerVariable: checkServerVariable,
    Components: checkComponents,
    Parameter: (node, pointer) => {
      excluded('Parameter', node, pointer);
      checkParameter3(node, pointer);
    },
    Encoding: (node, pointer) => {
      excluded('Encoding', node, pointer);
      oneOf(node, 'style', ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'], pointer);
    },
    XML: (node, pointer) => {
      excluded('XML', node, pointer);
      oneOf(node, 'nodeType', ['element', 'attribute', 'text', 'cdata', 'none'], pointer);
    },
    Header: checkHeader,
    Link: checkLink,
    Discriminator: checkDiscriminator,
  };
}
