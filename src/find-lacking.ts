import type { Assigned } from './assign.ts';
import type { BindOptions } from './options.ts';
import type { Finding } from './problem/finding.ts';
import type { CompiledFor } from './read-document.ts';
import { readRules } from './response/rules.ts';

const lacks = (pointer: string, message: string, option: string): Finding => ({
  code: 'compiled-lacks',
  pointer,
  message,
  mend: `Compile it again with ${option}.`,
});

/** Whether answers of any operation are held against the document. */
export const checksAnswers = ({ bound }: Pick<Assigned, 'bound'>, options: BindOptions): boolean =>
  bound.some(({ options: own }) => readRules(own.responses ?? options.responses).check !== 'off');

/** What is asked of a compiled document that it was not compiled for. Nothing is left unchecked in silence. */
export function findLacking(
  compiled: CompiledFor | null,
  { bound }: Assigned,
  options: BindOptions,
): readonly Finding[] {
  if (compiled === null) return [];
  const { readOnly = 'allow', unbound } = options;
  const findings: Finding[] = [];
  if (readOnly !== compiled.readOnly)
    findings.push(
      lacks(
        'readOnly',
        `The document was compiled for readOnly '${compiled.readOnly}'.`,
        `--read-only ${readOnly}`,
      ),
    );
  if (compiled.responses) return findings;
  if (checksAnswers({ bound }, options))
    findings.push(lacks('responses', 'The document was compiled without checks of answers.', '--responses'));
  if (unbound === 'mock')
    findings.push(
      lacks(
        'unbound',
        'What mocks make up is checked, and the document was compiled without checks of answers.',
        '--responses',
      ),
    );
  return findings;
}
