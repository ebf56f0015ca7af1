import { describe, expect, test } from 'vitest';
import { compileXml, type Outcome } from './compiled.ts';

const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more });
const integer = { type: 'integer' };
const string = { type: 'string' };
const xml = (words: object, schema: object = string): object => ({ ...schema, xml: words });

type Row = readonly [schema: object | null, text: string, outcome: Outcome];

const rows = (...table: readonly Row[]) => table;

describe('leaves', () => {
  test.each(
    rows(
      [string, '<a> x </a>', { value: ' x ' }],
      [string, '<a/>', { value: '' }],
      [string, '<a><![CDATA[ ]]></a>', { value: ' ' }],
      [integer, '<a>\n 7 </a>', { value: 7 }],
      [integer, '<a>07</a>', { issues: [' type'] }],
      [integer, '<a/>', { issues: [' type'] }],
      [integer, '<a>1<b/></a>', { issues: [' type'] }],
      [integer, '<a lang="en" xml:lang="en">7</a>', { value: 7 }],
      [{ type: 'number' }, '<a>1e2</a>', { value: 100 }],
      [{ type: 'boolean' }, '<a>true</a>', { value: true }],
      [{ type: 'boolean' }, '<a>1</a>', { issues: [' type'] }],
      [{ type: 'integer', format: 'int32' }, '<a>3000000000</a>', { issues: [' range'] }],
      [{ enum: ['a', 'b'] }, '<a>c</a>', { issues: [' enum'] }],
      [{ type: ['integer', 'null'] }, '<a/>', { value: null }],
      [{ type: ['string', 'null'] }, '<a/>', { value: '' }],
      [{ type: ['string', 'integer'] }, '<a>7</a>', { value: 7 }],
      [{ anyOf: [string, integer] }, '<a>x</a>', { value: 'x' }],
      [string, '<a xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>', { value: null }],
      [string, '<a i:nil="1" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>', { value: null }],
      [string, '<a xsi:nil="true">x</a>', { value: null }],
      [string, '<a xsi:nil="true" xmlns:xsi="urn:other">x</a>', { value: 'x' }],
      [string, '<a xsi:nil="false">x</a>', { value: 'x' }],
    ),
  )('%j reads %s', (schema, text, outcome) => {
    expect(compileXml(schema).read(text)).toEqual(outcome);
  });
});

describe('objects', () => {
  test.each(
    rows(
      [object({ a: integer, b: string }), '<r><b>x</b> <a>1</a></r>', { value: { b: 'x', a: 1 } }],
      [object({ a: integer }), '<r/>', { value: {} }],
      [object({ a: object({ b: integer }) }), '<r><a/></r>', { value: { a: {} } }],
      [object({ a: integer }), '<r><a>1</a><a>2</a></r>', { issues: ['/a repeated'] }],
      [
        object({ a: object({ 'b/c': integer }) }),
        '<r><a><b_x002F_c>x</b_x002F_c></a></r>',
        { issues: ['/a/b~1c type'] },
      ],
      [object({ a: xml({ name: 'b' }) }), '<r><b>x</b></r>', { value: { a: 'x' } }],
      [object({ a: xml({ name: 'b' }) }), '<r><a>x</a></r>', { value: { a: 'x' } }],
      [
        object({ a: xml({ name: 'b' }), b: xml({ name: 'a' }) }),
        '<r><a>1</a><b>2</b></r>',
        { value: { b: '1', a: '2' } },
      ],
      [object({ a: xml({ name: '##default' }) }), '<r><a>x</a></r>', { value: { a: 'x' } }],
      [object({ a: xml({ name: 'p:b' }) }), '<r><b>x</b></r>', { value: { a: 'x' } }],
      [object({ a: xml({ attribute: true }, integer) }), '<r a="7"/>', { value: { a: 7 } }],
      [object({ a: xml({ attribute: true }, integer) }), '<r a="x"/>', { issues: ['/a type'] }],
      [object({ a: xml({ attribute: true, name: 'b' }) }), '<r b="x"/>', { value: { a: 'x' } }],
      [object({ lang: xml({ attribute: true }) }), '<r xml:lang="en"/>', { value: { lang: 'en' } }],
      [object({ a: xml({ attribute: true }) }), '<r a="1" p:a="2"/>', { issues: ['/a repeated'] }],
      [
        object({ a: string }),
        '<r a="x" xsi:schemaLocation="y" xml:space="preserve"/>',
        { value: { '@a': 'x' } },
      ],
      [object({ a: integer }), '<r>x<a>1</a></r>', { value: { a: 1, '#text': 'x' } }],
      [object({ a: { type: ['object', 'null'] } }), '<r><a/></r>', { value: { a: {} } }],
      [object({ a: { type: ['integer', 'null'] } }), '<r><a xsi:nil="true"/></r>', { value: { a: null } }],
      [
        object({ constructor: integer, toString: integer }),
        '<r><constructor>1</constructor><toString>2</toString></r>',
        { value: { constructor: 1, toString: 2 } },
      ],
      [{ properties: { a: integer } }, '<r><a>1</a></r>', { value: { a: 1 } }],
    ),
  )('%j reads %s', (schema, text, outcome) => {
    expect(compileXml(schema).read(text)).toEqual(outcome);
  });

  test('are plain, with members of their own', () => {
    const { value } = compileXml(null).read('<a><toString>x</toString></a>');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(value as object, 'toString')).toBe(true);
  });
});

