import { describe, expect, test } from 'vitest';
import { compileXml } from './compiled.ts';

const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more });
const integer = { type: 'integer' };
const string = { type: 'string' };
const xml = (words: object, schema: object = string): object => ({ ...schema, xml: words });
const list = (items: object, words?: object): object => ({
  type: 'array',
  items,
  ...(words && { xml: words }),
});
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

const components = {
  Pet: object({ name: string }),
  Tag: object({ label: string }, { xml: { name: 'tag' } }),
  Tree: object({ children: list({ $ref: '#/components/schemas/Tree' }) }),
};

/** What is written after the declaration. */
const written = (schema: object | string | null, value: unknown, version: '3.1' | '3.2' = '3.1'): string => {
  const text = compileXml(schema, { components, version }).write(value);
  const [declaration = '', rest = ''] = text.split(/(?<=\?>)/);
  expect(declaration).toBe('<?xml version="1.0" encoding="UTF-8"?>');
  return rest;
};

describe('writes', () => {
  test.each<readonly [object | string | null, unknown, string]>([
    // Roots
    ['Pet', { name: 'x' }, '<Pet><name>x</name></Pet>'],
    ['Tag', { label: 'x' }, '<tag><label>x</label></tag>'],
    [object({}), {}, '<response/>'],
    [object({}, { xml: { name: 'r' } }), {}, '<r/>'],
    [object({}, { xml: { name: '##default' } }), {}, '<response/>'],
    [null, 7, '<response>7</response>'],
    [null, null, `<response ${XSI} xsi:nil="true"/>`],
    [list(integer), [1, 2], '<response><item>1</item><item>2</item></response>'],
    [list(integer, { name: 'as', wrapped: true }), [1], '<as><as>1</as></as>'],
    [list(xml({ name: 'a' }), { name: 'as' }), ['x'], '<as><a>x</a></as>'],
    [list({ $ref: '#/components/schemas/Pet' }), [{}], '<response><Pet/></response>'],
    [list({ $ref: '#/components/schemas/Tag' }), [{}], '<response><tag/></response>'],
    [list(integer), [], '<response/>'],
    [null, [[1], []], '<response><item><item>1</item></item><item/></response>'],
    // Objects
    [object({ a: integer, b: string }), { b: 'x', a: 1 }, '<response><a>1</a><b>x</b></response>'],
    [object({ a: xml({ name: 'b' }) }), { a: 'x' }, '<response><b>x</b></response>'],
    [object({ a: xml({ attribute: true }) }), { a: 'x' }, '<response a="x"/>'],
    [object({ a: xml({ attribute: true, name: 'b' }) }), { a: 'x' }, '<response b="x"/>'],
    [object({ a: xml({ attribute: true }) }), { a: null }, '<response/>'],
    [object({ a: string }), { a: undefined }, '<response/>'],
    [object({ a: string }), { a: null }, '<response/>'],
    [
      object({ a: { type: ['string', 'null'] } }),
      { a: null },
      `<response><a ${XSI} xsi:nil="true"/></response>`,
    ],
    [object({ a: string }), { a: '' }, '<response><a></a></response>'],
    [object({ a: object({ b: integer }) }), { a: { b: 1 } }, '<response><a><b>1</b></a></response>'],
    [
      object({ a: integer }),
      { a: 1, c: [1, { d: 2 }] },
      '<response><a>1</a><c>1</c><c><d>2</d></c></response>',
    ],
    [object({ a: integer }), { a: [1, 2] }, '<response><a>1</a><a>2</a></response>'],
    [null, { '@a': 1, '#text': 'x', b: null }, `<response a="1">x<b ${XSI} xsi:nil="true"/></response>`],
    [object({ one: { $ref: '#/components/schemas/Tag' } }), { one: {} }, '<response><tag/></response>'],
    [
      object({ one: { $ref: '#/components/schemas/Tag' }, two: { $ref: '#/components/schemas/Tag' } }),
      { one: {}, two: {} },
      '<response><one/><two/></response>',
    ],
    [
      { type: 'object', additionalProperties: { $ref: '#/components/schemas/Tag' } },
      { a: {} },
      '<response><a/></response>',
    ],
    [{ type: 'object', additionalProperties: xml({ attribute: true }) }, { a: 'x' }, '<response a="x"/>'],
    // Lists
    [object({ a: list(integer) }), { a: [1, 2] }, '<response><a>1</a><a>2</a></response>'],
    [object({ a: list(integer) }), { a: [] }, '<response/>'],
    [object({ a: list(integer, { name: 'as' }) }), { a: [1] }, '<response><a>1</a></response>'],
    [object({ a: list(xml({ name: 'b' }), { name: 'as' }) }), { a: ['x'] }, '<response><b>x</b></response>'],
    [object({ a: list(integer, { wrapped: true }) }), { a: [1] }, '<response><a><a>1</a></a></response>'],
    [object({ a: list(integer, { wrapped: true }) }), { a: [] }, '<response><a/></response>'],
    [
      object({ a: list(integer, { wrapped: true, name: 'as' }) }),
      { a: [1] },
      '<response><as><as>1</as></as></response>',
    ],
    [
      object({ a: list(xml({ name: 'b' }), { wrapped: true, name: 'as' }) }),
      { a: ['x'] },
      '<response><as><b>x</b></as></response>',
    ],
    [object({ a: list(list(integer)) }), { a: [[1], []] }, '<response><a><a>1</a></a><a/></response>'],
    [
      object({ a: list(integer) }),
      { a: [1, null, undefined] },
      `<response><a>1</a><a ${XSI} xsi:nil="true"/><a ${XSI} xsi:nil="true"/></response>`,
    ],
    ['Tree', { children: [{ children: [{}] }] }, '<Tree><children><children/></children></Tree>'],
    // Namespaces
    [
      xml({ prefix: 'p', namespace: 'urn:x' }, object({ a: xml({ prefix: 'p', namespace: 'urn:x' }) })),
      { a: 'x' },
      '<p:response xmlns:p="urn:x"><p:a>x</p:a></p:response>',
    ],
    [
      xml({ namespace: 'urn:x' }, object({ a: string })),
      { a: 'x' },
      '<response xmlns="urn:x"><a>x</a></response>',
    ],
    [
      object({ a: xml({ prefix: 'p', namespace: 'urn:"x"' }) }),
      { a: 'x' },
      '<response><p:a xmlns:p="urn:&quot;x&quot;">x</p:a></response>',
    ],
    [object({ a: xml({ prefix: 'p' }) }), { a: 'x' }, '<response><a>x</a></response>'],
    [
      xml({ prefix: 'p', namespace: 'urn:x' }, object({ a: xml({ prefix: 'p' }) })),
      { a: 'x' },
      '<p:response xmlns:p="urn:x"><p:a>x</p:a></p:response>',
    ],
    [
      object({ a: xml({ prefix: 'p', namespace: 'urn:x', attribute: true }) }),
      { a: 'x' },
      '<response xmlns:p="urn:x" p:a="x"/>',
    ],
    [
      object({ a: xml({ namespace: 'urn:x', attribute: true }) }),
      { a: 'x' },
      '<response xmlns:ns="urn:x" ns:a="x"/>',
    ],
    [
      xml(
        { prefix: 'p', namespace: 'urn:x' },
        object({ a: xml({ prefix: 'p', namespace: 'urn:y', attribute: true }) }),
      ),
      { a: 'x' },
      '<p:response xmlns:p="urn:x" xmlns:ns1="urn:y" ns1:a="x"/>',
    ],
    [
      object({ a: xml({ prefix: '1 bad', namespace: 'urn:x' }) }),
      { a: 'x' },
      '<response><a xmlns="urn:x">x</a></response>',
    ],
    [object({ lang: xml({ prefix: 'xml', attribute: true }) }), { lang: 'en' }, '<response xml:lang="en"/>'],
    // Values
    [
      null,
      { a: 1n, b: true, c: new Date(0), d: 1e21, e: -0 },
      '<response><a>1</a><b>true</b><c>1970-01-01T00:00:00.000Z</c><d>1e+21</d><e>0</e></response>',
    ],
    [null, new Map([['a', new Set([1, 2])]]), '<response><a>1</a><a>2</a></response>'],
    [null, { toJSON: () => ({ a: 1 }) }, '<response><a>1</a></response>'],
    [null, Buffer.from('hi'), '<response>aGk=</response>'],
    [null, '<&>"\r\n\t]]>', '<response>&lt;&amp;&gt;"&#13;\n\t]]&gt;</response>'],
    [
      object({ a: xml({ attribute: true }) }),
      { a: '<&>"\'\r\n\t' },
      `<response a="&lt;&amp;&gt;&quot;'&#13;&#10;&#9;"/>`,
    ],
    // Names that are none of XML's
    [null, { 'a b': 1 }, '<response><a_x0020_b>1</a_x0020_b></response>'],
    [null, { '1x': 1 }, '<response><_x0031_x>1</_x0031_x></response>'],
    [null, { 'b><c': 1 }, '<response><b_x003E__x003C_c>1</b_x003E__x003C_c></response>'],
    [null, { '': 1 }, '<response><_x_>1</_x_></response>'],
    [null, { 'xml:lang': 1 }, '<response><_x0078_ml_x003A_lang>1</_x0078_ml_x003A_lang></response>'],
    [null, { XmlA: 1 }, '<response><_x0058_mlA>1</_x0058_mlA></response>'],
    [null, { _x0041_: 1 }, '<response><_x005F_x0041_>1</_x005F_x0041_></response>'],
    [null, { '@a"b': 1 }, '<response a_x0022_b="1"/>'],
    [null, { '@xmlns': 'urn:x' }, '<response _x0078_mlns="urn:x"/>'],
    [null, { '\uD800': 1, '\u0000': 2 }, '<response><_xD800_>1</_xD800_><_x0000_>2</_x0000_></response>'],
    [object({}, { xml: { name: 'a b' } }), {}, '<a_x0020_b/>'],
    [object({}, { xml: { name: '<a/>' } }), {}, '<_x003C_a_x002F__x003E_/>'],
  ])('%j of %o', (schema, value, expected) => {
    expect(written(schema, value)).toBe(expected);
  });

  const node = (nodeType: string, schema: object = string, more: object = {}) =>
    xml({ nodeType, ...more }, schema);
  test.each<readonly [object, unknown, string]>([
    [
      object({ u: node('attribute'), v: node('text', { type: 'number' }) }),
      { v: 42, u: 'cm' },
      '<response u="cm">42</response>',
    ],
    [
      object({ v: node('cdata') }),
      { v: 'a]]>b\rc' },
      '<response><![CDATA[a]]]]><![CDATA[>b]]>&#13;<![CDATA[c]]></response>',
    ],
    [object({ a: node('element', list(integer)) }), { a: [1] }, '<response><a><a>1</a></a></response>'],
    [
      object({ g: node('none', object({ b: integer, c: node('attribute') })) }),
      { g: { b: 1, c: 'x' } },
      '<response c="x"><b>1</b></response>',
    ],
    [
      {
        type: 'array',
        xml: { nodeType: 'element', name: 'report' },
        prefixItems: [node('text'), xml({ name: 'data' }), node('text')],
      },
      ['before', 42, 'after'],
      '<report>before<data>42</data>after</report>',
    ],
  ])('by node types of 3.2: %j of %o', (schema, value, expected) => {
    expect(written(schema, value, '3.2')).toBe(expected);
  });
});

