import type { BindOptions } from '../options.ts';
import { UsageError } from './command.ts';
import { isModule } from './processes.ts';

/** How pages of help say where a document may refer to. */
export const REFERENCES_HELP: string = `  --folder <folder>       folder that all files of the document are under, where that is not its own
  --allow-host <host>     host from which references may be read (several times for several)`;

/** How the page of help says what {@link BINDING_OPTIONS} are. */
export const BINDING_HELP: string = `  --base-path <path>      path in front of all paths, in place of those of the servers ('' for none)
  --collisions <rule>     strict: no two operations may answer one URL; concrete-first: the more concrete path wins
${REFERENCES_HELP}`;

/** What may be said on the command line of how a document is bound. */
export const BINDING_OPTIONS = {
  'base-path': { type: 'string' },
  collisions: { type: 'string' },
  folder: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
} as const;

interface BindingValues {
  readonly 'base-path'?: string | undefined;
  readonly collisions?: string | undefined;
  readonly folder?: string | undefined;
  readonly 'allow-host'?: readonly string[] | undefined;
}

function readCollisions(rule: string): 'strict' | 'concrete-first' {
  if (rule === 'strict' || rule === 'concrete-first') return rule;
  throw new UsageError(`--collisions is strict or concrete-first, not ${rule}.`);
}

/** What was said of references on the command line. */
export const referencesOf = ({
  folder,
  'allow-host': hosts,
}: Pick<BindingValues, 'folder' | 'allow-host'>): Pick<BindOptions, 'references'> =>
  folder === undefined && hosts === undefined
    ? {}
    : { references: { ...(folder !== undefined && { folder }), ...(hosts !== undefined && { hosts }) } };

/** What was said on the command line, as options of `bind`. */
export const readBinding = ({ 'base-path': basePath, collisions, ...rest }: BindingValues): BindOptions => ({
  ...(basePath !== undefined && { basePath }),
  ...(collisions !== undefined && { collisions: readCollisions(collisions) }),
  ...referencesOf(rest),
});

/** Documents and the module of processes among what was named. */
export interface Named {
  readonly documents: readonly string[];
  readonly module: string | null;
}

export function readNamed(positionals: readonly string[], command: string): Named {
  const [module = null, second] = positionals.filter(isModule);
  const documents = positionals.filter((one) => !isModule(one));
  if (documents.length === 0)
    throw new UsageError(`Which document? For example: opbind ${command} petstore.yaml`);
  if (second !== undefined)
    throw new UsageError(`Name one module of processes, not ${module} and ${second}.`);
  if (module !== null && documents.length > 1)
    throw new UsageError(`${module} has the processes of one document, not of ${documents.length}.`);
  return { documents, module };
}

/** The one document of a command that takes no more. */
export function readOne(positionals: readonly string[], command: string): { document: string } & Named {
  const named = readNamed(positionals, command);
  const [document = '', second] = named.documents;
  if (second !== undefined) throw new UsageError(`Name one document, not ${document} and ${second}.`);
  return { document, ...named };
}
