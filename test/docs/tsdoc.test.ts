import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { PRELUDE } from './prelude.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const src = join(root, 'src');

interface Example {
  readonly place: string;
  readonly code: string;
}

const COMMENT = /\/\*\*(?:(?!\*\/)[\s\S])*\*\//g;

const withoutStars = (comment: string): string =>
  comment
    .slice('/**'.length, -'*/'.length)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n');

/** The code of an example, which may be fenced; the next tag ends it. */
const codeOf = (text: string): string => {
  const [body = ''] = text.split(/\n@\w/);
  return /```ts\n([\s\S]*?)```/.exec(body)?.[1] ?? body;
};

function examplesIn(file: string): Example[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(COMMENT)].flatMap(({ 0: comment, index }) => {
    const [, ...examples] = withoutStars(comment).split('@example');
    const line = text.slice(0, index).split('\n').length;
    return examples.map((code, number) => ({ place: `${file}:${line}#${number + 1}`, code: codeOf(code) }));
  });
}

const examples = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap(examplesIn);

/** Names under which users import the doors, and their files. */
const doors = Object.entries(
  (
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      exports: Record<string, { types: string } | string>;
    }
  ).exports,
).flatMap(([path, target]) =>
  typeof target === 'string'
    ? []
    : [
        [
          `opbind${path.slice(1)}`,
          join(src, target.types.replace(/^\.\/dist\/|\.d\.ts$/g, '')).concat('.ts'),
        ] as const,
      ],
);

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ['node'],
  strict: true,
  allowUnusedLabels: false,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
  paths: Object.fromEntries(doors.map(([name, file]) => [name, [file]])),
};

/** Exported names of each door: examples speak of them without a word of where they come from. What several export is that of the first. */
function namesOf(program: ts.Program): Map<string, string> {
  const checker = program.getTypeChecker();
  return new Map(
    doors.toReversed().flatMap(([door, file]) => {
      const source = program.getSourceFile(file);
      const symbol = source && checker.getSymbolAtLocation(source);
      return symbol ? checker.getExportsOfModule(symbol).map(({ name }) => [name, door] as const) : [];
    }),
  );
}

/** An example as a module, with the imports that it leaves out. */
function toModule({ code }: Example, names: ReadonlyMap<string, string>): string {
  const own = new Set([...code.matchAll(/import [^;]*;/g)].flatMap(([line]) => line.match(/\w+/g) ?? []));
  const used = new Set(code.match(/(?<![.\w$'"])[A-Za-z_$][\w$]*/g) ?? []);
  const declared = new Set(
    [...code.matchAll(/(?:const|let|function|function\*) (\w+)/g)].map(([, name]) => name),
  );
  const imports = [...used]
    .filter((name) => names.has(name) && !own.has(name) && !declared.has(name))
    .map((name) => `import { ${name} } from '${names.get(name)}';`);
  return `${imports.join(' ')}\n${code}\nexport {};\n`;
}

const fileOf = (index: number): string => join(root, 'test/docs', `example-${index}.ts`);
const preludeFile = join(root, 'test/docs/example-prelude.ts');

/** Files that are nowhere but here. */
function createHost(files: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    fileExists: (file) => files.has(file) || host.fileExists(file),
    readFile: (file) => files.get(file) ?? host.readFile(file),
    getSourceFile: (file, language, ...rest) => {
      const text = files.get(file);
      return text === undefined
        ? host.getSourceFile(file, language, ...rest)
        : ts.createSourceFile(file, text, language);
    },
  };
}

/** What the compiler says of each example. */
function compile(): ReadonlyMap<string, readonly string[]> {
  const entries = doors.map(([, file]) => file);
  const names = namesOf(ts.createProgram({ rootNames: entries, options }));
  const files = new Map([
    [preludeFile, PRELUDE],
    ...examples.map((example, index) => [fileOf(index), toModule(example, names)] as const),
  ]);
  const program = ts.createProgram({ rootNames: [...files.keys()], options, host: createHost(files) });
  const saidOf = (file: string): string[] => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
  };
  return new Map([
    ['what they take for granted', saidOf(preludeFile)],
    ...examples.map(({ place }, index) => [place, saidOf(fileOf(index))] as const),
  ]);
}

/** Exports of the doors, and the members of options, with their comments. */
function commentsOf(): readonly { name: string; isValue: boolean; text: string; tags: readonly string[] }[] {
  const program = ts.createProgram({ rootNames: doors.map(([, file]) => file), options });
  const checker = program.getTypeChecker();
  return doors.flatMap(([door, file]) => {
    const source = program.getSourceFile(file);
    const entry = source && checker.getSymbolAtLocation(source);
    return (entry ? checker.getExportsOfModule(entry) : []).flatMap((exported) => {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
      const members = symbol.name.endsWith('Options') ? [...(symbol.members?.values() ?? [])] : [];
      const properties = members.filter(({ flags }) => (flags & ts.SymbolFlags.Property) !== 0);
      return [symbol, ...properties].map((one) => ({
        name: one === symbol ? `${door} ${exported.name}` : `${door} ${exported.name}.${one.name}`,
        isValue: one === symbol && (one.flags & ts.SymbolFlags.Value) !== 0,
        text: ts.displayPartsToString(one.getDocumentationComment(checker)),
        tags: one.getJsDocTags(checker).map(({ name }) => name),
      }));
    });
  });
}

describe('every export has a comment', () => {
  const comments = commentsOf();

  test('and there are some', () => expect(comments.length).toBeGreaterThan(100));

  test('that says what it is', () => {
    expect(comments.filter(({ text }) => text === '').map(({ name }) => name)).toEqual([]);
  });

  test('with an example, where it is more than a type', () => {
    const bare = comments.filter(({ isValue, tags }) => isValue && !tags.includes('example'));
    expect(bare.map(({ name }) => name)).toEqual([]);
  });
});

describe('every example of a comment compiles', () => {
  const said = compile();

  test('and there are some', () => expect(examples.length).toBeGreaterThan(40));

  test.each([...said])('%s', (_, errors) => {
    expect(errors).toEqual([]);
  });
});
