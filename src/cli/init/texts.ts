import type { LoadedDocument } from '../../document/load.ts';
import { isNode } from '../../document/node.ts';
import type { Operation } from '../../document/operation.ts';
import { GROUP_OF } from '../../http/parameter-group.ts';
import { toArgument, typesCommand } from '../types-command.ts';

/** What the files of a new server say. */
export interface Beginning {
  readonly loaded: LoadedDocument;
  /** Path of the document from the folder of the files. */
  readonly document: string;
  readonly language: 'ts' | 'js';
  /** How a module names another: with the extension that Node needs, or that the compiler of the project asks for. */
  readonly extension: '.ts' | '.js' | '.mjs';
  /** Options without which the document cannot be bound. */
  readonly collisions: 'strict' | 'concrete-first' | null;
  readonly basePath: string | null;
  readonly scopes: boolean;
  /** Where references lead: hosts, and the folder that all files are under, from the folder of the files; null where that is the document's own. */
  readonly hosts: readonly string[];
  readonly under: string | null;
  readonly version: string;
}

const escaped = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;

const quoted = (text: string): string =>
  `'${text.replace(/[\\']/g, '\\$&').replace(/[\p{Cc}\u2028\u2029]/gu, escaped)}'`;

/** `__proto__` as it is would set what an object inherits from. */
const keyOf = (name: string): string => {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
};

/** Text that ends no comment, on one line. */
const remark = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim();

function summaryOf({ pointer }: Operation, { schemas }: LoadedDocument): string {
  const node = schemas.at(pointer);
  const summary = isNode(node) ? node['summary'] : undefined;
  return typeof summary === 'string' ? `: ${remark(summary).replace(/\.$/, '')}` : '';
}

/** `path.petId, query.limit, body`. */
const receivedBy = ({ parameters, body }: Operation): string =>
  [
    ...parameters.map(({ in: place, name }) =>
      /^[\w$]+$/.test(name) ? `${GROUP_OF[place]}.${name}` : `${GROUP_OF[place]}[${quoted(name)}]`,
    ),
    ...(body === null ? [] : ['body']),
  ].join(', ');

function processOf(operation: Operation, loaded: LoadedDocument): string {
  const { id, method, template, responses } = operation;
  const receives = receivedBy(operation);
  const answers = responses.map(({ status }) => status).join(', ');
  const about = [
    `${method} ${remark(template)}${summaryOf(operation, loaded)}.`,
    ...(receives === '' ? [] : [`Receives ${remark(receives)}.`]),
    ...(answers === '' ? [] : [`Answers ${answers}.`]),
  ];
  return `  // ${about.join(' ')}
  ${keyOf(id)}: () => {
    throw notYet(${quoted(id)});
  },`;
}

const schemesIn = (operations: readonly Operation[]): readonly string[] => [
  ...new Set(operations.flatMap(({ security }) => security.flat().map(({ scheme }) => scheme))),
];

const referencesOf = ({ hosts, under }: Beginning): readonly string[] => [
  ...(under === null ? [] : [`folder: fileURLToPath(new URL(${quoted(under)}, import.meta.url))`]),
  ...(hosts.length === 0 ? [] : [`hosts: [${hosts.map(quoted).join(', ')}]`]),
];

const COLLISIONS = {
  'concrete-first': 'Where a URL fits several paths, the more concrete one answers.',
  strict: 'No two operations may answer one URL.',
} as const;

