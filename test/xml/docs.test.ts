import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileXml } from './compiled.ts';

const page = readFileSync(new URL('../../docs/xml.md', import.meta.url), 'utf8');

const ROW = /^\| `(\{.*\})` \| `(\{.*\})` \| `(<Pet.*)` \|$/gm;

const rows = [...page.matchAll(ROW)].map(
  ([, properties = '', value = '', xml = '']) => [properties, value, xml] as const,
);

describe('the tables of docs/xml.md', () => {
  test('are found', () => expect(rows.length).toBeGreaterThan(15));

  test.each(rows)('%s: %s is %s', (properties, value, xml) => {
    const Pet = { type: 'object', properties: JSON.parse(properties) };
    const { read, write } = compileXml('Pet', { components: { Pet }, version: '3.2' });
    expect(write(JSON.parse(value))).toBe(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
    expect(read(xml)).toEqual({ value: JSON.parse(value) });
  });
});
