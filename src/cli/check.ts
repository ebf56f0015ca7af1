import { parseArgs } from 'node:util';
import { type Checked, check as examine } from '../check.ts';
import type { Operation } from '../document/operation.ts';
import type { BindOptions } from '../options.ts';
import { count } from '../problem/count.ts';
import type { Finding } from '../problem/finding.ts';
import { BINDING_HELP, BINDING_OPTIONS, readBinding, readNamed } from './binding.ts';
import type { Command, Terminal } from './command.ts';
import { paragraphs, together } from './findings.ts';
import { type Paint, paintOf } from './paint.ts';
import { type Bindable, loadProcesses } from './processes.ts';

const HELP = `opbind check: everything that is wrong with a document, at once

Usage:
  opbind check <document...>            documents alone, as if all of their operations were to be served
  opbind check <document> <processes>   a document and a module of processes, as bind would take them

  <processes>             a module (.js, .mjs, .cjs, .ts) that exports the processes: as its default, by their names, as
                          { processes, options }, or a function that gives one of these

Options:
  --strict                warnings count as findings do
  --all                   lists all warnings, not three of a kind
  --quiet                 lists no warnings
${BINDING_HELP}
  --json                  prints { ok, documents: [{ document, version, ok, operations, findings, warnings }] }

Findings keep an API from being bound: exit code 1. Warnings do not: exit code 0. A document alone has a warning where two
operations collide and the rule concrete-first settles it, a finding where nothing does.

Examples:
  opbind check petstore.yaml
  opbind check petstore.yaml processes.mjs --strict
  opbind check apis/*.yaml --json
`;

/** Warnings of one kind that are listed before the rest is counted. */
const MOST = 3;

const firstOfEach = (warnings: readonly Finding[], most: number): readonly Finding[] => {
  const seen = new Map<string, number>();
  return warnings.filter(({ code }) => {
    const before = seen.get(code) ?? 0;
    seen.set(code, before + 1);
    return before < most;
  });
};

interface Shown {
  readonly strict: boolean;
  readonly all: boolean;
  readonly quiet: boolean;
  readonly hasModule: boolean;
}

const named = (operations: readonly Operation[], most: number): string => {
  const names = operations.slice(0, most).map(({ id }) => id);
  const more = operations.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** `20 operations, 18 with a process; without: deletePet, getInventory`. */
function coverageOf({ bound, unbound }: Checked, { hasModule, all }: Shown): string {
  const total = count(bound.length + unbound.length, 'operation');
  if (!hasModule) return total;
  if (unbound.length === 0) return `${total}, each with a process`;
  return `${total}, ${bound.length} with a process; without: ${named(unbound, all ? unbound.length : 10)}`;
}

function warningsOf(warnings: readonly Finding[], { all, quiet }: Shown, paint: Paint): string {
  if (warnings.length === 0 || quiet) return '';
  const grouped = together(warnings);
  const listed = firstOfEach(grouped, all ? grouped.length : MOST);
  const rest = grouped.length - listed.length;
  const more = rest === 0 ? '' : `  ${paint.dim(`and ${rest} more of these kinds: --all lists them`)}\n\n`;
  return paragraphs(listed, paint, 'yellow') + more;
}

/** References are allowed by options; on the command line those have other names. */
const hintOf = ({ findings, warnings }: Checked, paint: Paint): string =>
  [...findings, ...warnings].some(({ code }) => code === 'reference-refused')
    ? `  ${paint.dim('On the command line: --folder <folder>, --allow-host <host>.')}\n\n`
    : '';

const headingOf = ({ source, version, findings, warnings }: Checked): string => {
  const found = [
    ...(findings.length > 0 ? [count(findings.length, 'finding')] : []),
    ...(warnings.length > 0 ? [count(warnings.length, 'warning')] : []),
  ];
  const name =
    version === null ? source : `${source} (${version === '2.0' ? 'Swagger' : 'OpenAPI'} ${version})`;
  return `${found.length === 0 ? 'Nothing wrong' : found.join(', ')} in ${name}`;
};

const isSound = ({ findings, warnings }: Checked, strict: boolean): boolean =>
  findings.length === 0 && (!strict || warnings.length === 0);

function textOf(checked: Checked, shown: Shown, paint: Paint): string {
  const mark = isSound(checked, shown.strict) ? paint.green('✓') : paint.red('✗');
  const coverage = checked.version === null ? '' : paint.dim(coverageOf(checked, shown));
  const listed =
    paragraphs(together(checked.findings), paint, 'red') + warningsOf(checked.warnings, shown, paint);
  return `${mark} ${paint.bold(headingOf(checked))}${coverage && `: ${coverage}`}\n${listed && `\n${listed}`}${hintOf(checked, paint)}`;
}

const listed = ({ id, method, template, pointer }: Operation, bound: boolean) => ({
  id,
  method,
  template,
  pointer: pointer.replace(/^#/, ''),
  bound,
});

const toJson = (checked: Checked, strict: boolean) => ({
  document: checked.source,
  version: checked.version,
  ok: isSound(checked, strict),
  operations: [
    ...checked.bound.map((one) => listed(one, true)),
    ...checked.unbound.map((one) => listed(one, false)),
  ],
  findings: checked.findings,
  warnings: checked.warnings,
});

/** What is said on the command line goes before what the module says. */
const joined = ({ options }: Bindable, said: BindOptions): BindOptions => ({ ...options, ...said });

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...BINDING_OPTIONS,
      strict: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { documents, module } = readNamed(positionals, 'check');
  const said = readBinding(values);
  const paint = paintOf(terminal);
  const loaded = module === null ? null : await loadProcesses(module);
  const options = loaded === null ? said : joined(loaded, said);
  const shown: Shown = { ...values, hasModule: module !== null };
  const all: Checked[] = [];
  for (const document of documents) {
    const checked = await examine(document, loaded?.processes ?? null, options);
    all.push(checked);
    if (!values.json) terminal.write(textOf(checked, shown, paint));
  }
  const ok = all.every((checked) => isSound(checked, values.strict));
  const documentsJson = all.map((checked) => toJson(checked, values.strict));
  if (values.json) terminal.write(`${JSON.stringify({ ok, documents: documentsJson }, null, 2)}\n`);
  return ok ? 0 : 1;
}

export const check: Command = {
  name: 'check',
  summary: 'finds what is wrong with documents, and with processes for them',
  help: HELP,
  run,
};