function optionsOf(beginning: Beginning): string {
  const { loaded, collisions, basePath, scopes } = beginning;
  const schemes = schemesIn(loaded.operations);
  const references = referencesOf(beginning);
  const lines = [
    ...(references.length > 0
      ? ['  // Where references of the document may lead.', `  references: { ${references.join(', ')} },`]
      : []),
    ...(basePath === null
      ? []
      : [
          '  // In front of all paths, in place of those of the servers.',
          `  basePath: ${quoted(basePath)},`,
        ]),
    ...(collisions === null ? [] : [`  // ${COLLISIONS[collisions]}`, `  collisions: '${collisions}',`]),
    ...(scopes
      ? ["  // A caller needs all scopes that an operation lists; 'any' if one will do.", "  scopes: 'all',"]
      : []),
    ...(schemes.length > 0
      ? [
          '  // Nobody is let in before these are written: a credential becomes a principal, { name }, or null. See opbind/auth.',
          '  authenticators: {',
          ...schemes.map((scheme) => `    ${keyOf(scheme)}: () => null,`),
          '  },',
        ]
      : []),
  ];
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n}`;
}

export function processesText(beginning: Beginning): string {
  const { loaded, language, extension } = beginning;
  const isTyped = language === 'ts';
  const type = (name: string): string => (isTyped ? `: ${name}` : '');
  const jsdoc = (name: string): string => (isTyped ? '' : `/** @type {import('opbind').${name}} */\n`);
  const imports = isTyped
    ? `import { type BindOptions, fail, type Processes } from 'opbind';\nimport type { operations } from './operations${extension}';`
    : "import { fail } from 'opbind';";
  const node = beginning.under === null ? '' : "import { fileURLToPath } from 'node:url';\n";
  return `${node}${imports}

const notYet = (operation${type('string')})${type('Error')} => fail(\`\${operation} is not written yet.\`, { status: 501 });

// A process receives the trigger of a request, for example ({ path, query, body }) => …, and what it returns is the answer.
${jsdoc('Processes')}export const processes = {
${loaded.operations.map((operation) => processOf(operation, loaded)).join('\n\n')}
}${isTyped ? ' satisfies Processes<operations>' : ''};

${jsdoc('BindOptions')}export const options${type('BindOptions')} = ${optionsOf(beginning)};

export default { processes, options };
`;
}

export const serverText = ({
  document,
  language,
  extension,
}: Beginning): string => `import { createServer } from 'node:http';
import { bind } from 'opbind';
import { toNodeListener } from 'opbind/node';
${language === 'ts' ? `import type { operations } from './operations${extension}';\n` : ''}import { options, processes } from './processes${extension}';

const document = new URL(${quoted(document)}, import.meta.url);
const api = await bind${language === 'ts' ? '<operations>' : ''}(document, processes, options);

const port = Number(process.env['PORT'] ?? 3000);
const server = createServer(toNodeListener(api));
server.on('error', ({ message }) => {
  console.error(\`Nobody can listen on port \${port}: \${message}. Stop what does, or choose another by the environment variable PORT.\`);
  process.exit(1);
});
server.listen(port, () => console.log(\`listening on http://localhost:\${port}\`));

// Requests and runs that were begun come to their end.
async function stop()${language === 'ts' ? ': Promise<void>' : ''} {
  server.close();
  await api.close();
  server.closeAllConnections();
}
process.once('SIGTERM', stop).once('SIGINT', stop);
`;

/** What writes the types anew, typed in the folder of the files. */
export const typesCommandOf = ({ document, hosts, under }: Beginning): string =>
  typesCommand(document, { output: 'operations.ts', folder: under ?? undefined, 'allow-host': hosts });

export const packageText = (beginning: Beginning): string => {
  const { document, language, version } = beginning;
  const processes = language === 'ts' ? 'processes.ts' : 'processes.mjs';
  const server = language === 'ts' ? 'server.ts' : 'server.mjs';
  return `${JSON.stringify(
    {
      private: true,
      type: 'module',
      scripts: {
        start: `node ${server}`,
        dev: `opbind serve ${toArgument(document)} ${processes}`,
        ...(language === 'ts' && {
          types: typesCommandOf(beginning),
          typecheck: 'tsc',
        }),
      },
      dependencies: { opbind: `^${version}` },
      ...(language === 'ts' && {
        devDependencies: { '@types/node': '^22.0.0', typescript: '^6.0.0' },
      }),
    },
    null,
    2,
  )}\n`;
};

export const TSCONFIG: string = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'es2023',
      lib: ['es2023'],
      module: 'nodenext',
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
    },
  },
  null,
  2,
)}\n`;