describe('names', () => {
  const named = { name: 'b', prefix: 'p', namespace: 'urn:x' };
  test.each(
    rows(
      // The namespace counts, whatever its prefix.
      [object({ a: xml(named) }), '<r xmlns:p="urn:x"><p:b>1</p:b></r>', { value: { a: '1' } }],
      [object({ a: xml(named) }), '<r xmlns:q="urn:x"><q:b>1</q:b></r>', { value: { a: '1' } }],
      [object({ a: xml(named) }), '<r><b xmlns="urn:x">1</b></r>', { value: { a: '1' } }],
      [object({ a: xml(named) }), '<r><b>1</b></r>', { value: { b: '1' } }],
      [object({ a: xml(named) }), '<r xmlns:p="urn:y"><p:b>1</p:b></r>', { value: { b: '1' } }],
      [
        object({ a: xml({ ...named, attribute: true }) }),
        '<r xmlns:q="urn:x" q:b="1"/>',
        { value: { a: '1' } },
      ],
      [
        object({ a: xml({ ...named, attribute: true }) }),
        '<r xmlns="urn:x" b="1"/>',
        { value: { '@b': '1' } },
      ],
      // Of two that differ by namespace, each is found.
      [
        object({ a: xml(named), c: xml({ ...named, namespace: 'urn:y' }) }),
        '<r xmlns:p="urn:y"><p:b>1</p:b></r>',
        { value: { c: '1' } },
      ],
      // A prefix alone, or none.
      [object({ a: xml({ prefix: 'p' }) }), '<r><p:a>1</p:a></r>', { value: { a: '1' } }],
      [object({ a: xml({ prefix: 'p' }) }), '<r><a>1</a></r>', { value: { a: '1' } }],
      [object({ a: xml({ prefix: 'p' }) }), '<r><q:a>1</q:a></r>', { value: { a: '1' } }],
      [object({ a: integer }), '<q:r xmlns:q="u"><q:a>1</q:a></q:r>', { value: { a: 1 } }],
      // Names that are none of XML's.
      [
        object({ 'a b': integer, '1': integer, '': integer }),
        '<r><a_x0020_b>1</a_x0020_b><_x0031_>2</_x0031_><_x_>3</_x_></r>',
        { value: { 'a b': 1, '1': 2, '': 3 } },
      ],
      [object({ ab: integer }), '<r><a_x0062_>1</a_x0062_></r>', { value: { ab: 1 } }],
    ),
  )('%j reads %s', (schema, text, outcome) => {
    expect(compileXml(schema).read(text)).toEqual(outcome);
  });
});

