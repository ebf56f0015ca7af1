import type { Findings } from './findings.ts';
import type { Parameter, Pointer } from './operation.ts';

/** The names of a path template's variables, in order. */
const variablesOf = (template: string): readonly string[] =>
  (template.match(/\{[^{}]*\}/g) ?? []).map((variable) => variable.slice(1, -1));

const isMalformed = (template: string): boolean => {
  const text = template.replace(/\{[^{}]+\}/g, '');
  return text.includes('{') || text.includes('}');
};

/** A query or fragment in a path is how some documents tell equal paths apart; no URL path ever holds one. */
export function trimTemplate(findings: Findings, key: string, pointer: Pointer): string {
  const template = key.replace(/[?#].*$/s, '');
  if (template !== key) {
    findings.warn(
      'template-trimmed',
      pointer,
      `A path holds no query and no fragment; it is served as ${template}.`,
      'Leave them out, and declare query parameters.',
    );
  }
  if (isMalformed(template)) {
    findings.error(
      'template-malformed',
      pointer,
      `The braces of ${template} do not pair, or hold no name.`,
      'Write each variable as {name}.',
    );
  }
  return template;
}

/** Equal but for the names of their variables. */
export const templateShape = (template: string): string => template.replace(/\{[^{}]*\}/g, '{}');

/** Each variable declared, each declared parameter in the template, no variable twice. */
export function checkVariables(
  findings: Findings,
  template: string,
  parameters: readonly Parameter[],
  pointer: Pointer,
): void {
  const variables = variablesOf(template);
  const names = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
  // No two parameters in the path have one name, so that each is a variable, and there is none beside.
  if (names.length === variables.length && names.every((name) => variables.includes(name))) return;
  const declared = new Set(names);
  const seen = new Set<string>();
  for (const name of variables) {
    if (seen.has(name)) {
      findings.error(
        'template-variable-repeated',
        pointer,
        `The path ${template} has the variable ${name} twice.`,
        'Give each variable a name of its own.',
      );
    } else if (!declared.has(name)) {
      findings.error(
        'path-parameter-undeclared',
        pointer,
        `The path ${template} has a variable ${name}, and no parameter declares it.`,
        `Add { name: ${name}, in: path, required: true } to the parameters.`,
      );
    }
    seen.add(name);
  }
  for (const parameter of parameters) {
    if (parameter.in !== 'path' || seen.has(parameter.name)) continue;
    findings.error(
      'path-parameter-unused',
      // A parameter that others share is right; what is wrong is this use of it.
      parameter.pointer.startsWith(`${pointer}/`) ? parameter.pointer : pointer,
      `The path parameter ${parameter.name} is not in the path ${template}.`,
      `Add {${parameter.name}} to the path, or drop the parameter.`,
    );
  }
}
