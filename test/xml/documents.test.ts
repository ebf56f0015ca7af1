import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { Problem } from '../../src/problem/problem.ts';
import { compileReadXml } from '../../src/xml/read.ts';
import { compileWriteXml } from '../../src/xml/write.ts';
import { entries, here, pathOf, titled } from '../corpus/corpus.ts';

const speaksOfXml = ({ entry }: { readonly entry: string }): boolean =>
  /[/+]xml\b/.test(readFileSync(pathOf(`documents/${entry}`), 'utf8'));

const isXml = (type: string): boolean => /[/+]xml\b/.test(type);

describe(titled('documents that speak of XML'), () => {
  test.runIf(here)('read and write every schema of XML they have', async () => {
    let compiled = 0;
    for (const { entry } of entries.filter(speaksOfXml)) {
      const { operations, schemas } = await loadDocument(pathOf(`documents/${entry}`));
      const types = operations.flatMap(({ body, responses }) =>
        [body, ...responses].flatMap((one) => one?.content ?? []),
      );
      for (const { schema } of types.filter(({ type }) => isXml(type))) {
        const read = compileReadXml(schema, { schemas, castOf: () => (text) => text });
        const text = compileWriteXml(schema, { schemas })({});
        expect(read(text, [])).not.toBeInstanceOf(Problem);
        compiled += 1;
      }
    }
    expect(compiled).toBeGreaterThan(10);
  });

  const pet = {
    id: 10,
    name: 'doggie',
    category: { id: 1, name: 'Dogs' },
    photoUrls: ['a', 'b'],
    tags: [{ id: 0, name: 'x' }],
    status: 'available',
  };

  test.runIf(here).each([
    [
      'v2/swagger-petstore.json',
      '<Pet><id>10</id><Category><id>1</id><name>Dogs</name></Category><name>doggie</name><photoUrl><photoUrl>a</photoUrl><photoUrl>b</photoUrl></photoUrl>' +
        '<tag><Tag><id>0</id><name>x</name></Tag></tag><status>available</status></Pet>',
    ],
    [
      'v3.0/swagger-petstore-3.0.4.yaml',
      '<pet><id>10</id><name>doggie</name><category><id>1</id><name>Dogs</name></category><photoUrls><photoUrl>a</photoUrl><photoUrl>b</photoUrl></photoUrls>' +
        '<tags><tag><id>0</id><name>x</name></tag></tags><status>available</status></pet>',
    ],
  ])('%s: a pet', async (file, xml) => {
    const { operations, schemas } = await loadDocument(pathOf(`documents/${file}`));
    const content = operations.find(({ id }) => id === 'addPet')?.body?.content ?? [];
    const schema = content.find(({ type }) => isXml(type))?.schema ?? null;
    const castOf = (pointer: string) => (text: string) => (/id$/.test(pointer) ? Number(text) : text);
    expect(compileWriteXml(schema, { schemas })(pet)).toBe(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
    expect(compileReadXml(schema, { schemas, castOf })(xml, [])).toEqual(pet);
  });
});