describe('lists', () => {
  const list = (items: object, words?: object): object => ({
    type: 'array',
    items,
    ...(words && { xml: words }),
  });
  test.each(
    rows(
      [object({ a: list(integer) }), '<r><a>1</a><b/><a>2</a></r>', { value: { a: [1, 2], b: '' } }],
      [object({ a: list(integer) }), '<r><a>1</a></r>', { value: { a: [1] } }],
      [object({ a: list(integer) }), '<r/>', { value: {} }],
      [object({ a: list(integer) }), '<r><a>1</a><a>x</a></r>', { issues: ['/a/1 type'] }],
      [object({ a: list(xml({ name: 'b' })) }), '<r><b>1</b><b>2</b></r>', { value: { a: ['1', '2'] } }],
      [object({ a: list(xml({ name: 'b' }), { name: 'c' }) }), '<r><b>1</b></r>', { value: { a: ['1'] } }],
      [
        object({ a: list(integer, { wrapped: true }) }),
        '<r><a><a>1</a><a>2</a></a></r>',
        { value: { a: [1, 2] } },
      ],
      [object({ a: list(integer, { wrapped: true }) }), '<r><a><x>1</x></a></r>', { value: { a: [1] } }],
      [object({ a: list(integer, { wrapped: true }) }), '<r><a> </a></r>', { value: { a: [] } }],
      [object({ a: list(integer, { wrapped: true }) }), '<r><a>1</a></r>', { issues: ['/a type'] }],
      [object({ a: list(integer, { wrapped: true }) }), '<r><a/><a/></r>', { issues: ['/a repeated'] }],
      [
        object({ a: list(integer, { wrapped: true, name: 'as' }) }),
        '<r><as><as>1</as></as></r>',
        { value: { a: [1] } },
      ],
      [
        object({ a: list(xml({ name: 'b' }), { wrapped: true }) }),
        '<r><a><b>1</b></a></r>',
        { value: { a: ['1'] } },
      ],
      [
        object({ a: list(xml({ name: 'b' }), { wrapped: true }) }),
        '<r><a><c>1</c></a></r>',
        { issues: ['/a/0 unknown'] },
      ],
      [
        object({ a: list(list(integer)) }),
        '<r><a><a>1</a><a>2</a></a><a/></r>',
        { value: { a: [[1, 2], []] } },
      ],
      [
        object({ a: { type: ['array', 'string'], items: integer } }),
        '<r><a>x</a></r>',
        { value: { a: 'x' } },
      ],
      [
        object({ a: { type: ['array', 'string'], items: integer } }),
        '<r><a>1</a><a>2</a></r>',
        { value: { a: [1, 2] } },
      ],
      [
        object({ a: { type: ['array', 'null'], items: integer } }),
        '<r><a xsi:nil="true"/></r>',
        { value: { a: null } },
      ],
      [
        object({ a: list({ type: ['integer', 'null'] }) }),
        '<r><a>1</a><a xsi:nil="true"/></r>',
        { value: { a: [1, null] } },
      ],
      [list(integer), '<r><x>1</x><y>2</y></r>', { value: [1, 2] }],
      [list(integer), '<r/>', { value: [] }],
      [list(object({ b: integer })), '<r><x><b>1</b></x><x/></r>', { value: [{ b: 1 }, {}] }],
    ),
  )('%j reads %s', (schema, text, outcome) => {
    expect(compileXml(schema).read(text)).toEqual(outcome);
  });
});

describe('what no schema names', () => {
  test.each(
    rows(
      [null, '<a>x</a>', { value: 'x' }],
      [{}, '<a>\n<b>1</b>\n<c>2</c><b/></a>', { value: { b: ['1', ''], c: '2' } }],
      [{}, '<a b="1">x</a>', { value: { '@b': '1', '#text': 'x' } }],
      [{}, '<a b="1"><b>2</b>x</a>', { value: { '@b': '1', '#text': 'x', b: '2' } }],
      [{ type: 'object' }, '<a/>', { value: {} }],
      [{ type: 'object' }, '<a>x</a>', { value: { '#text': 'x' } }],
      [
        { type: 'object', additionalProperties: integer },
        '<a><b>1</b><c>2</c><c>3</c></a>',
        { value: { b: 1, c: [2, 3] } },
      ],
      [{ type: 'object', additionalProperties: integer }, '<a><b>x</b></a>', { issues: ['/b type'] }],
      [
        { type: 'object', additionalProperties: { type: 'array', items: integer } },
        '<a><b>1</b></a>',
        { value: { b: [1] } },
      ],
      [
        { type: 'object', additionalProperties: { type: 'array', items: integer, xml: { wrapped: true } } },
        '<a><b><x>1</x></b></a>',
        { value: { b: [1] } },
      ],
      [
        { type: 'object', additionalProperties: xml({ attribute: true }, integer) },
        '<a b="1"/>',
        { value: { b: 1 } },
      ],
      [{ type: 'object', patternProperties: { '^b': integer } }, '<a><b>1</b></a>', { value: { b: 1 } }],
      [
        object({ a: integer }, { additionalProperties: false }),
        '<r><b><c/></b></r>',
        { value: { b: { c: '' } } },
      ],
    ),
  )('%j reads %s', (schema, text, outcome) => {
    expect(compileXml(schema).read(text)).toEqual(outcome);
  });
});

