import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTree, type XmlElement } from '../../src/xml/tree.ts';

const many = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join('');

const faultOf = (text: string): string | null => {
  const tree = readTree(text);
  return 'fault' in tree ? tree.fault : null;
};

describe('refuses what is not well-formed', () => {
  test.each([
    ['', 'There is no root element'],
    ['  \n', 'There is no root element'],
    ['<!-- a -->', 'There is no root element'],
    ['text', 'There is text outside the root element'],
    ['x<a/>', 'There is text outside the root element'],
    ['<a/>x', 'There is text outside the root element'],
    ['<a/>&#32;', 'There is text outside the root element'],
    ['\uFEFF\uFEFF<a/>', 'There is text outside the root element'],
    ['<a/><b/>', 'There is more than one root element'],
    ['<a></a><a></a>', 'There is more than one root element'],
    ['<![CDATA[x]]><a/>', 'A CDATA section is malformed'],
    ['<a/><![CDATA[x]]>', 'A CDATA section is malformed'],
    ['<a><![CDATA[x]></a>', 'A CDATA section is malformed'],
    ['<a><![cdata[x]]></a>', 'The markup is malformed'],
    ['<a>', 'An element is not closed'],
    ['<a><b></a>', 'An end tag does not fit'],
    ['<a></b>', 'An end tag does not fit'],
    ['<a></A>', 'An end tag does not fit'],
    ['</a>', 'An end tag does not fit'],
    ['<a></a', 'An end tag does not fit'],
    ['<a></ a>', 'An end tag does not fit'],
    ['<a></a x="1">', 'An end tag does not fit'],
    ['<a/ >', 'A start tag is malformed'],
    ['<a', 'A start tag is malformed'],
    ['<a x>', 'A start tag is malformed'],
    ['<a x=1/>', 'A start tag is malformed'],
    ['<a x="1"y="2"/>', 'A start tag is malformed'],
    ['<a ="1"/>', 'A start tag is malformed'],
    ['<a 1x="1"/>', 'A start tag is malformed'],
    ['<a x="1/>', 'An attribute is malformed'],
    ['<a x="<"/>', 'An attribute is malformed'],
    ['<a x="1" x="1"/>', 'An attribute is repeated'],
    ['<a x="&nope;"/>', 'A reference is not one of XML'],
    ['<a x="&"/>', 'A reference is not one of XML'],
    ['<1a/>', 'The markup is malformed'],
    ['< a/>', 'The markup is malformed'],
    ['<a b:c:d="1"/>', 'A start tag is malformed'],
    ['<a:b:c/>', 'A start tag is malformed'],
    ['<:a/>', 'The markup is malformed'],
    ['<a:/>', 'A start tag is malformed'],
    ['<a>]]></a>', 'The text holds ]]>'],
    ['<a>&</a>', 'A reference is not one of XML'],
    ['<a>&amp</a>', 'A reference is not one of XML'],
    ['<a>&nbsp;</a>', 'A reference is not one of XML'],
    ['<a>&AMP;</a>', 'A reference is not one of XML'],
    ['<a>&#;</a>', 'A reference is not one of XML'],
    ['<a>&#x;</a>', 'A reference is not one of XML'],
    ['<a>&#X41;</a>', 'A reference is not one of XML'],
    ['<a>&#0;</a>', 'A reference is not one of XML'],
    ['<a>&#1;</a>', 'A reference is not one of XML'],
    ['<a>&#xD800;</a>', 'A reference is not one of XML'],
    ['<a>&#xFFFE;</a>', 'A reference is not one of XML'],
    ['<a>&#x110000;</a>', 'A reference is not one of XML'],
    ['<a>&#99999999999999999999;</a>', 'A reference is not one of XML'],
    ['<a>&am<!-- -->p;</a>', 'A reference is not one of XML'],
    ['<a>\u0000</a>', 'A character is not allowed in XML'],
    ['<a>\u0008</a>', 'A character is not allowed in XML'],
    ['<a b="\u001f"/>', 'A character is not allowed in XML'],
    ['<a>\uFFFF</a>', 'A character is not allowed in XML'],
    ['<a>\uD800</a>', 'A character is not allowed in XML'],
    ['<a><!-- a -- b --></a>', 'A comment is malformed'],
    ['<a><!-- a ---></a>', 'A comment is malformed'],
    ['<a><!-- a </a>', 'A comment is malformed'],
    ['<a><!-></a>', 'The markup is malformed'],
    ['<a><!ELEMENT b ANY></a>', 'The markup is malformed'],
    ['<!DOCTYPE a><a/>', 'A DOCTYPE is not allowed'],
    ['<a/><!DOCTYPE a>', 'A DOCTYPE is not allowed'],
    ['<a><?b</a>', 'A processing instruction is malformed'],
    ['<a><? b?></a>', 'A processing instruction is malformed'],
    [' <?xml version="1.0"?><a/>', 'The XML declaration is malformed'],
    ['<a><?xml version="1.0"?></a>', 'The XML declaration is malformed'],
    ['<?XML version="1.0"?><a/>', 'The XML declaration is malformed'],
    ['<?xml?><a/>', 'The XML declaration is malformed'],
    ['<?xml version="2.0"?><a/>', 'The XML declaration is malformed'],
    ['<?xml encoding="utf-8"?><a/>', 'The XML declaration is malformed'],
    ['<?xml version="1.0" standalone="maybe"?><a/>', 'The XML declaration is malformed'],
    ['<?xml version="1.0" standalone="yes" encoding="utf-8"?><a/>', 'The XML declaration is malformed'],
    ['<?xml version="1.0" encoding="8859"?><a/>', 'The XML declaration is malformed'],
    ['<__proto__/>', 'A name could change a prototype (__proto__)'],
    ['<a><__proto__/></a>', 'A name could change a prototype (__proto__)'],
    ['<a __proto__="1"/>', 'A name could change a prototype (__proto__)'],
    ['<a><_x005F__proto__/></a>', 'A name could change a prototype (__proto__)'],
    ['<a><constructor><prototype/></constructor></a>', 'A name could change a prototype (__proto__)'],
    ['<constructor prototype="1"/>', 'A name could change a prototype (__proto__)'],
    [`<a${many(101, (index) => ` a${index}=""`)}/>`, 'An element has too many attributes'],
    [`${'<a>'.repeat(101)}${'</a>'.repeat(101)}`, 'The elements are nested too deeply'],
    ['<a>'.repeat(10_000), 'The elements are nested too deeply'],
    ['<'.repeat(100_000), 'The markup is malformed'],
  ])('row %#', (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  test('and says where', () => {
    expect(readTree('<a>\n<b></a>')).toEqual({ fault: 'An end tag does not fit', position: 7 });
  });
});

/** A tree in few characters: `name{attributes}[children]`. */
const sketch = ({ prefix, local, attributes, children }: XmlElement): string => {
  const name = prefix === '' ? local : `${prefix}:${local}`;
  const written = attributes.map((attribute) => `${attribute.local}=${attribute.value}`).join(' ');
  const inner = children.map((child) => (typeof child === 'string' ? JSON.stringify(child) : sketch(child)));
  return `${name}${written === '' ? '' : `{${written}}`}${inner.length === 0 ? '' : `[${inner.join(' ')}]`}`;
};

describe('reads what is', () => {
  test.each([
    ['<a/>', 'a'],
    ['<a ></a >', 'a'],
    ['\uFEFF<?xml version="1.0" encoding="UTF-8" standalone=\'no\' ?>\r\n<a/>\n', 'a'],
    ['<?xml version="1.1"?><a/>', 'a'],
    ['<!-- --><a/><!----><?x?>', 'a'],
    ["<?x '?><a>'?></a>", `a["'?>"]`],
    ['<a>x<!-- y -->z</a>', 'a["xz"]'],
    ['<a>x<?y z?><![CDATA[<b>&amp;]]]]><![CDATA[>]]></a>', 'a["x<b>&amp;]]>"]'],
    ['<a>&lt;&gt;&amp;&apos;&quot;&#65;&#x1F600;&#013;</a>', 'a["<>&\'\\"A😀\\r"]'],
    ['<a>1\r\n2\r3</a>', 'a["1\\n2\\n3"]'],
    ['<a b="1\n2\t&#10;&#9;"/>', 'a{b=1 2 \n\t}'],
    [`<a b='"' c = "'>/"/>`, `a{b=" c='>/}`],
    ['<a\tb="1"\nc="2"/>', 'a{b=1 c=2}'],
    ['<a b="/"/>', 'a{b=/}'],
    ['<a>1<b/>2<b>3</b></a>', 'a["1" b "2" b["3"]]'],
    ['<a>]]&gt;</a>', 'a["]]>"]'],
    ['<été é="1"/>', 'été{é=1}'],
    ['<\u{10000}/>', '\u{10000}'],
    ['<x:a xmlns:x="u" x:b="1"/>', 'x:a{b=1}'],
    ['<constructor><toString/><b>prototype</b></constructor>', 'constructor[toString b["prototype"]]'],
    [
      '<a><prototype hasOwnProperty="1"/><![CDATA[<constructor>]]></a>',
      'a[prototype{hasOwnProperty=1} "<constructor>"]',
    ],
  ])('%s', (text, expected) => {
    const tree = readTree(text);
    expect('fault' in tree ? tree.fault : sketch(tree)).toBe(expected);
  });

  test.each([
    ['<a xmlns="u"><b/></a>', 'u', 'u'],
    ['<a xmlns="u"><b xmlns=""/></a>', 'u', ''],
    ['<p:a xmlns:p="u"><p:b xmlns:p="v"/></p:a>', 'u', 'v'],
    ['<a><p:b/></a>', '', undefined],
    ['<a><xml:b/></a>', '', 'http://www.w3.org/XML/1998/namespace'],
  ])('and its namespaces: %s', (text, outer, inner) => {
    const tree = readTree(text) as XmlElement;
    expect([tree.namespace, (tree.children[0] as XmlElement).namespace]).toEqual([outer, inner]);
  });
});

describe('at a cost that grows with the text', () => {
  // Each of these takes minutes where it is read in quadratic time.
  test.each([
    ['siblings', `<a>${'<b/>'.repeat(100_000)}</a>`],
    ['siblings of many names', `<a>${many(50_000, (index) => `<b${index}/>`)}</a>`],
    ['texts beside attributes', `<a${many(100, (index) => ` a${index}=""`)}>${'x<b/>'.repeat(50_000)}</a>`],
    ['references', `<a>${'&amp;'.repeat(100_000)}</a>`],
    ['zeros of a reference', `<a>&#${'0'.repeat(500_000)}65;</a>`],
    ['long names', `<${'a'.repeat(500_000)}></${'a'.repeat(500_000)}>`],
    [
      'long names around',
      `${`<${'n'.repeat(3000)}>`.repeat(90)}${'<b/>'.repeat(20_000)}${`</${'n'.repeat(3000)}>`.repeat(90)}`,
    ],
    ['comments', `<a>${'<!---->'.repeat(100_000)}</a>`],
    ['sections', `<a>${'<![CDATA[]]>'.repeat(50_000)}</a>`],
    ['white space', `<a${' '.repeat(1_000_000)}>${' '.repeat(1_000_000)}</a>`],
    ['a long value', `<a b="${'x'.repeat(2_000_000)}">${'x'.repeat(2_000_000)}</a>`],
    [
      'namespaces around',
      `${many(90, (depth) => `<a${many(90, (index) => ` xmlns:p${depth}x${index}="u"`)}>`)}${'<q:a xmlns:b="u"/>'.repeat(10_000)}${'</a>'.repeat(90)}`,
    ],
  ])('%s', (_, text) => {
    expect(faultOf(text)).toBeNull();
  });

  test.each([
    ['an attribute without an end', `<a b="${'x'.repeat(1_000_000)}`],
    ['a tag without an end', `<a${' '.repeat(1_000_000)}`],
    ['ampersands', `<a>${'&'.repeat(1_000_000)}</a>`],
    ['tags without an end', '<a '.repeat(300_000)],
    ['attributes', `<a${many(80_000, (index) => ` a${index}=""`)}/>`],
  ])('%s', (_, text) => {
    expect(faultOf(text)).not.toBeNull();
  });
});

const PIECES = [
  '<a>', '</a>', '<b x="1">', '</b>', '<c/>', '<!-- d -->', '<![CDATA[', ']]>', '<?pi?>', '<?xml version="1.0"?>', '&amp;', '&#65;',
  '&#0;', '&', ';', '<', '>', '"', "'", '=', ' x="1"', ' xmlns="u"', '\r', '\u0001', '\uD800', '\uFEFF', '__proto__', 'constructor', '::',
]; // biome-ignore format: one list

const SEED = `<?xml version="1.0"?><p:a xmlns:p="u" b='1'>t<c>&lt;</c><!-- d --><![CDATA[e]]><p:f g="&#10;"/></p:a>`;

test('nothing that a document can be turned into is more than refused', () => {
  const edit = fc.tuple(
    fc.nat(SEED.length),
    fc.nat(8),
    fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary' })),
  );
  let read = 0;
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
      const text = edits.reduce(
        (edited, [at, length, piece]) => edited.slice(0, at) + piece + edited.slice(at + length),
        SEED,
      );
      const tree = readTree(text);
      if (!('fault' in tree)) read += 1;
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    }),
    { numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(50);
});
