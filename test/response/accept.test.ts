import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileAccept } from '../../src/response/accept.ts';

const JSON_XML = ['application/json', 'application/xml'];
const TEXTS = ['text/plain', 'text/html;level=1', 'text/csv'];

// biome-ignore format: a table
test.each<[accept: string | undefined, offers: string[], chosen: string | null]>([
  // accept                                          offers     chosen
  [undefined,                                        JSON_XML,  'application/json'],
  ['',                                               JSON_XML,  'application/json'],
  ['*/*',                                            JSON_XML,  'application/json'],
  [' ',                                              JSON_XML,  'application/json'],
  [', ,',                                            JSON_XML,  'application/json'],
  ['garbage',                                        JSON_XML,  'application/json'],
  ['garbage, application/xml',                       JSON_XML,  'application/xml'],
  ['application/xml',                                JSON_XML,  'application/xml'],
  ['application/XML ; q=1',                          JSON_XML,  'application/xml'],
  ['application/*',                                  JSON_XML,  'application/json'],
  ['application/xml, */*',                           JSON_XML,  'application/xml'],
  ['application/xml;q=0.5, */*;q=0.4',               JSON_XML,  'application/xml'],
  ['application/xml;q=0.5, */*;q=0.6',               JSON_XML,  'application/json'],
  ['application/json;q=0, */*',                      JSON_XML,  'application/xml'],
  ['application/json;q=0.000, */*;q=0.001',          JSON_XML,  'application/xml'],
  ['*/*;q=0',                                        JSON_XML,  null],
  ['text/html',                                      JSON_XML,  null],
  ['image/*',                                        JSON_XML,  null],
  // a weight that is none makes an element that is none
  ['application/xml;q=high, application/json;q=0.1', JSON_XML,  'application/json'],
  ['application/xml;q=2, application/json;q=0.1',    JSON_XML,  'application/json'],
  ['application/xml;q=-1, application/json;q=0.1',   JSON_XML,  'application/json'],
  ['application/xml;q=NaN',                          JSON_XML,  'application/json'],
  ['application/xml;Q=0.9, application/json;q=0.1',  JSON_XML,  'application/xml'],
  ['application/xml;q=.9, application/json;q=0.1',   JSON_XML,  'application/xml'],
  ['application/xml;q=1., application/json;q=0.1',   JSON_XML,  'application/xml'],
  // UTF-8 is what there is anyway
  ['application/xml; charset=utf-8',                 JSON_XML,  'application/xml'],
  ['application/xml; charset="UTF-8"',               JSON_XML,  'application/xml'],
  ['application/xml; charset=utf-16',                JSON_XML,  null],
  // parameters
  ['text/html;level=1',                              TEXTS,     'text/html;level=1'],
  ['text/html;level="1"',                            TEXTS,     'text/html;level=1'],
  ['text/html;level=2',                              TEXTS,     null],
  ['text/*;q=0.1, text/html;level=1;q=0.2',          TEXTS,     'text/html;level=1'],
  ['text/csv;a="x,y;q=0", text/plain',               TEXTS,     'text/plain'],
  ['text/csv, text/plain',                           TEXTS,     'text/csv'],
  ['text/plain;q=0.5, text/*;q=0.4',                 TEXTS,     'text/plain'],
])('%j of %j gives %s', (accept, offers, chosen) => {
  const index = compileAccept(offers)(accept);
  expect(offers[index] ?? null).toBe(chosen);
});

test('the same is chosen again', () => {
  const choose = compileAccept(JSON_XML);
  for (const accept of ['application/xml', 'text/html', 'application/xml']) {
    expect([choose(accept), choose(accept)]).toEqual(accept === 'text/html' ? [-1, -1] : [1, 1]);
  }
});

test('whatever is sent, one of the offers is chosen or none', () => {
  const choose = compileAccept(TEXTS);
  const element = fc.constantFrom(
    'text/plain',
    'a/b',
    '*/*',
    ';q=0',
    ';q=',
    '"',
    '\\',
    ',',
    ' ',
    'q',
    '/',
    '=',
  );
  const accept = fc.oneof(
    fc.string(),
    fc.array(element).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(accept, (text) => {
      const index = choose(text);
      return Number.isInteger(index) && index >= -1 && index < TEXTS.length;
    }),
  );
});

test('an Accept as long as a server lets it be costs no more than its first elements', () => {
  const many = Array.from({ length: 4000 }, (_, n) => `a/b${n}`).join();
  expect(compileAccept(JSON_XML)(`${many},application/xml`)).toBe(-1);
  expect(compileAccept(JSON_XML)(`application/xml,${many}`)).toBe(1);
  expect(compileAccept(JSON_XML)('"'.repeat(16_000))).toBe(0);
});