describe('joined schemas', () => {
  const components = {
    Base: object({ id: xml({ attribute: true }, integer) }, { xml: { name: 'base' } }),
    Cat: { allOf: [{ $ref: '#/components/schemas/Base' }, object({ name: string })] },
    Tag: object({ label: string }, { xml: { name: 'tag' } }),
    Tree: object({
      value: integer,
      children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
    }),
    Holder: object({
      first: { $ref: '#/components/schemas/Tag' },
      tags: { type: 'array', xml: { wrapped: true }, items: { $ref: '#/components/schemas/Tag' } },
    }),
    Pair: object({ one: { $ref: '#/components/schemas/Tag' }, two: { $ref: '#/components/schemas/Tag' } }),
    Either: {
      oneOf: [object({ kind: { const: 'n' }, v: integer }), object({ kind: { const: 's' }, v: string })],
    },
  };
  test.each([
    ['Cat', '<Cat id="1"><name>x</name></Cat>', { value: { id: 1, name: 'x' } }],
    ['Cat', '<base id="1"/>', { issues: [' root'] }],
    [
      'Tree',
      '<Tree><value>1</value><children><value>2</value><children><value>3</value></children></children></Tree>',
      { value: { value: 1, children: [{ value: 2, children: [{ value: 3 }] }] } },
    ],
    [
      'Holder',
      '<Holder><tag><label>x</label></tag><tags><tag/></tags></Holder>',
      { value: { first: { label: 'x' }, tags: [{}] } },
    ],
    ['Holder', '<Holder><first><label>x</label></first></Holder>', { value: { first: { label: 'x' } } }],
    ['Pair', '<Pair><one/><two><label>x</label></two></Pair>', { value: { one: {}, two: { label: 'x' } } }],
    ['Either', '<Either><kind>s</kind><v>x</v></Either>', { value: { kind: 's', v: 'x' } }],
    ['Either', '<Either><kind>n</kind><v>5</v></Either>', { value: { kind: 'n', v: 5 } }],
  ])('%s reads %s', (name, text, outcome) => {
    expect(compileXml(name, { components }).read(text)).toEqual(outcome);
  });

  test('that lead round in a circle are read as far as they go', () => {
    const circle = {
      A: { $ref: '#/components/schemas/B' },
      B: { allOf: [{ $ref: '#/components/schemas/A' }] },
    };
    expect(compileXml('A', { components: circle }).read('<A><b>1</b></A>')).toEqual({ issues: [' root'] });
    expect(compileXml('A', { components: circle }).read('<B><b>1</b></B>')).toEqual({ value: { b: '1' } });
  });
});

describe('the root', () => {
  const components = {
    Pet: object({ a: integer }),
    Dog: object({}, { xml: { name: 'dog', namespace: 'urn:d' } }),
  };
  test.each([
    ['Pet', '<Pet/>', { value: {} }],
    ['Pet', '<pet/>', { issues: [' root'] }],
    ['Pet', '<p:Pet/>', { value: {} }],
    ['Dog', '<dog xmlns="urn:d"/>', { value: {} }],
    ['Dog', '<dog/>', { issues: [' root'] }],
    ['Dog', '<Dog xmlns="urn:d"/>', { issues: [' root'] }],
    [object({}, { xml: { name: 'cat' } }), '<dog/>', { issues: [' root'] }],
    [object({}), '<anything/>', { value: {} }],
  ])('of %j: %s', (schema, text, outcome) => {
    expect(compileXml(schema, { components }).read(text)).toEqual(outcome);
  });
});

