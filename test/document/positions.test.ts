import fc from 'fast-check';
import { dump } from 'js-yaml';
import { expect, test } from 'vitest';
import { findPositions } from '../../src/document/positions.ts';
import { escapeSegment } from '../../src/problem/pointer.ts';

const JSON_TEXT = `{
  "a": { "b/c": [1, {"x": "}]\\"", "y": 2}],
         "d~e": null },
  "long": 12345,
  "last": true
}`;

const YAML_TEXT = `# comment
a:
  b/c:
    - 1
    - x: "}"
      y: &anchor 2
  "d~e":
long: {flow: [1, 2], empty: }
alias: *anchor
last: true
`;

test.each<['json' | 'yaml', path: string, line: number, column: number]>([
  ['json', '', 1, 1],
  ['json', '/a', 2, 3],
  ['json', '/a/b~1c', 2, 10],
  ['json', '/a/b~1c/0', 2, 18],
  ['json', '/a/b~1c/1/y', 2, 35],
  ['json', '/a/d~0e', 3, 10],
  ['json', '/last', 5, 3],
  // what is not there is where it would be
  ['json', '/a/none/x', 2, 3],
  ['json', '/none', 1, 1],
  ['yaml', '/a', 2, 1],
  ['yaml', '/a/b~1c', 3, 3],
  ['yaml', '/a/b~1c/0', 4, 7],
  ['yaml', '/a/b~1c/1/y', 6, 7],
  ['yaml', '/a/d~0e', 7, 3],
  ['yaml', '/long/flow/1', 8, 18],
  ['yaml', '/long/empty', 8, 22],
  ['yaml', '/alias', 9, 1],
  ['yaml', '/last', 10, 1],
])('%s %s stands at %i:%i', async (format, path, line, column) => {
  const positionOf = await findPositions(format === 'json' ? JSON_TEXT : YAML_TEXT, format, [path, '/last']);
  expect(positionOf(path)).toEqual({ line, column });
});

/** Every path of a tree with its value. */
const pathsOf = (value: unknown, path = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, child]): [string, unknown][] => [
        [`${path}/${escapeSegment(name)}`, child],
        ...pathsOf(child, `${path}/${escapeSegment(name)}`),
      ])
    : [];

const tree = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 });

test('in any JSON, what stands at the position of a member is its name', async () => {
  await fc.assert(
    fc.asyncProperty(tree, fc.constantFrom(0, 2), async (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const paths = pathsOf(JSON.parse(text));
      const positionOf = await findPositions(
        text,
        'json',
        paths.map(([path]) => path),
      );
      for (const [path, child] of paths) {
        const { line, column } = positionOf(path);
        const rest = text
          .split('\n')
          .slice(line - 1)
          .join('\n')
          .slice(column - 1);
        const name = path
          .slice(path.lastIndexOf('/') + 1)
          .replaceAll('~1', '/')
          .replaceAll('~0', '~');
        const starts = [JSON.stringify(name), JSON.stringify(child, null, indent).slice(0, 1)];
        expect(starts.some((start) => rest.startsWith(start))).toBe(true);
      }
    }),
  );
});

test('in any YAML that js-yaml writes, members stand in the order of their lines', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (value) => {
      const text = dump(JSON.parse(JSON.stringify(value)), { noRefs: true, lineWidth: -1 });
      const paths = Object.keys(value).map((name) => `/${escapeSegment(name)}`);
      const positionOf = await findPositions(text, 'yaml', paths);
      const lines = paths.map((path) => positionOf(path)).filter(({ column }) => column === 1);
      expect(lines.length).toBe(paths.length);
      expect(new Set(lines.map(({ line }) => line)).size).toBe(paths.length);
    }),
  );
});