const circle: Record<string, unknown> = {};
circle['a'] = [circle];

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

describe('refuses', () => {
  test.each<readonly [string, unknown, object | null]>([
    ['nothing at all', undefined, null],
    ['a function', { a: () => 1 }, null],
    ['a symbol', { a: Symbol('a') }, null],
    ['NaN', { a: Number.NaN }, null],
    ['infinity', [Number.POSITIVE_INFINITY], null],
    ['an invalid Date', new Date('no'), null],
    ['a Map with keys that are no strings', new Map([[1, 2]]), null],
    ['a control character', 'a\u0000b', null],
    ['a control character in an attribute', { '@a': '\u001b' }, null],
    ['half a surrogate pair', '\uDC00', null],
    ['a character that is none', '\uFFFF', null],
    ['a value that holds itself', circle, null],
    ['a value nested too deeply', nested(100), null],
    ['a list as an attribute', { a: [1] }, object({ a: xml({ attribute: true }) })],
    ['an object as an attribute', { a: {} }, object({ a: xml({ attribute: true }) })],
    ['the same attribute twice', { a: '1', '@a': '2' }, object({ a: xml({ attribute: true }) })],
  ])('%s', (_, value, schema) => {
    expect(() => compileXml(schema).write(value)).toThrow(TypeError);
  });

  test('no value that stands in two places', () => {
    const shared = { b: 1 };
    expect(written(null, { a: shared, c: [shared, shared] })).toBe(
      '<response><a><b>1</b></a><c><b>1</b></c><c><b>1</b></c></response>',
    );
  });

  test('nothing of 99 levels', () => {
    const { read, write } = compileXml(null);
    expect(read(write(nested(99)))).toMatchObject({ value: {} });
  });

  test('is the same when it is asked again', () => {
    const { write } = compileXml(null);
    expect(() => write(circle)).toThrow(TypeError);
    expect(write({ a: 1 })).toContain('<a>1</a>');
  });
});