describe('versions', () => {
  test.each([
    // 2.0 and 3.0 ignore what stands beside a reference.
    ['3.0', { $ref: '#/components/schemas/Tag', xml: { name: 'other' } }, '<tag/>', { value: {} }],
    ['3.1', { $ref: '#/components/schemas/Tag', xml: { name: 'other' } }, '<other/>', { value: {} }],
    ['3.0', object({ a: { type: 'integer', nullable: true } }), '<r><a/></r>', { value: { a: null } }],
    ['2.0', object({ a: { type: 'integer', 'x-nullable': true } }), '<r><a/></r>', { value: { a: null } }],
    [
      '3.0',
      object({ a: { allOf: [{ $ref: '#/components/schemas/Tag' }], nullable: true } }),
      '<r><tag/></r>',
      { value: { a: {} } },
    ],
  ] as const)('%s: %j reads %s', (version, schema, text, outcome) => {
    const components = { Tag: object({}, { xml: { name: 'tag' } }) };
    expect(compileXml(schema, { components, version }).read(text)).toEqual(outcome);
  });
});

describe('node types of 3.2', () => {
  const node = (nodeType: string, schema: object = string, more: object = {}) =>
    xml({ nodeType, ...more }, schema);
  const report = {
    type: 'array',
    xml: { nodeType: 'element', name: 'report' },
    prefixItems: [node('text'), xml({ name: 'data' }, { type: 'number' }), node('text')],
  };
  test.each(
    rows(
      [object({ a: node('attribute', integer) }), '<r a="1"/>', { value: { a: 1 } }],
      [
        object({ u: node('attribute'), v: node('text', { type: 'number' }) }),
        '<r u="cm">42</r>',
        { value: { u: 'cm', v: 42 } },
      ],
      [object({ v: node('text', integer) }), '<r>x</r>', { issues: ['/v type'] }],
      [object({ v: node('text') }), '<r/>', { value: {} }],
      [object({ v: node('text') }, { required: ['v'] }), '<r/>', { value: { v: '' } }],
      [object({ v: node('text'), a: integer }), '<r>\n <a>1</a>\n</r>', { value: { a: 1 } }],
      [object({ v: node('cdata') }), '<r><![CDATA[<b>]]></r>', { value: { v: '<b>' } }],
      [
        object({ a: node('element', { type: 'array', items: integer }) }),
        '<r><a><a>1</a></a></r>',
        { value: { a: [1] } },
      ],
      [
        object({ a: node('none', { type: 'array', items: integer }) }),
        '<r><a>1</a></r>',
        { value: { a: [1] } },
      ],
      [
        object({ g: node('none', object({ b: integer, c: node('attribute') })) }),
        '<r c="x"><b>1</b></r>',
        { value: { g: { b: 1, c: 'x' } } },
      ],
      [object({ g: node('none', object({ b: integer })) }), '<r/>', { value: {} }],
      [
        object({ g: node('none', object({ t: node('text') })) }),
        '<r><g>x</g>y</r>',
        { issues: ['/g repeated'] },
      ],
      [report, '<report>before<data>42</data>after</report>', { value: ['before', 42, 'after'] }],
      [report, '<report><data>42</data></report>', { value: ['', 42] }],
      [report, '<report>x<b>1</b></report>', { issues: ['/1 unknown'] }],
    ),
  )('%j reads %s', (schema, text, outcome) => {
    expect(compileXml(schema, { version: '3.2' }).read(text)).toEqual(outcome);
  });

  test('a group within itself ends as an element', () => {
    const components = {
      A: object({ b: integer, a: { $ref: '#/components/schemas/A' } }, { xml: { nodeType: 'none' } }),
    };
    const { read, write } = compileXml('A', { components, version: '3.2' });
    expect(write({ a: { a: { b: 3 } } })).toContain('<A><a><b>3</b></a></A>');
    expect(read('<A><b>1</b><a><b>3</b></a></A>')).toEqual({ value: { b: 1, a: { a: { b: 3 } } } });
  });
});

test('issues are at most 20', () => {
  const schema = { type: 'array', items: integer };
  const { issues } = compileXml(schema).read(`<r>${'<a>x</a>'.repeat(1000)}</r>`);
  expect(issues).toHaveLength(20);
});
