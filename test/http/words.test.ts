import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitCookies } from '../../src/http/cookies.ts';
import { withPlainFields } from '../../src/http/fields.ts';
import { toHeaderLines } from '../../src/http/header-lines.ts';
import { parseMediaType, specificity } from '../../src/http/media-type.ts';
import { splitTarget } from '../../src/http/target.ts';
import { fakeRequest } from '../../src/testing/index.ts';

describe('a request target has a raw path and a raw query', () => {
  test.each([
    // target                         path            query
    ['/pets?x=1', '/pets', 'x=1'],
    ['/pets', '/pets', ''],
    ['/pets?', '/pets', ''],
    ['/a%2Fb/../c?x=%20&y=?', '/a%2Fb/../c', 'x=%20&y=?'],
    ['/pets#top?x=1', '/pets', ''],
    ['/pets?x=1#top', '/pets', 'x=1'],
    ['http://a.example/pets?x=1', '/pets', 'x=1'],
    ['http://a.example?x=1', '/', 'x=1'],
    ['http://a.example', '/', ''],
    ['//a.example/pets', '//a.example/pets', ''],
    ['*', '*', ''],
    ['', '/', ''],
  ])('%s', (target, path, query) => {
    expect(splitTarget(target)).toEqual({ path, query });
  });

  test('whatever it holds', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\/[^?#]*$/), fc.stringMatching(/^[^#]*$/), (path, query) => {
        expect(splitTarget(`${path}?${query}`)).toEqual({ path, query });
      }),
    );
  });
});

describe('a Cookie field has pairs', () => {
  test.each<[field: string | string[] | undefined, pairs: [string, string][]]>([
    [undefined, []],
    ['', []],
    [
      'a=1; b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a=1; a=2', [['a', '1']]],
    [
      'a=b=c; novalue;  c = 3 ',
      [
        ['a', 'b=c'],
        ['c', '3'],
      ],
    ],
    [
      ['a=1', 'b=2'],
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['__proto__=1', [['__proto__', '1']]],
  ])('%j', (field, pairs) => {
    expect([...splitCookies(field)]).toEqual(pairs);
  });
});

describe('how well a declared range fits a media type', () => {
  test.each<[best: string, worse: string, sent: string]>([
    ['application/json', 'application/*+json', 'application/json'],
    ['application/vnd.a+json', 'application/*+json', 'application/vnd.a+json'],
    ['application/*+json', 'application/*', 'application/vnd.a+json'],
    ['application/*', '*/*', 'application/json'],
    ['application/json; profile=a', 'application/json', 'application/json; profile=a; charset=utf-8'],
    ['APPLICATION/JSON', '*/*', 'application/Json'],
    ['text/plain; charset=utf-8', 'text/*', 'text/plain; charset=iso-8859-1'],
  ])('%s before %s for %s', (best, worse, sent) => {
    const rank = (range: string): number => {
      const parts = [parseMediaType(range), parseMediaType(sent)] as const;
      return parts[0] && parts[1] ? specificity(parts[0], parts[1]) : Number.NaN;
    };
    expect(rank(best)).toBeGreaterThan(rank(worse));
    expect(rank(worse) >= 0).toBe(true);
  });

  test.each(['json', '%%%', 'a/b/c', 'application/', '/json', '', 'a b/c'])('%j is no media type', (text) => {
    expect(parseMediaType(text)).toBeNull();
  });
});

describe('header lines', () => {
  test.each<[headers: Parameters<typeof toHeaderLines>[0], lines: [string, string][]]>([
    [
      { 'X-A': 'b', n: 1 },
      [
        ['x-a', 'b'],
        ['n', '1'],
      ],
    ],
    [
      { a: ['1', '2'], b: undefined, c: null },
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    [
      [
        ['a', '1'],
        ['a', '2'],
      ],
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    [
      [
        { Key: 'A', Value: '1' },
        { key: 'b', value: '2' },
      ],
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [{ 'content-length': 3, 'transfer-encoding': 'chunked', connection: 'close' }, []],
    [{ a: 'é\t~' }, [['a', 'é\t~']]],
  ])('%j', (headers, lines) => {
    expect(toHeaderLines(headers)).toEqual(lines);
  });

  test.each<[headers: Record<string, string>]>([
    [{ 'a b': 'c' }],
    [{ 'a:': 'c' }],
    [{ '': 'c' }],
    [{ a: 'b\r\nc: d' }],
    [{ a: 'b\nc' }],
    [{ a: '\u0000' }],
    [{ a: '€' }],
  ])('%j is refused', (headers) => {
    expect(() => toHeaderLines(headers)).toThrow(TypeError);
  });
});

test('a request whose fields are in lower case stays the same object, others are joined by name', () => {
  const request = fakeRequest({ headers: { a: '1', b: ['2'] } });
  expect(withPlainFields(request)).toBe(request);
  const mixed = withPlainFields(fakeRequest({ url: '/x', headers: { A: '1', a: '2', B: undefined } }));
  expect([mixed.url, mixed.headers]).toEqual(['/x', { a: ['1', '2'], b: undefined }]);
});
