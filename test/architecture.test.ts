import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Rooms whose words everybody may use. */
const SHARED = ['http', 'problem'];

/** Rooms that serve others: they see the API, or wrap it. */
const OUTER = ['auth', 'cli', 'console', 'doors', 'opentelemetry', 'postgres', 'testing', 'types'];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

const IMPORT = /^(import|export)( type)?\s[^;]*?from '([^']+)';/gm;

const importsOf = (file: string): Import[] =>
  [...readFileSync(join(SRC, file), 'utf8').matchAll(IMPORT)].map(([statement, , type, to = '']) => ({
    from: file,
    to: to.startsWith('.') ? relative(SRC, join(SRC, dirname(file), to)) : to,
    typeOnly: type !== undefined || /\{\s*(type [^,}]+,?\s*)+\}/.test(statement),
  }));

const imports = files.flatMap(importsOf);
const internal = imports.filter(({ to }) => to.endsWith('.ts'));
const external = imports.filter(({ to }) => !to.endsWith('.ts'));

const roomOf = (file: string): string | null => (file.includes('/') ? (file.split('/')[0] ?? null) : null);

const isAllowed = ({ from, to, typeOnly }: Import): boolean => {
  const room = roomOf(from);
  const other = roomOf(to);
  if (room === null || OUTER.includes(room) || room === other) return true;
  if (other === null) return to === 'operations.ts' && typeOnly;
  if (SHARED.includes(other)) return !(room === 'http');
  return to === 'document/operation.ts' && typeOnly;
};

/** Files that can be reached from a file, over imports of all kinds. */
function reachable(start: string): Set<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const { to } of internal.filter(({ from }) => from === file)) {
      if (!seen.has(to)) open.push(to);
      seen.add(to);
    }
  }
  return seen;
}

describe('the house', () => {
  test('has files and imports to look at', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(internal.length).toBeGreaterThan(100);
  });

  test('rooms do not import rooms', () => {
    expect(internal.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} imports ${to}`)).toEqual(
      [],
    );
  });

  test('no import leads back to where it came from', () => {
    expect(files.filter((file) => reachable(file).has(file))).toEqual([]);
  });

  test('the page about it names every room and file at its top, and no other', () => {
    const page = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8');
    const [, rooms = ''] = /^## Rooms\n([\s\S]*?)^## /m.exec(page) ?? [];
    const named = [...rooms.matchAll(/^\| (.+?) \|/gm)].flatMap(([, names = '']) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    const there = readdirSync(SRC, { withFileTypes: true }).map((one) =>
      one.isDirectory() ? `${one.name}/` : one.name,
    );
    expect(named.sort()).toEqual(there.sort());
  });

  test('each package is imported in one room', () => {
    const rooms = new Map<string, Set<string>>();
    for (const { from, to } of external.filter(({ to: name }) => !name.startsWith('node:'))) {
      const name = to
        .split('/')
        .slice(0, to.startsWith('@') ? 2 : 1)
        .join('/');
      rooms.set(name, (rooms.get(name) ?? new Set()).add(roomOf(from) ?? ''));
    }
    expect([...rooms].filter(([, users]) => users.size > 1)).toEqual([]);
  });
});
